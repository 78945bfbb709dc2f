"""Receiving, acknowledging and closing complaints and notices. The caller owns the transaction."""

import secrets

from sqlmodel import Session

from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing import audit
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict, Invalid
from exchange.privacy import letters, queries
from exchange.privacy.deadlines import answer_by
from exchange.privacy.models import Concern, ConcernKind
from exchange.privacy.schemas import ConcernGiven, ConcernReceived, OutcomeGiven

_LETTERS = "BCDFGHJKMNPQRTVWXYZ2346789"
_PREFIXES = {ConcernKind.DATA_PROTECTION: "DP", ConcernKind.TAKEDOWN: "TN"}


def send_concern(
    session: Session, actor: Actor, given: ConcernGiven, *, is_capped: bool = False
) -> ConcernReceived:
    """Take in a complaint or a notice, start its clock and mail its reference.

    The mail belongs to no account, so that it also reaches somebody whose account is switched off.

    Args:
        is_capped: too much mail went to this address lately, so this one stays unsent.

    Raises:
        Invalid: there is no address to answer to.
    """
    address = queries.find_address(session, actor) or given.email
    if address is None:
        raise Invalid("Enter your e-mail address, so that we can answer", field="email")
    received_at = now()
    concern = Concern(
        reference=f"{_PREFIXES[given.kind]}-{''.join(secrets.choice(_LETTERS) for _ in range(8))}",
        kind=given.kind,
        person_id=actor.person_id,
        email=address,
        about_path=given.about_path,
        text=given.text,
        received_at=received_at,
        answer_by=answer_by(given.kind, received_at),
    )
    session.add(concern)
    session.flush()
    if not is_capped:
        letters.enqueue_about(session, concern, letters.RECEIVED, "received", _received(concern))
    audit.record(session, "concern.received", actor=actor, subject=f"concern:{concern.id}")
    return ConcernReceived(reference=concern.reference, answer_by=concern.answer_by)


def acknowledge_concern(session: Session, actor: Actor, reference: str) -> None:
    """Tell somebody that their complaint or notice is being looked into.

    Raises:
        NotAllowed: the actor does not look after the service.
        NotFound: there is no such concern.
        Conflict: that has been said already.
    """
    check_may(actor, Permission.ADMINISTER)
    concern = queries.concern_to_change(session, reference)
    if concern.acknowledged_at is not None:
        raise Conflict("This has been acknowledged already")
    concern.acknowledged_at = now()
    text = letters.acknowledged(concern.kind, concern.reference)
    letters.enqueue_about(session, concern, letters.RECEIVED, "acknowledged", text)
    audit.record(session, "concern.acknowledged", actor=actor, subject=f"concern:{concern.id}")


def close_concern(session: Session, actor: Actor, reference: str, given: OutcomeGiven) -> None:
    """Close a complaint or a notice and mail its outcome.

    Raises:
        NotAllowed: the actor does not look after the service.
        NotFound: there is no such concern.
        Conflict: it is closed.
    """
    check_may(actor, Permission.ADMINISTER)
    concern = queries.concern_to_change(session, reference)
    if concern.closed_at is not None:
        raise Conflict("This has been closed already")
    concern.acknowledged_at = concern.acknowledged_at or now()
    concern.closed_at, concern.outcome = now(), given.outcome
    text = letters.closed(concern.kind, concern.reference, given.outcome)
    letters.enqueue_about(session, concern, letters.CLOSED, "closed", text)
    audit.record(session, "concern.closed", actor=actor, subject=f"concern:{concern.id}")


def _received(concern: Concern) -> str:
    return letters.received(concern.kind, concern.reference, concern.answer_by)

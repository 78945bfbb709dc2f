"""What follows from a new way to prove who one is: a stronger session, and a mail that tells of it."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session

from exchange.mail.outbox import enqueue
from exchange.people import queries as people
from exchange.people.actions import rotate_sessions
from exchange.people.actor import Actor
from exchange.signing_in import proof_letters, queries
from exchange.signing_in.access import check_can_change_proof
from exchange.signing_in.models import Method


def check_proof(session: Session, actor: Actor, strong_issuers: Collection[str]) -> None:
    """Raise unless the session by which the actor acts may change their passkeys and single sign-ons.

    Raises:
        NotAllowed: it may not.
    """
    assert actor.session_id is not None
    method = people.session_to_change(session, actor.session_id).method
    better = queries.find_proofs(session, actor.person, strong_issuers)
    check_can_change_proof(method, has_better=bool(better))


def strengthen(session: Session, actor: Actor, method: Method) -> None:
    """Let the session by which the actor acts count as one of ``method``, with a new cookie."""
    assert actor.session_id is not None
    kept = people.session_to_change(session, actor.session_id)
    if kept.method in {Method.PASSKEY, Method.OPENID}:
        return
    kept.method = method
    rotate_sessions(session, actor, actor.person)


def tell(session: Session, actor: Actor, event: str, subject_id: UUID) -> None:
    """Write to the actor that one of their ways to sign in has changed."""
    person = people.person_to_change(session, actor.person)
    if person.email:
        enqueue(
            session,
            key=f"{event}:{subject_id}",
            recipient=person.email,
            subject=proof_letters.SUBJECT,
            text=proof_letters.changed(event),
            person_id=person.id,
        )

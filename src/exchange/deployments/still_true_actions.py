"""Saving what somebody says of the systems that they keep; the caller commits."""

from sqlmodel import Session

from exchange.deployments.answering import apply_answers, read_link
from exchange.deployments.still_true_queries import find_kept
from exchange.deployments.still_true_schemas import AnswersGiven, Outcome
from exchange.organisations.models import Organisation
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing import audit
from exchange.plumbing.errors import Conflict, NotAllowed

_NOTHING = "You look after none of the systems of this organisation"


def answer_by_link(session: Session, token: str, given: AnswersGiven) -> Outcome:
    """Save what whoever has the link in a mail says, as the person whom it was sent to.

    Raises:
        NotFound: the link is not valid, or no longer.
        Conflict: that person does not keep any entry of the organisation any more.
    """
    actor, place, closed = read_link(session, token)
    if closed or not find_kept(session, actor):
        raise Conflict(closed or _NOTHING)
    outcome = apply_answers(session, actor, place, given)
    audit.record(
        session,
        "systems.answered_by_link",
        actor=f"somebody with the link of {actor}",
        subject=f"organisation:{place.ods_code}",
    )
    return outcome


def answer_signed_in(session: Session, actor: Actor, given: AnswersGiven) -> Outcome:
    """Save what the actor says of the systems that they keep.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: they belong to no organisation.
        Conflict: they keep no entry of theirs.
    """
    check_may(actor, Permission.KEEP_ACCOUNT)
    if actor.organisation_id is None:
        raise NotAllowed("No organisation has confirmed you, so you look after none of its systems")
    if not find_kept(session, actor):
        raise Conflict(_NOTHING)
    place = session.get_one(Organisation, actor.organisation_id)
    outcome = apply_answers(session, actor, place, given)
    audit.record(session, "systems.answered", actor=actor, subject=f"organisation:{place.ods_code}")
    return outcome

"""What somebody is asked, whether they have signed in or follow the link of a mail."""

from sqlmodel import Session

from exchange.deployments.answering import read_link
from exchange.deployments.still_true_queries import get_asked
from exchange.deployments.still_true_schemas import Asked
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor

_NOWHERE = "No organisation has confirmed you yet, so you look after none of its systems."


def asked_by_link(session: Session, token: str) -> Asked:
    """Return what whoever was sent a link is asked; changes nothing.

    Raises:
        NotFound: the link is not valid, or no longer.
    """
    actor, place, closed = read_link(session, token)
    return get_asked(session, actor, place, closed=closed)


def asked_signed_in(session: Session, actor: Actor) -> Asked:
    """Return what the actor is asked about the systems of their organisation."""
    if actor.organisation_id is None:
        return Asked(ods_code="", organisation="", organisation_href="", closed=_NOWHERE)
    return get_asked(session, actor, session.get_one(Organisation, actor.organisation_id))

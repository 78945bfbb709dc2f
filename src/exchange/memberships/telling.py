"""Whom to tell by mail of what has happened to a place or a duty."""

from uuid import UUID

from sqlmodel import Session

from exchange.memberships import letters, queries
from exchange.memberships.reading import Known
from exchange.people import duty_queries
from exchange.people.actor import Actor
from exchange.people.models import Duty, Person
from exchange.people.telling import tell


def tell_deciders(session: Session, organisation: Known, *, but: UUID, cause: str, text: str) -> None:
    """Tell those who decide about an organisation of a request, but not whoever made it."""
    deciders = [each for each in queries.find_deciders(session, organisation.id) if each.id != but]
    tell(session, deciders, cause=cause, subject=letters.ASKED, text=text)


def tell_of_lead(session: Session, actor: Actor, organisation: Known, duty: Duty) -> None:
    """Tell an organisation's other leads that somebody leads it too, or no longer does.

    When it has no lead left, leaders of its networks and administrators are told. Nobody is told of what
    they have done or who has become what themselves.
    """
    session.flush()
    person = session.get_one(Person, duty.person_id)
    place = organisation.place
    leads = duty_queries.find_leads(session, organisation.id)
    if not leads:
        told, text = queries.find_deciders(session, organisation.id), letters.leadless(place.name)
    elif duty.ended_at is None:
        told, text = leads, letters.lead_added(person.name, place.name, place.ods_code)
    else:
        told, text = leads, letters.lead_gone(person.name, place.name, place.ods_code)
    others = [each for each in told if each.id not in {actor.person_id, person.id}]
    cause = f"leads-changed:{duty.id}:{duty.state}"
    tell(session, others, cause=cause, subject=letters.LEADS_CHANGED, text=text)

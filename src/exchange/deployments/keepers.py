"""Who looks after an entry: its owner while they can, else the leads of its organisation."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, exists, select

from exchange.people import duty_queries
from exchange.people.access import is_available
from exchange.people.actor import Actor
from exchange.people.models import Membership, MembershipState, Person, PersonState
from exchange.technologies.models import Deployment


def owner_is_there(
    person: type[Person] = Person, place: type[Membership] = Membership
) -> ColumnElement[bool]:
    """Return the condition on Deployment, Person and Membership that the owner can be asked.

    They have an account in use, belong to the entry's organisation, and have not paused.
    """
    return and_(
        col(person.id) == col(Deployment.owner_id),
        col(person.state) == PersonState.ACTIVE,
        is_available(),
        col(place.person_id) == col(person.id),
        col(place.organisation_id) == col(Deployment.organisation_id),
        col(place.state) == MembershipState.APPROVED,
    )


def kept_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Deployment that it is the actor's to keep true.

    Those they own at their organisation; as its lead also those without an owner who can be asked.
    """
    here = col(Deployment.organisation_id) == actor.organisation_id
    owned = col(Deployment.owner_id) == actor.person_id
    if not actor.leads(actor.organisation_id):
        return and_(here, owned)
    return and_(here, or_(owned, ~exists().where(owner_is_there())))


def find_answerers(
    session: Session, organisation_id: UUID, deployment: Deployment | None, *, but: UUID | None
) -> list[Person]:
    """Return who answers for an entry, or an organisation's whole list: the first of these who are there.

    Its owner; the leads of its organisation; those who look after the service.

    Args:
        but: who is left out, because they ask.
    """
    owners = _owners(session, deployment) if deployment is not None else []
    found = [each for each in owners if each.id != but]
    if not found:
        found = [each for each in duty_queries.find_leads(session, organisation_id) if each.id != but]
    return found or [each for each in duty_queries.find_administrators(session) if each.id != but]


def _owners(session: Session, deployment: Deployment) -> list[Person]:
    statement: Any = select(Person).where(Deployment.id == deployment.id, owner_is_there())
    return list(session.exec(statement))

"""Who leads an organisation, and who looks after the service: for every subject that tells them something."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, exists, select

from exchange.people.models import (
    Duty,
    DutyKind,
    DutyState,
    Membership,
    MembershipState,
    Person,
    PersonState,
)


def leads_now(
    duty: type[Duty] = Duty, person: type[Person] = Person, membership: type[Membership] = Membership
) -> ColumnElement[bool]:
    """Return the condition on duty, person and membership that they are an organisation's lead in force."""
    return and_(
        col(duty.kind) == DutyKind.KNOWLEDGE_LEAD,
        col(duty.state) == DutyState.HELD,
        col(person.id) == col(duty.person_id),
        col(person.state) == PersonState.ACTIVE,
        col(membership.person_id) == col(duty.person_id),
        col(membership.organisation_id) == col(duty.organisation_id),
        col(membership.state) == MembershipState.APPROVED,
    )


def find_leads(session: Session, organisation_id: UUID) -> list[Person]:
    """Return the leads in force of an organisation."""
    return find_all_leads(session, [organisation_id]).get(organisation_id, [])


def find_all_leads(session: Session, organisation_ids: Collection[UUID]) -> dict[UUID, list[Person]]:
    """Return the leads in force of several organisations, by organisation, in one statement."""
    found: defaultdict[UUID, list[Person]] = defaultdict(list)
    statement = select(Membership.organisation_id, Person).where(
        leads_now(), col(Duty.organisation_id).in_(organisation_ids)
    )
    for organisation_id, person in session.exec(statement.order_by(col(Person.id))):
        found[organisation_id].append(person)
    return found


def find_administrators(session: Session) -> list[Person]:
    """Return everybody who looks after the service."""
    statement = select(Person).where(
        col(Person.state) == PersonState.ACTIVE,
        exists().where(
            col(Duty.person_id) == col(Person.id),
            col(Duty.kind) == DutyKind.ADMINISTRATOR,
            col(Duty.state) == DutyState.HELD,
        ),
    )
    return list(session.exec(statement.order_by(col(Person.id))))

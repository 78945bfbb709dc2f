"""Every SELECT on memberships and duties that needs no more than persons."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, select

from exchange.memberships.guessing import telling
from exchange.people.actor import Actor, Permission
from exchange.people.duty_queries import leads_now
from exchange.people.models import (
    Duty,
    DutyKind,
    DutyState,
    JobRole,
    Membership,
    MembershipState,
    Person,
    PersonState,
)
from exchange.people.queries import person_to_change, sessions_to_change
from exchange.plumbing.errors import NotFound
from exchange.signing_in.models import EmailDomain

UNDER_WAY = (MembershipState.ASKED, MembershipState.APPROVED)
OPEN = (DutyState.ASKED, DutyState.HELD)


def has_lead(organisation_id: Any) -> ColumnElement[bool]:
    """Return the condition that the organisation of this column has a lead in force."""
    duty, person, membership = aliased(Duty), aliased(Person), aliased(Membership)
    return exists().where(leads_now(duty, person, membership), col(duty.organisation_id) == organisation_id)


def is_last_administrator(session: Session, person_id: UUID, *, is_locked: bool = False) -> bool:
    """Say whether a person is an administrator and no other active person is.

    Args:
        is_locked: hold the answer until the transaction ends, so that the last two cannot leave at once.
    """
    statement = (
        select(Duty.person_id)
        .join(Person, col(Person.id) == col(Duty.person_id))
        .where(
            col(Duty.kind) == DutyKind.ADMINISTRATOR,
            col(Duty.state) == DutyState.HELD,
            col(Person.state) == PersonState.ACTIVE,
        )
        .order_by(col(Duty.id))
    )
    return set(session.exec(statement.with_for_update() if is_locked else statement)) == {person_id}


def find_colleagues(session: Session, person_id: UUID, organisation_id: UUID) -> list[Person]:
    """Return the other members of an organisation who have an account in use and a name, by name."""
    statement = (
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            Membership.organisation_id == organisation_id,
            col(Membership.state) == MembershipState.APPROVED,
            col(Person.state) == PersonState.ACTIVE,
            Person.id != person_id,
            Person.name != "",
        )
        .order_by(col(Person.name), col(Person.id))
    )
    return list(session.exec(statement))


def find_job_roles(session: Session) -> tuple[str, ...]:
    """Return the names of the job roles that people may choose."""
    return tuple(session.exec(select(JobRole.name).order_by(col(JobRole.name))))


def find_domains(session: Session, organisation_ids: Collection[UUID]) -> dict[UUID, dict[str, bool]]:
    """Return the approved mail domains of organisations, with whether each covers those below it."""
    statement = select(EmailDomain).where(col(EmailDomain.organisation_id).in_(organisation_ids))
    found: dict[UUID, dict[str, bool]] = defaultdict(dict)
    for row in session.exec(statement):
        if row.organisation_id is not None:
            found[row.organisation_id][row.domain] = row.covers_subdomains
    return found


def find_organisation_of(session: Session, domain: str) -> UUID | None:
    """Return the organisation that a mail domain is approved for, by its most specific rule, if any."""
    names = telling(domain)
    statement = select(EmailDomain).where(
        col(EmailDomain.domain).in_(names),
        col(EmailDomain.organisation_id).is_not(None),
        or_(col(EmailDomain.domain) == domain, col(EmailDomain.covers_subdomains).is_(True)),
    )
    found = {row.domain: row.organisation_id for row in session.exec(statement)}
    return next((found[name] for name in names if name in found), None)


def lock_people(session: Session, *person_ids: UUID | None) -> None:
    """Hold the accounts and sessions of people until the transaction ends, always in the same order.

    Whoever changes somebody's place or duties does this first, so that one change waits for the other.

    Raises:
        NotFound: one of them does not exist or was erased.
    """
    for person_id in sorted({each for each in person_ids if each is not None}):
        person_to_change(session, person_id)
        sessions_to_change(session, person_id)


def membership_under_way(session: Session, person_id: UUID) -> Membership | None:
    """Return the membership that a person has or has asked for; None when there is none."""
    statement = select(Membership).where(
        Membership.person_id == person_id, col(Membership.state).in_(UNDER_WAY)
    )
    return session.exec(statement).one_or_none()


def find_membership(session: Session, person_id: UUID, organisation_id: UUID) -> Membership | None:
    """Return the membership under way that a person has at an organisation; None without one."""
    statement = select(Membership).where(
        Membership.person_id == person_id,
        Membership.organisation_id == organisation_id,
        col(Membership.state).in_(UNDER_WAY),
    )
    return session.exec(statement).one_or_none()


def member_to_change(session: Session, organisation_id: UUID, membership_id: UUID) -> Membership:
    """Return a membership of an organisation.

    Raises:
        NotFound: there is none.
    """
    statement = select(Membership).where(
        Membership.id == membership_id,
        Membership.organisation_id == organisation_id,
        col(Membership.state).in_((MembershipState.APPROVED, MembershipState.ENDED)),
    )
    found = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound("There is no such member")
    return found


def open_duties(session: Session, person_id: UUID) -> list[Duty]:
    """Return the duties that a person holds or has asked for."""
    statement = select(Duty).where(Duty.person_id == person_id, col(Duty.state).in_(OPEN))
    return list(session.exec(statement.order_by(col(Duty.id))))


def duty_to_change(session: Session, actor: Actor, duty_id: UUID, *, holder_id: UUID | None) -> Duty:
    """Return a duty that the actor may see here: their own, or as an administrator anybody's.

    Args:
        holder_id: whose it must be; None for whoever's the actor sees.

    Raises:
        NotFound: there is none.
    """
    statement = select(Duty).where(Duty.id == duty_id)
    if holder_id is not None:
        statement = statement.where(Duty.person_id == holder_id)
    if not actor.may(Permission.ADMINISTER):
        statement = statement.where(Duty.person_id == actor.person_id)
    found = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound("There is no such duty")
    return found


def lead_duty(session: Session, person_id: UUID, organisation_id: UUID) -> Duty | None:
    """Return a person's duty to lead an organisation, held or asked for; None without one."""
    statement = select(Duty).where(
        Duty.person_id == person_id,
        Duty.organisation_id == organisation_id,
        col(Duty.kind) == DutyKind.KNOWLEDGE_LEAD,
        col(Duty.state).in_(OPEN),
    )
    return session.exec(statement).one_or_none()


def find_led(session: Session, person_id: UUID) -> UUID | None:
    """Return the organisation that a person leads; None when they lead none."""
    statement = select(Duty.organisation_id).where(
        Duty.person_id == person_id,
        col(Duty.kind) == DutyKind.KNOWLEDGE_LEAD,
        col(Duty.state) == DutyState.HELD,
    )
    return session.exec(statement).one_or_none()


def covers_of(session: Session, person_id: UUID) -> list[Person]:
    """Return who has named this person to be asked instead, and the person if they name one, locked."""
    has_cover = (col(Person.id) == person_id) & col(Person.cover_person_id).is_not(None)
    statement = select(Person).where((col(Person.cover_person_id) == person_id) | has_cover)
    return list(session.exec(statement.order_by(col(Person.id)).with_for_update()))


def count_members(session: Session, organisation_id: UUID) -> int:
    """Return how many people belong to an organisation."""
    statement = select(func.count(col(Membership.id))).where(
        Membership.organisation_id == organisation_id, col(Membership.state) == MembershipState.APPROVED
    )
    return session.exec(statement).one()

"""Every SELECT on what waits for a decision, and for those who decide who belongs to an organisation."""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, exists, false, select

from exchange.memberships import member_queries, queries, reading
from exchange.memberships.access import check_can_claim, check_can_keep_members
from exchange.memberships.reading import Known, Waiting
from exchange.memberships.schemas import Lead, Members, RequestBrief, Requests, Step
from exchange.people import duty_queries
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.people.models import (
    Duty,
    DutyKind,
    DutyState,
    Membership,
    MembershipState,
    Person,
    PersonState,
)
from exchange.plumbing.errors import NotFound


def join_to_decide(session: Session, actor: Actor, membership_id: UUID) -> Membership:
    """Return a request to join that the actor decides or has made.

    Raises:
        NotFound: there is none.
    """
    statement = select(Membership).where(
        Membership.id == membership_id, queries.decides(actor, Membership) | _is_own(actor, Membership)
    )
    found = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound("There is no such request")
    return found


def claim_to_decide(session: Session, actor: Actor, duty_id: UUID) -> Duty:
    """Return a request to lead an organisation that the actor decides or has made.

    Raises:
        NotFound: there is none.
    """
    statement = select(Duty).where(
        Duty.id == duty_id,
        col(Duty.kind) == DutyKind.KNOWLEDGE_LEAD,
        queries.decides(actor, Duty) | _is_own(actor, Duty),
    )
    found = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound("There is no such request")
    return found


def _is_own(actor: Actor, request: type[Membership] | type[Duty]) -> ColumnElement[bool]:
    return col(request.person_id) == actor.person_id


def find_requests(session: Session, actor: Actor) -> Requests:
    """Return all that the actor may decide, the oldest first.

    Raises:
        NotAllowed: they decide nothing.
    """
    check_may(actor, Permission.DECIDE_MEMBERSHIPS)
    return Requests(requests=_requests(session, actor))


def _requests(
    session: Session, actor: Actor, organisation_id: UUID | None = None
) -> tuple[RequestBrief, ...]:
    joins = (
        select(Membership, Person, false())
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.state) == MembershipState.ASKED, *_waits(actor, Membership, organisation_id))
    )
    approved = exists().where(
        col(Membership.person_id) == col(Duty.person_id),
        col(Membership.organisation_id) == col(Duty.organisation_id),
        col(Membership.state) == MembershipState.APPROVED,
    )
    claims = (
        select(Duty, Person, approved)
        .join(Person, col(Person.id) == col(Duty.person_id))
        .where(col(Duty.kind) == DutyKind.KNOWLEDGE_LEAD, col(Duty.state) == DutyState.ASKED)
        .where(*_waits(actor, Duty, organisation_id))
    )
    found = [Waiting(*row) for row in session.execute(joins)] + [
        Waiting(*row) for row in session.execute(claims)
    ]
    places = {each.request.organisation_id for each in found if each.request.organisation_id}
    known, domains = queries.find_known(session, places), member_queries.find_domains(session, places)
    briefs = (
        reading.request(each, known[place], domains[place])
        for each in found
        if (place := each.request.organisation_id)
    )
    return tuple(sorted((each for each in briefs if each), key=lambda each: (each.asked_at, str(each.id))))


def _waits(
    actor: Actor, request: type[Membership] | type[Duty], organisation_id: UUID | None
) -> list[ColumnElement[bool]]:
    """Return the conditions that the actor decides a request, of one organisation if that is given."""
    here = [] if organisation_id is None else [col(request.organisation_id) == organisation_id]
    return [col(Person.state) == PersonState.ACTIVE, queries.decides(actor, request), *here]


def get_members(session: Session, actor: Actor, ods_code: str) -> Members:
    """Return an organisation's members, and what waits for a decision.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: the actor neither leads it nor looks after the service.
    """
    organisation = queries.get_organisation(session, ods_code)
    check_can_keep_members(actor, organisation.id)
    is_lead = exists().where(
        col(Duty.person_id) == col(Person.id),
        col(Duty.organisation_id) == organisation.id,
        col(Duty.state) == DutyState.HELD,
    )
    has_duty = exists().where(col(Duty.person_id) == col(Person.id), col(Duty.state) == DutyState.HELD)
    rows = session.exec(
        select(Membership, Person, is_lead, has_duty)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            Membership.organisation_id == organisation.id, col(Membership.state) == MembershipState.APPROVED
        )
        .order_by(col(Person.name), col(Person.id))
    )
    return Members(
        organisation=organisation.place,
        is_closed=organisation.is_closed,
        members=tuple(
            reading.member(actor, row[0], row[1], (row[2], row[3]), is_closed=organisation.is_closed)
            for row in rows
        ),
        requests=_requests(session, actor, organisation.id),
        checklist=_checklist(session, organisation),
    )


def get_lead(session: Session, actor: Actor, ods_code: str) -> Lead:
    """Return what the duty of leading an organisation is, for somebody who belongs there or has asked to.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: they neither belong to it nor have asked to.
    """
    organisation = queries.get_organisation(session, ods_code)
    membership = member_queries.find_membership(session, actor.person, organisation.id)
    check_can_claim(membership, has_duty=False, is_closed=False)
    duty = member_queries.lead_duty(session, actor.person, organisation.id)
    return Lead(
        organisation=organisation.place,
        postcode=organisation.postcode,
        website=organisation.website,
        is_closed=organisation.is_closed,
        state=duty.state if duty else None,
        leads=len(duty_queries.find_leads(session, organisation.id)),
        checklist=_checklist(session, organisation),
    )


def _checklist(session: Session, organisation: Known) -> tuple[Step, ...]:
    return reading.checklist(
        organisation,
        has_systems=queries.has_systems(session, organisation.id),
        members=member_queries.count_members(session, organisation.id),
        leads=len(duty_queries.find_leads(session, organisation.id)),
    )

"""Rows on memberships and duties, put into the shapes that leave the subject. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from exchange.memberships.access import check_can_end, check_can_name_lead
from exchange.memberships.guessing import domain_of, match
from exchange.memberships.schemas import (
    Belonging,
    Colleague,
    DutyBrief,
    Member,
    Place,
    RequestBrief,
    RequestKind,
    Step,
)
from exchange.people.actor import Actor
from exchange.people.models import Duty, DutyKind, DutyState, Membership, MembershipState, Person, PersonState
from exchange.plumbing.errors import allows


class Known(NamedTuple):
    """What this subject knows of an organisation."""

    id: UUID
    place: Place
    postcode: str
    website: str
    is_closed: bool
    is_confirmed: bool


class Waiting(NamedTuple):
    """A request with who made it, and where."""

    request: Membership | Duty
    person: Person
    is_member: bool


def request(each: Waiting, place: Known, approved: Mapping[str, bool]) -> RequestBrief | None:
    """Return a request as those see it who decide it; None at an organisation that has closed.

    Args:
        approved: the organisation's mail domains, with whether each covers those below it.
    """
    if place.is_closed:
        return None
    domain = domain_of(each.person.email)
    return RequestBrief(
        id=each.request.id,
        kind=RequestKind.JOIN if isinstance(each.request, Membership) else RequestKind.CLAIM,
        organisation=place.place,
        name=each.person.name,
        job_role=each.person.job_role or "",
        asked_at=each.request.asked_at,
        mail_domain=domain,
        domain_match=match(domain, approved=approved, website=place.website),
        is_member=each.is_member,
    )


def member(
    actor: Actor, membership: Membership, person: Person, duties: tuple[bool, bool], *, is_closed: bool
) -> Member:
    """Return a member as those see it who decide who belongs to the organisation.

    Args:
        duties: whether they lead the organisation, and whether they hold any duty.
    """
    is_lead, has_duty = duties
    can_lead = person.state is PersonState.ACTIVE and allows(
        check_can_name_lead, actor, membership, is_lead=is_lead, is_closed=is_closed
    )
    return Member(
        membership_id=membership.id,
        person_id=person.id,
        name=person.name,
        job_role=person.job_role or "",
        since=membership.decided_at or membership.asked_at,
        is_lead=is_lead,
        is_self=person.id == actor.person_id,
        is_off=person.state is PersonState.DISABLED,
        can_end=allows(check_can_end, actor, membership, has_duty=has_duty),
        can_be_lead=can_lead,
    )


class Belongings(NamedTuple):
    """What is known of somebody's place."""

    membership: Membership | None
    place: Place | None
    successor: Place | None
    refused_by: Place | None
    is_closed: bool
    duties: Sequence[tuple[Duty, str]]
    leads: Sequence[Person]
    colleagues: Sequence[Person]
    is_only_administrator: bool


def belonging(found: Belongings) -> Belonging:
    """Return where somebody belongs, as they see it themselves."""
    membership = found.membership
    leads = [duty.state for duty, _ in found.duties if duty.kind is DutyKind.KNOWLEDGE_LEAD]
    is_only_lead = DutyState.HELD in leads and len(found.leads) == 1
    is_member = membership is not None and membership.state is MembershipState.APPROVED
    return Belonging(
        place=found.place,
        state=membership.state if membership else None,
        asked_at=membership.asked_at if membership else None,
        since=membership.decided_at if membership and is_member else None,
        is_closed=found.is_closed,
        successor=found.successor,
        refused_by=found.refused_by,
        duties=tuple(
            DutyBrief(id=duty.id, kind=duty.kind, state=duty.state, place=place)
            for duty, place in found.duties
        ),
        can_claim=membership is not None and not found.is_closed and not leads,
        is_only_lead=is_only_lead,
        is_only_administrator=found.is_only_administrator,
        colleagues=tuple(Colleague(id=each.id, name=each.name) for each in found.colleagues)
        if is_only_lead
        else (),
    )


def checklist(known: Known, *, has_systems: bool, members: int, leads: int) -> tuple[Step, ...]:
    """Return what makes an organisation's entry useful, and what of it is done."""
    page = f"/organisations/{known.place.ods_code}"
    return (
        Step(words="The organisation's entry is confirmed", href=page, is_done=known.is_confirmed),
        Step(words="Its systems are known", href=f"{page}#systems", is_done=has_systems),
        Step(words="A colleague has joined", href=f"{page}/members", is_done=members > 1),
        Step(words="A second lead can stand in", href=f"{page}/members", is_done=leads > 1),
    )

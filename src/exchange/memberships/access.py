"""Who decides who belongs to an organisation and who leads it. The only place that knows."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal, or_
from sqlmodel import col, true

from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission, Role
from exchange.people.models import (
    Duty,
    DutyKind,
    DutyState,
    Membership,
    MembershipState,
    PersonState,
)
from exchange.plumbing.errors import Conflict, NotAllowed

CLOSED = "This organisation has closed. Ask to join the one that took over from it"


def may_decide(
    actor: Actor,
    request: type[Membership] | type[Duty],
    *,
    has_lead: ColumnElement[bool],
    is_led: ColumnElement[bool],
) -> ColumnElement[bool]:
    """Return the condition on requests to join an organisation, or to lead it, that the actor decides them.

    Its leads do. While it has none, leaders of its networks do. Administrators always may.

    Args:
        has_lead: the organisation of the request has a lead whose account is in use.
        is_led: it belongs to a network that the actor leads.
    """
    if actor.may(Permission.ADMINISTER):
        return true()
    own = literal(Role.KNOWLEDGE_LEAD in actor.roles) & (
        col(request.organisation_id) == actor.organisation_id
    )
    not_theirs = col(request.person_id) != actor.person_id
    return and_(not_theirs, or_(own, and_(is_led, ~has_lead)))


def check_can_decide(actor: Actor, request: Membership | Duty, *, is_closed: bool, approves: bool) -> None:
    """Raise unless the actor, who may see this request, may answer it so now.

    Raises:
        NotAllowed: it is their own, and they are no administrator.
        Conflict: it was decided or withdrawn, or the organisation has closed.
    """
    if request.person_id == actor.person_id and not actor.may(Permission.ADMINISTER):
        raise NotAllowed("Somebody else decides what you have asked for")
    if request.state not in (MembershipState.ASKED, DutyState.ASKED):
        raise Conflict("Somebody has decided this already, or it was withdrawn")
    if is_closed and approves:
        raise Conflict(CLOSED)


def check_can_keep_members(actor: Actor, organisation_id: UUID) -> None:
    """Raise unless the actor leads the organisation or looks after the service.

    Raises:
        NotAllowed: they do neither.
    """
    if not (actor.leads(organisation_id) or actor.may(Permission.ADMINISTER)):
        raise NotAllowed("Only the knowledge leads of this organisation can see and change its members")


def check_can_end(actor: Actor, member: Membership, *, has_duty: bool) -> None:
    """Raise unless the actor may end this person's membership. Leads cannot put each other out.

    Args:
        has_duty: the member holds a duty, which would end with the membership.

    Raises:
        NotAllowed: they do not lead the organisation, or the member has a duty as high as theirs.
        Conflict: it is their own, or it is over.
    """
    check_can_keep_members(actor, member.organisation_id)
    if member.person_id == actor.person_id:
        raise Conflict("You leave on the page of your own organisation")
    if member.state is not MembershipState.APPROVED:
        raise Conflict("They no longer belong to this organisation")
    if has_duty and not actor.may(Permission.ADMINISTER):
        raise NotAllowed("They have a duty. They can step down from it, or an administrator can help")


def check_can_name_lead(actor: Actor, member: Membership, *, is_lead: bool, is_closed: bool) -> None:
    """Raise unless the actor may make this person a lead of their organisation.

    Raises:
        NotAllowed: they do not lead it.
        Conflict: the person leads it already or no longer belongs to it, or it has closed.
    """
    check_can_keep_members(actor, member.organisation_id)
    if member.state is not MembershipState.APPROVED:
        raise Conflict("They no longer belong to this organisation")
    if is_lead:
        raise Conflict("They lead this organisation already")
    if is_closed:
        raise Conflict(CLOSED)


def check_can_claim(membership: Membership | None, *, has_duty: bool, is_closed: bool) -> None:
    """Raise unless the holder of this membership may ask to lead its organisation.

    Args:
        membership: under way at the organisation; None when the actor has none there.
        has_duty: they lead it already, or have asked to.

    Raises:
        NotAllowed: they do not belong to it and have not asked to.
        Conflict: they lead it or have asked to, or it has closed.
    """
    if membership is None:
        raise NotAllowed("Ask to join this organisation before you ask to lead it")
    if is_closed:
        raise Conflict(CLOSED)
    if has_duty:
        raise Conflict("You lead this organisation already, or have asked to")


def check_can_grant(actor: Actor) -> None:
    """Raise unless the actor may make network leaders and administrators.

    Raises:
        NotAllowed: they do not look after the service.
    """
    check_may(actor, Permission.ADMINISTER)


def check_can_end_duty(duty: Duty, *, is_last_administrator: bool) -> None:
    """Raise unless a duty that the actor may see can end.

    Raises:
        Conflict: it is over, or it is that of the only administrator.
    """
    if duty.state not in (DutyState.HELD, DutyState.ASKED):
        raise Conflict("This duty has ended")
    if duty.kind is DutyKind.ADMINISTRATOR and is_last_administrator:
        raise Conflict("This is the only administrator. Make somebody else one first")


def check_can_leave(*, is_last_administrator: bool) -> None:
    """Raise when somebody cannot leave, because nobody would be left to look after the service.

    Raises:
        Conflict: they are the only administrator.
    """
    if is_last_administrator:
        raise Conflict("You are the only administrator. Make somebody else one first")


def check_in_use(state: PersonState) -> None:
    """Raise unless an account can be signed in to.

    Raises:
        Conflict: it was switched off.
    """
    if state is not PersonState.ACTIVE:
        raise Conflict("This account is switched off")

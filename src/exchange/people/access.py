"""The coarse gate that every action passes, and who may see which persons."""

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, false, true

from exchange.people.actor import VISITOR, Actor, Permission, Role
from exchange.people.models import Audience, Membership, MembershipState, Person, PersonState
from exchange.plumbing.clock import today
from exchange.plumbing.errors import NotAllowed, SignInNeeded


def check_may(actor: Actor, permission: Permission) -> None:
    """Raise unless one of the actor's roles carries ``permission``.

    Raises:
        SignInNeeded: nobody has signed in, so it is not known whether they may.
        NotAllowed: none does.
    """
    if actor.may(permission):
        return
    if actor == VISITOR:
        raise SignInNeeded("Sign in to see this")
    if Role.NEWCOMER in actor.roles:
        raise NotAllowed("This is for members of staff whom their organisation has confirmed")
    raise NotAllowed("Your role does not allow this")


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Person joined with Membership that every query on persons must carry.

    Members of staff see each other while they are not paused, as far as each wants to be seen; everybody sees
    themselves. An organisation's own members see each other whether paused or not.
    """
    if not actor.may(Permission.READ_PEOPLE):
        return col(Person.id) == actor.person_id if actor.person_id else false()
    confirmed = and_(
        col(Person.state) == PersonState.ACTIVE, col(Membership.state) == MembershipState.APPROVED
    )
    colleague = col(Membership.organisation_id) == actor.organisation_id if actor.organisation_id else false()
    open_to_all = and_(col(Person.audience) == Audience.STAFF, is_available())
    everybody = true() if actor.may(Permission.ADMINISTER) else or_(colleague, open_to_all)
    return or_(and_(confirmed, everybody), col(Person.id) == actor.person_id)


def is_available() -> ColumnElement[bool]:
    """Return the condition on Person that they are not paused: who is paused cannot be found, at once."""
    return or_(col(Person.paused_until).is_(None), col(Person.paused_until) < today())

"""Who may change a profile, and whom they may name to stand in for them."""

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, false

from exchange.people.access import check_may, is_available, visible_to
from exchange.people.actor import Actor, Permission
from exchange.people.models import Membership, MembershipState, Person
from exchange.plumbing.errors import Conflict


def check_can_keep_profile(actor: Actor) -> None:
    """Raise unless the actor may say what they can be asked about.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: no organisation has confirmed them yet.
    """
    check_may(actor, Permission.KEEP_PROFILE)


def check_is_newest(person: Person, version: int) -> None:
    """Raise when a profile has changed since it was read.

    Raises:
        Conflict: it has.
    """
    if person.version != version:
        raise Conflict("Your profile has changed since you opened this page. Compare both before you save")


def may_stand_in_for(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Person joined with Membership that they can be asked instead of the actor."""
    if actor.organisation_id is None:
        return false()
    return and_(
        visible_to(actor),
        is_available(),
        col(Membership.organisation_id) == actor.organisation_id,
        col(Membership.state) == MembershipState.APPROVED,
        col(Person.id) != actor.person_id,
        col(Person.name) != "",
    )

"""Who is listed as somebody to ask, for whom."""

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from exchange.people.access import is_available, visible_to
from exchange.people.actor import Actor
from exchange.people.models import Audience, Membership, MembershipState, Person, PersonState


def listed_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Person joined with Membership that they are in the list that an actor sees.

    Narrower than who may be seen: nobody who has paused, whoever asks, and nobody who wants to be found by
    colleagues alone, although administrators may open their page.
    """
    found_by = [col(Person.audience) == Audience.STAFF, col(Person.id) == actor.person_id]
    if actor.organisation_id is not None:
        found_by.append(col(Membership.organisation_id) == actor.organisation_id)
    return and_(
        visible_to(actor),
        is_available(),
        col(Person.state) == PersonState.ACTIVE,
        col(Membership.state) == MembershipState.APPROVED,
        col(Person.name) != "",
        or_(*found_by),
    )

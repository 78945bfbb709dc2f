"""Which organisations may appear as somebody's peer."""

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people import access
from exchange.people.actor import Actor
from exchange.people.models import Audience, Membership, Person


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Open organisations: they are public, so whoever ``actor`` is."""
    return col(Organisation.status) != OrganisationStatus.CLOSED


def may_be_suggested_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Person joined with Membership that they may be named as somebody to ask.

    Narrower than who may be seen: never oneself, nobody who has paused, and nobody who wants to be found by
    colleagues alone, although administrators and colleagues see them in lists.
    """
    colleague = col(Membership.organisation_id) == actor.organisation_id
    found_by = col(Person.audience) == Audience.STAFF
    return and_(
        access.visible_to(actor),
        access.is_available(),
        or_(found_by, colleague) if actor.organisation_id else found_by,
        col(Person.id) != actor.person_id,
        col(Person.name) != "",
    )

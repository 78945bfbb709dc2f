"""Who sees how much of the registry is known: those who lead or look after something."""

from sqlalchemy import ColumnElement, and_, literal
from sqlmodel import col

from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.actor import Actor, Permission


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that organisations are counted: the open ones, for who may see coverage."""
    is_open = col(Organisation.status) != OrganisationStatus.CLOSED
    return and_(literal(actor.may(Permission.SEE_COVERAGE)), is_open)

"""Which organisations may appear as somebody's peer."""

from sqlalchemy import ColumnElement
from sqlmodel import col

from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.actor import Actor


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Open organisations: they are public, so whoever ``actor`` is."""
    return col(Organisation.status) != OrganisationStatus.CLOSED

"""Who may see which part of the technology registry."""

from sqlalchemy import ColumnElement, false, true

from exchange.people.actor import Actor, Permission


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that every query on technologies must carry: the registry is public."""
    return true() if actor.may(Permission.READ_PUBLIC) else false()

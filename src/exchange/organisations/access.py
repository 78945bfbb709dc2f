"""Who may see which organisations."""

from sqlalchemy import ColumnElement, literal

from exchange.people.actor import Actor, Permission


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that every query on organisations must carry: they are public."""
    return literal(actor.may(Permission.READ_PUBLIC))

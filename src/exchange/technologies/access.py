"""Who may see which part of the technology registry, and who may change its vocabularies."""

from sqlalchemy import ColumnElement, false, true

from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.errors import Conflict
from exchange.technologies.models import Product


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that every query on technologies must carry: the registry is public."""
    return true() if actor.may(Permission.READ_PUBLIC) else false()


def check_can_change_vocabularies(actor: Actor) -> None:
    """Raise unless the actor may change what products and suppliers are called.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: they do not look after the service.
    """
    check_may(actor, Permission.ADMINISTER)


def check_can_merge(actor: Actor, source: Product, target: Product) -> None:
    """Raise unless the actor may make ``source`` a part of ``target``.

    Raises:
        NotAllowed: they do not look after the service.
        Conflict: the two are one.
    """
    check_can_change_vocabularies(actor)
    if source.id == target.id:
        raise Conflict("A product cannot be merged into itself")

"""The coarse gate that every action passes."""

from exchange.people.actor import Actor, Permission
from exchange.plumbing.errors import NotAllowed


def check_may(actor: Actor, permission: Permission) -> None:
    """Raise unless the actor's role carries ``permission``.

    Raises:
        NotAllowed: it does not.
    """
    if not actor.may(permission):
        raise NotAllowed("Your role does not allow this")

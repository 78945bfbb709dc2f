"""Who may erase whom, and who may deal with concerns."""

from uuid import UUID

from exchange.people.actor import Actor, Permission
from exchange.plumbing.errors import Conflict, NotAllowed


def check_can_erase(actor: Actor, person_id: UUID, *, is_last_administrator: bool) -> None:
    """Raise unless a person erases themselves, or an operator erases again what was erased before.

    Raises:
        NotAllowed: they are somebody else.
        Conflict: nobody would be left to look after the service.
    """
    if actor.may(Permission.CHANGE_REGISTRY):
        return
    if actor.person_id != person_id:
        raise NotAllowed("You can erase your own account alone")
    if is_last_administrator:
        raise Conflict(
            "You are the only administrator. Make somebody else one before you erase your account,"
            " so that the service is not left without"
        )

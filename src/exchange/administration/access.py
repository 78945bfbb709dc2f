"""Who may switch an account off, and which mail can be sent again."""

from uuid import UUID

from exchange.mail.models import MessageState
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.people.models import PersonState
from exchange.plumbing.errors import Conflict, NotAllowed

UNSENT = (MessageState.FAILED, MessageState.UNCERTAIN)


def check_can_disable(
    actor: Actor, person_id: UUID, state: PersonState, *, is_last_administrator: bool
) -> None:
    """Raise unless the actor may switch this account off.

    Raises:
        NotAllowed: they do not look after the service, or it is their own.
        Conflict: it is off already, or nobody would be left to look after the service.
    """
    check_may(actor, Permission.ADMINISTER)
    if actor.person_id == person_id:
        raise NotAllowed("You cannot switch your own account off. Ask another administrator")
    if state is not PersonState.ACTIVE:
        raise Conflict("This account is not in use")
    if is_last_administrator:
        raise Conflict("This is the only administrator. Make somebody else one first")


def check_can_send_again(actor: Actor, state: MessageState) -> None:
    """Raise unless the actor may have this message sent again.

    Raises:
        NotAllowed: they do not look after the service.
        Conflict: it waits, is being sent, or was sent.
    """
    check_may(actor, Permission.ADMINISTER)
    if state not in UNSENT:
        raise Conflict("This message has not failed, so it cannot be sent again")

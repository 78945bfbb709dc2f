"""Who enters a room, and who may ask, back and withdraw there."""

from collections.abc import Collection
from uuid import UUID

from exchange.deployments.models import SupplierAsk
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.errors import Conflict, NotAllowed, NotFound

OPENS_AT = 3
"""Organisations that must have confirmed a product before they have a room: two would be a conversation."""


def check_can_enter(actor: Actor, confirmed: int) -> None:
    """Raise unless the actor may read about a room that so many organisations have confirmed.

    Raises:
        NotFound: it has not opened, and they are no member of staff.
        SignInNeeded: nobody has signed in.
        NotAllowed: no organisation has confirmed them.
    """
    if confirmed < OPENS_AT and not actor.may(Permission.READ_PEOPLE):
        raise NotFound("There is no such room")
    check_may(actor, Permission.READ_PEOPLE)


def check_can_ask(actor: Actor, confirmed: Collection[UUID]) -> None:
    """Raise unless the actor's organisation may ask something of the supplier, or back what others ask.

    Args:
        confirmed: the organisations that have confirmed the product.

    Raises:
        Conflict: the room has not opened.
        NotAllowed: their organisation has not confirmed the product.
    """
    check_may(actor, Permission.READ_PEOPLE)
    if len(confirmed) < OPENS_AT:
        raise Conflict("This room has not opened yet")
    if actor.organisation_id not in confirmed:
        raise NotAllowed("Only organisations that have confirmed that they have the product ask here")


def check_can_back(actor: Actor, ask: SupplierAsk, confirmed: Collection[UUID]) -> None:
    """Raise unless the actor's organisation may join in an ask.

    Raises:
        Conflict: it is its own, or the room has not opened.
        NotAllowed: it has not confirmed the product.
    """
    check_can_ask(actor, confirmed)
    if ask.organisation_id == actor.organisation_id:
        raise Conflict("Your organisation asks this already")


def check_can_withdraw(actor: Actor, ask: SupplierAsk) -> None:
    """Raise unless the actor wrote it, leads the organisation that asks, or looks after the service.

    Raises:
        NotAllowed: they do none of these.
    """
    check_may(actor, Permission.READ_PEOPLE)
    is_theirs = ask.person_id == actor.person_id and ask.organisation_id == actor.organisation_id
    if not (is_theirs or actor.leads(ask.organisation_id) or actor.may(Permission.ADMINISTER)):
        raise NotAllowed("Whoever wrote this, or the knowledge lead of their organisation, can withdraw it")

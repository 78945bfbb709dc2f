"""Dependencies that name the actor of a request and demand a permission."""

from typing import Annotated

from fastapi import Depends

from exchange.people.access import check_may
from exchange.people.actor import VISITOR, Actor, Permission


def current_actor() -> Actor:
    """Return who is acting: until there is sign-in, a visitor."""
    return VISITOR


CurrentActor = Annotated[Actor, Depends(current_actor)]


class Needs:
    """``dependencies=[Depends(Needs(...))]`` on a router: the coarse gate for every route in it."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, actor: CurrentActor) -> None:
        check_may(actor, self.permission)

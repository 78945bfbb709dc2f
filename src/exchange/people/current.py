"""Dependencies that name the actor of a request and demand a permission."""

import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from exchange.people import actions, queries
from exchange.people.access import check_may
from exchange.people.actor import VISITOR, Actor, Permission
from exchange.people.schemas import Acting
from exchange.plumbing.clock import now
from exchange.plumbing.database import reading, writing
from exchange.plumbing.hashing import hashed
from exchange.plumbing.settings import Settings
from exchange.web.cookies import session_cookie, set_session_cookie

_SEEN_EVERY = timedelta(minutes=1)


def current_actor(request: Request) -> Actor:
    """Return who is acting: by their session's cookie, else a visitor. Rights are read anew every time."""
    if not hasattr(request.state, "actor"):
        acting = _acting(request)
        request.state.actor = acting.actor if acting else VISITOR
        request.state.viewer = acting.viewer if acting else None
    actor: Actor = request.state.actor
    return actor


CurrentActor = Annotated[Actor, Depends(current_actor)]


class Needs:
    """``dependencies=[Depends(Needs(...))]`` on a router: the coarse gate for every route in it."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, actor: CurrentActor) -> None:
        check_may(actor, self.permission)


def _acting(request: Request) -> Acting | None:
    token = session_cookie(request)
    if not token:
        return None
    settings: Settings = request.app.state.settings
    with reading(request.app.state.engine) as session:
        acting = queries.find_acting(session, hashed(token), needs_proof=settings.strong_sign_in)
    if acting and (acting.must_rotate or acting.seen_at < now() - _SEEN_EVERY):
        _keep_alive(request, acting)
    return acting


def _keep_alive(request: Request, acting: Acting) -> None:
    """Note that the session is in use, and give it a new cookie after a change of rights."""
    new_token = secrets.token_urlsafe(32) if acting.must_rotate else ""
    with writing(request.app.state.engine) as session, session.begin():
        actions.keep_session(session, acting.actor, new_hash=hashed(new_token) if new_token else "")
    if new_token:
        set_session_cookie(request, new_token)

"""HTML and JSON for the link in a mail by which somebody says, without signing in, that a lesson still holds.

Scanners of mail follow every link: reading changes nothing.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.lessons.checking_actions import confirm_by_link
from exchange.lessons.checking_schemas import StillTrue
from exchange.lessons.confirming import get_behind_link
from exchange.people.actor import Permission
from exchange.people.current import Needs
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/still-true", dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False
)
api = APIRouter(
    prefix="/api/v1/still-true", tags=["lessons"], dependencies=[Depends(Needs(Permission.READ_PUBLIC))]
)


@dataclass(frozen=True, kw_only=True)
class StillTruePage(Page):
    """Whether a lesson still holds, in one press."""

    template = "lessons/still_true.html"
    section = "lessons"
    lesson: StillTrue
    token: str
    is_done: bool


@router.get("/{token}")
def show_link(
    request: Request, session: Reading, token: str, done: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show what the link is about."""
    lesson = get_behind_link(session, token)
    return render(request, StillTruePage(lesson=lesson, token=token, is_done=done == "confirmed"))


@router.post("/{token}")
def confirm(session: Writing, token: str) -> Response:
    """Say that the lesson still holds."""
    confirm_by_link(session, token)
    return see_other(f"/still-true/{token}?done=confirmed")


@api.get("/{token}")
def show_link_in_json(session: Reading, token: str) -> StillTrue:
    """The lesson behind the link of a mail, as far as whoever holds it may know."""
    return get_behind_link(session, token)


@api.post("/{token}", status_code=204)
def confirm_in_json(session: Writing, token: str) -> None:
    """Say that the lesson still holds."""
    confirm_by_link(session, token)

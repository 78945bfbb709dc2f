"""HTML for rooms: which there are, one of them, and the list that its organisations take to the supplier."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.clock import today
from exchange.plumbing.errors import Invalid
from exchange.rooms import actions, queries
from exchange.rooms.schemas import AskGiven, Room, RoomBrief
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/rooms", dependencies=[Depends(Needs(Permission.READ_PEOPLE))], include_in_schema=False
)
# A room that has not opened is not there for visitors; the query says so (docs/decisions/0049).
entrance = APIRouter(
    prefix="/rooms", dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False
)

Form = Annotated[Submission[AskGiven], Depends(submitted(AskGiven))]
Done = Annotated[str, Query(max_length=20)]
_DONE = {
    "asked": "Your organisation asks this now. Others can join in.",
    "backed": "Your organisation joins in.",
    "left": "Your organisation does not join in any more.",
    "withdrawn": "It is withdrawn.",
}


@dataclass(frozen=True, kw_only=True)
class RoomsPage(Page):
    """The rooms that have opened, and those that soon may."""

    template = "rooms/list.html"
    section = "technologies"
    rooms: list[RoomBrief]


@dataclass(frozen=True, kw_only=True)
class RoomPage(Page):
    """One room."""

    template = "rooms/room.html"
    section = "technologies"
    room: Room
    form: Submission[Any]
    done: str = ""


@dataclass(frozen=True, kw_only=True)
class SupplierListPage(Page):
    """What the organisations of a room ask, on paper and without the name of any person."""

    template = "rooms/supplier_list.html"
    section = "technologies"
    room: Room
    day: date


@router.get("")
def list_rooms(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return render(request, RoomsPage(rooms=queries.find_rooms(session, actor)))


@entrance.get("/{slug}")
def show_room(
    request: Request, session: Reading, actor: CurrentActor, slug: str, done: Done = ""
) -> Response:
    room = queries.get_room(session, actor, slug)
    return render(request, RoomPage(room=room, form=Submission(), done=_DONE.get(done, "")))


@entrance.get("/{slug}/list")
def show_supplier_list(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    return render(request, SupplierListPage(room=queries.get_room(session, actor, slug), day=today()))


@router.post("/{slug}/asks")
def write_ask(request: Request, session: Writing, actor: CurrentActor, slug: str, form: Form) -> Response:
    refused = form
    if form.value is not None:
        try:
            actions.write_ask(session, actor, slug, form.value)
            return see_other(f"/rooms/{slug}?done=asked#asks")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    room = queries.get_room(session, actor, slug)
    return render(request, RoomPage(room=room, form=refused), status=422)


@router.post("/{slug}/asks/{ask_id}/back")
def back_ask(session: Writing, actor: CurrentActor, slug: str, ask_id: UUID) -> Response:
    actions.back_ask(session, actor, slug, ask_id)
    return see_other(f"/rooms/{slug}?done=backed#asks")


@router.post("/{slug}/asks/{ask_id}/leave")
def stop_backing(session: Writing, actor: CurrentActor, slug: str, ask_id: UUID) -> Response:
    actions.stop_backing(session, actor, slug, ask_id)
    return see_other(f"/rooms/{slug}?done=left#asks")


@router.post("/{slug}/asks/{ask_id}/withdraw")
def withdraw_ask(session: Writing, actor: CurrentActor, slug: str, ask_id: UUID) -> Response:
    actions.withdraw_ask(session, actor, slug, ask_id)
    return see_other(f"/rooms/{slug}?done=withdrawn#asks")

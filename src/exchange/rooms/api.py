"""JSON for rooms. Same queries, actions and schemas as the pages."""

from uuid import UUID

from fastapi import APIRouter, Depends

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.rooms import actions, queries
from exchange.rooms.schemas import AskGiven, Room, RoomBrief
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/rooms", tags=["rooms"], dependencies=[Depends(Needs(Permission.READ_PEOPLE))]
)
entrance = APIRouter(
    prefix="/api/v1/rooms", tags=["rooms"], dependencies=[Depends(Needs(Permission.READ_PUBLIC))]
)


@router.get("")
def list_rooms(session: Reading, actor: CurrentActor) -> list[RoomBrief]:
    """Rooms that have opened, and products that too few organisations have confirmed yet."""
    return queries.find_rooms(session, actor)


@entrance.get("/{slug}")
def show_room(session: Reading, actor: CurrentActor, slug: str) -> Room:
    """One room: its organisations, and what they ask of the supplier. For members of staff."""
    return queries.get_room(session, actor, slug)


@router.post("/{slug}/asks")
def write_ask(session: Writing, actor: CurrentActor, slug: str, given: AskGiven) -> Room:
    """Ask something of the supplier for the caller's organisation, which must have confirmed the product."""
    actions.write_ask(session, actor, slug, given)
    return queries.get_room(session, actor, slug)


@router.post("/{slug}/asks/{ask_id}/back", status_code=204)
def back_ask(session: Writing, actor: CurrentActor, slug: str, ask_id: UUID) -> None:
    """Have the caller's organisation join in what another asks."""
    actions.back_ask(session, actor, slug, ask_id)


@router.post("/{slug}/asks/{ask_id}/leave", status_code=204)
def stop_backing(session: Writing, actor: CurrentActor, slug: str, ask_id: UUID) -> None:
    """Have the caller's organisation join in no more."""
    actions.stop_backing(session, actor, slug, ask_id)


@router.post("/{slug}/asks/{ask_id}/withdraw", status_code=204)
def withdraw_ask(session: Writing, actor: CurrentActor, slug: str, ask_id: UUID) -> None:
    """Take an ask back: whoever wrote it, its organisation's lead, or an administrator."""
    actions.withdraw_ask(session, actor, slug, ask_id)

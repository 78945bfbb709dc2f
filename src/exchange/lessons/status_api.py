"""JSON for looking after a lesson. Same queries, actions and schemas as the pages."""

from uuid import UUID

from fastapi import APIRouter, Depends

from exchange.lessons import checking_actions, status_queries, takedown_actions
from exchange.lessons.review_schemas import ReplyGiven, Status, TakeDownGiven
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/lessons/{slug}", tags=["lessons"], dependencies=[Depends(Needs(Permission.KEEP_LESSONS))]
)
deciding = APIRouter(
    prefix="/api/v1/lessons/{slug}",
    tags=["lessons"],
    dependencies=[Depends(Needs(Permission.REVIEW_LESSONS))],
)
answering = APIRouter(
    prefix="/api/v1/lessons/{slug}/replies",
    tags=["lessons"],
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
)


@router.get("/status")
def show_status(session: Reading, actor: CurrentActor, slug: str) -> Status:
    """Where a lesson stands, and what the caller may do about that."""
    return status_queries.get_status(session, actor, slug)


@router.post("/still-true", status_code=204)
def confirm(session: Writing, actor: CurrentActor, slug: str) -> None:
    """Say that a lesson still holds."""
    checking_actions.confirm_lesson(session, actor, slug)


@router.post("/archive", status_code=204)
def archive(session: Writing, actor: CurrentActor, slug: str) -> None:
    """Keep a lesson as history."""
    checking_actions.archive_lesson(session, actor, slug)


@router.post("/bring-back", status_code=204)
def bring_back(session: Writing, actor: CurrentActor, slug: str) -> None:
    """Publish an archived lesson again."""
    checking_actions.bring_back_lesson(session, actor, slug)


@deciding.post("/take-down", status_code=204)
def take_down(session: Writing, actor: CurrentActor, slug: str, given: TakeDownGiven) -> None:
    """Hide a published lesson everywhere, at once."""
    takedown_actions.take_down_lesson(session, actor, slug, given)


@deciding.post("/restore", status_code=204)
def restore(session: Writing, actor: CurrentActor, slug: str) -> None:
    """Put back a lesson that was taken down."""
    takedown_actions.restore_lesson(session, actor, slug)


@answering.post("", status_code=204)
def enter_reply(session: Writing, actor: CurrentActor, slug: str, given: ReplyGiven) -> None:
    """Put what a supplier answers on the page of a lesson."""
    takedown_actions.enter_reply(session, actor, slug, given)


@answering.post("/{reply_id}/remove", status_code=204)
def remove_reply(session: Writing, actor: CurrentActor, slug: str, reply_id: UUID) -> None:
    """Remove what a supplier had answered."""
    takedown_actions.remove_reply(session, actor, slug, reply_id)

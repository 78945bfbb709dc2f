"""HTML for looking after a lesson: confirming, archiving, taking down, suppliers' answers."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.lessons import checking_actions, status_queries, takedown_actions
from exchange.lessons.review_schemas import ReplyGiven, Status, TakeDownGiven
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/lessons/{slug}", dependencies=[Depends(Needs(Permission.KEEP_LESSONS))], include_in_schema=False
)
deciding = APIRouter(
    prefix="/lessons/{slug}",
    dependencies=[Depends(Needs(Permission.REVIEW_LESSONS))],
    include_in_schema=False,
)
answering = APIRouter(
    prefix="/lessons/{slug}/replies",
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
    include_in_schema=False,
)

TakeDownForm = Annotated[Submission[TakeDownGiven], Depends(submitted(TakeDownGiven))]
ReplyForm = Annotated[Submission[ReplyGiven], Depends(submitted(ReplyGiven))]
Done = Annotated[str, Query(max_length=20)]
_DONE = {
    "submitted": "Your lesson is submitted. You get an e-mail once somebody has decided.",
    "taken-back": "You have taken your lesson back and can go on with it.",
    "confirmed": "Thank you. Readers now see that it was checked this month.",
    "archived": "The lesson is archived. It stands in no list any more.",
    "brought-back": "The lesson is published again, as of today.",
    "taken-down": "The lesson is down. Nobody but its author and its reviewers sees it.",
    "restored": "The lesson is back where it was.",
    "reply-entered": "The answer stands on the lesson's page.",
    "reply-removed": "The answer is removed.",
}


@dataclass(frozen=True, kw_only=True)
class StatusPage(Page):
    """Where a lesson stands, and all that its author, its lead or an administrator may do about that."""

    template = "lessons/status.html"
    section = "lessons"
    status: Status
    done: str = ""
    taking_down: Submission[TakeDownGiven] = field(default_factory=Submission)
    reply: Submission[ReplyGiven] = field(default_factory=Submission)


@router.get("/status")
def show_status(
    request: Request, session: Reading, actor: CurrentActor, slug: str, done: Done = ""
) -> Response:
    """Show where a lesson stands."""
    status = status_queries.get_status(session, actor, slug)
    return render(request, StatusPage(status=status, done=_DONE.get(done, "")))


@router.post("/still-true")
def confirm(session: Writing, actor: CurrentActor, slug: str) -> Response:
    """Say that it still holds."""
    checking_actions.confirm_lesson(session, actor, slug)
    return see_other(f"/lessons/{slug}/status?done=confirmed")


@router.post("/archive")
def archive(session: Writing, actor: CurrentActor, slug: str) -> Response:
    """Keep it as history."""
    checking_actions.archive_lesson(session, actor, slug)
    return see_other(f"/lessons/{slug}/status?done=archived")


@router.post("/bring-back")
def bring_back(session: Writing, actor: CurrentActor, slug: str) -> Response:
    """Publish it again."""
    checking_actions.bring_back_lesson(session, actor, slug)
    return see_other(f"/lessons/{slug}/status?done=brought-back")


@deciding.post("/take-down")
def take_down(
    request: Request, session: Writing, actor: CurrentActor, slug: str, form: TakeDownForm
) -> Response:
    """Hide it everywhere."""
    refused = form
    if form.value is not None:
        try:
            takedown_actions.take_down_lesson(session, actor, slug, form.value)
            return see_other(f"/lessons/{slug}/status?done=taken-down")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    status = status_queries.get_status(session, actor, slug)
    return render(request, StatusPage(status=status, taking_down=refused), status=422)


@deciding.post("/restore")
def restore(session: Writing, actor: CurrentActor, slug: str) -> Response:
    """Put it back."""
    takedown_actions.restore_lesson(session, actor, slug)
    return see_other(f"/lessons/{slug}/status?done=restored")


@answering.post("")
def enter_reply(
    request: Request, session: Writing, actor: CurrentActor, slug: str, form: ReplyForm
) -> Response:
    """Put what a supplier answers on its page."""
    refused = form
    if form.value is not None:
        try:
            takedown_actions.enter_reply(session, actor, slug, form.value)
            return see_other(f"/lessons/{slug}/status?done=reply-entered")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    status = status_queries.get_status(session, actor, slug)
    return render(request, StatusPage(status=status, reply=refused), status=422)


@answering.post("/{reply_id}/remove")
def remove_reply(session: Writing, actor: CurrentActor, slug: str, reply_id: UUID) -> Response:
    """Remove what a supplier had answered."""
    takedown_actions.remove_reply(session, actor, slug, reply_id)
    return see_other(f"/lessons/{slug}/status?done=reply-removed")

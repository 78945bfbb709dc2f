"""HTML for submitting lessons, reviewing them, and what became of them."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.lessons import review_actions, review_queries
from exchange.lessons.completeness import Incomplete, name_of
from exchange.lessons.review_schemas import (
    Decision,
    Pressed,
    ReturnGiven,
    Review,
    ReviewForm,
    ReviewItem,
)
from exchange.people.actor import Actor, Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Conflict, Invalid
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/lessons", dependencies=[Depends(Needs(Permission.REVIEW_LESSONS))], include_in_schema=False
)
own = APIRouter(
    prefix="/lessons", dependencies=[Depends(Needs(Permission.KEEP_LESSONS))], include_in_schema=False
)

Form = Annotated[Submission[ReviewForm], Depends(submitted(ReviewForm))]
Done = Annotated[str, Query(max_length=20)]
_DONE = {
    "saved": "Your changes are saved. The lesson is not published yet.",
    "published": "The lesson is published, and its author has been told by e-mail.",
    "returned": "The lesson went back to its author with your note.",
}


@dataclass(frozen=True, kw_only=True)
class ReviewQueuePage(Page):
    """What waits for a reviewer."""

    template = "lessons/review_queue.html"
    section = "lessons"
    items: list[ReviewItem]
    done: str


@dataclass(frozen=True, kw_only=True)
class ReviewPage(Page):
    """One lesson, each text to change beside what was submitted. ``is_stale`` when somebody was faster."""

    template = "lessons/review.html"
    section = "lessons"
    review: Review
    form: Submission[Any]
    done: str = ""
    is_stale: bool = False


@dataclass(frozen=True, kw_only=True)
class DecisionPage(Page):
    """What became of a lesson that its author submitted."""

    template = "lessons/decision.html"
    section = "lessons"
    decision: Decision


@dataclass(frozen=True, kw_only=True)
class IncompletePage(Page):
    """What a lesson still needs, with the way to each field."""

    template = "lessons/incomplete.html"
    section = "lessons"
    slug: str
    missing: list[tuple[str, str]] = field(default_factory=list)


@router.get("/review")
def list_to_review(request: Request, session: Reading, actor: CurrentActor, done: Done = "") -> Response:
    """Show what waits."""
    items = review_queries.find_to_review(session, actor)
    return render(request, ReviewQueuePage(items=items, done=_DONE.get(done, "")))


@router.get("/{slug}/review")
def show_review(
    request: Request, session: Reading, actor: CurrentActor, slug: str, done: Done = ""
) -> Response:
    """Show one lesson beside what was submitted."""
    review = review_queries.get_review(session, actor, slug)
    return render(request, ReviewPage(review=review, form=_form_of(review), done=_DONE.get(done, "")))


@router.post("/{slug}/review")
def decide(request: Request, session: Writing, actor: CurrentActor, slug: str, form: Form) -> Response:
    """Save, publish or return it."""
    refused, status = form, 422
    if form.value is not None:
        try:
            return see_other(_decide(session, actor, slug, form.value))
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
        except Conflict as reason:
            refused, status = form.refused("version", str(reason)), 409
    review = review_queries.get_review(session, actor, slug)
    return render(request, _refused_page(review, refused, is_stale=status == 409), status=status)


@router.post("/{slug}/publish")
def publish(request: Request, session: Writing, actor: CurrentActor, slug: str) -> Response:
    """Publish as it is: a reviewer's own draft, or what was submitted."""
    try:
        return see_other(f"/lessons/{review_actions.publish_lesson(session, actor, slug)}")
    except Incomplete as lacking:
        return _incomplete(request, slug, lacking)


@own.post("/{slug}/submit")
def submit(request: Request, session: Writing, actor: CurrentActor, slug: str) -> Response:
    """Hand it to whoever decides on it."""
    try:
        review_actions.submit_lesson(session, actor, slug)
    except Incomplete as lacking:
        return _incomplete(request, slug, lacking)
    return see_other(f"/lessons/{slug}/status?done=submitted")


@own.post("/{slug}/take-back")
def take_back(session: Writing, actor: CurrentActor, slug: str) -> Response:
    """Take it back from its reviewer."""
    review_actions.take_back_lesson(session, actor, slug)
    return see_other(f"/lessons/{slug}/status?done=taken-back")


@own.get("/{slug}/decision")
def show_decision(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    """Show its author what became of it."""
    return render(request, DecisionPage(decision=review_queries.get_decision(session, actor, slug)))


def _decide(session: Writing, actor: Actor, slug: str, given: ReviewForm) -> str:
    """Do what the pressed button says, and return where to go on."""
    if given.press is Pressed.PUBLISH:
        review_actions.publish_lesson(session, actor, slug, given.edits())
        return "/lessons/review?done=published"
    if given.press is Pressed.RETURN:
        if not given.note:
            raise Invalid("Enter what the author should change", field="note")
        note = ReturnGiven(note=given.note)
        review_actions.return_lesson(session, actor, slug, note, given.edits())
        return "/lessons/review?done=returned"
    review_actions.edit_lesson_in_review(session, actor, slug, given.edits())
    return f"/lessons/{slug}/review?done=saved"


def _form_of(review: Review) -> Submission[Any]:
    typed = {each.name: each.current for each in review.texts}
    return Submission({**typed, "version": str(review.version)})


def _refused_page(review: Review, form: Submission[ReviewForm], *, is_stale: bool) -> ReviewPage:
    """Return the page with all that was typed; saving it again replaces what somebody else has saved."""
    typed = form.typed | ({"version": str(review.version)} if is_stale else {})
    return ReviewPage(review=review, form=Submission(typed, errors=form.errors), is_stale=is_stale)


def _incomplete(request: Request, slug: str, lacking: Incomplete) -> Response:
    missing = [(name, name_of(name)) for name in lacking.missing]
    return render(request, IncompletePage(slug=slug, missing=missing), status=422)

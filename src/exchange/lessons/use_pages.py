"""HTML for saying what one's organisation made of a lesson, and for what became of one's own."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.lessons import use_actions, use_queries
from exchange.lessons.use_schemas import OwnLessons, OwnUse, UseGiven
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(dependencies=[Depends(Needs(Permission.KEEP_LESSONS))], include_in_schema=False)

Form = Annotated[Submission[UseGiven], Depends(submitted(UseGiven))]
Done = Annotated[str, Query(max_length=20)]
_DONE = {
    "saved": "Thank you. It stands on the lesson's page, and its author is told once.",
    "removed": "It is removed from the lesson's page.",
}


@dataclass(frozen=True, kw_only=True)
class UsePage(Page):
    """What the viewer's organisation made of a lesson, to say, change or remove."""

    template = "lessons/use.html"
    section = "lessons"
    use: OwnUse
    form: Submission[Any]
    done: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnLessonsPage(Page):
    """What became of the viewer's lessons."""

    template = "lessons/own_uses.html"
    section = "account"
    own: OwnLessons


@router.get("/lessons/{slug}/use")
def show_use(request: Request, session: Reading, actor: CurrentActor, slug: str, done: Done = "") -> Response:
    """Show what the viewer's organisation said."""
    use = use_queries.get_own_use(session, actor, slug)
    form: Submission[Any] = Submission({"kind": use.kind or "", "what_was_different": use.what_was_different})
    return render(request, UsePage(use=use, form=form, done=_DONE.get(done, "")))


@router.post("/lessons/{slug}/use")
def report_use(request: Request, session: Writing, actor: CurrentActor, slug: str, form: Form) -> Response:
    """Say it, or something else."""
    refused = form
    if form.value is not None:
        try:
            use_actions.report_use(session, actor, slug, form.value)
            return see_other(f"/lessons/{slug}/use?done=saved")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    use = use_queries.get_own_use(session, actor, slug)
    return render(request, UsePage(use=use, form=refused), status=422)


@router.post("/lessons/{slug}/use/remove")
def remove_use(session: Writing, actor: CurrentActor, slug: str) -> Response:
    """Take it back."""
    use_actions.remove_use(session, actor, slug)
    return see_other(f"/lessons/{slug}/use?done=removed")


@router.get("/account/lessons/uses")
def show_own_lessons(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """Show what became of the viewer's lessons."""
    return render(request, OwnLessonsPage(own=use_queries.find_own_lessons(session, actor)))

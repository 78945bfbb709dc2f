"""HTML for looking at a lesson with other eyes, at what it said before, and at what became of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.lessons import adapting_actions, lineage, previewing, version_actions, version_queries
from exchange.lessons.lineage import Lineage
from exchange.lessons.version_queries import History
from exchange.lessons.writing_pages import HANDED_OVER
from exchange.lessons.writing_schemas import Audience, Preview, VersionGiven
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Conflict, Invalid
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(dependencies=[Depends(Needs(Permission.KEEP_LESSONS))], include_in_schema=False)
family = APIRouter(dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False)

SeenAs = Annotated[Audience, Query(alias="as")]
Number = Annotated[int | None, Query(ge=1, le=1_000_000)]
BackForm = Annotated[Submission[VersionGiven], Depends(submitted(VersionGiven))]
_EYES = {
    Audience.PUBLIC: "Everybody",
    Audience.STAFF: "NHS staff",
    Audience.NETWORKS: "My networks",
    Audience.RELAY: "By relay",
}


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """A lesson as one audience sees it; ``eyes`` lead to the others."""

    template = "lessons/preview.html"
    section = "lessons"
    preview: Preview
    eyes: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, kw_only=True)
class HistoryPage(Page):
    """What a lesson said when, with the words that came and went."""

    template = "lessons/history.html"
    section = "lessons"
    history: History
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class LineagePage(Page):
    """What a blueprint was adapted from, and into what."""

    template = "lessons/lineage.html"
    section = "lessons"
    lineage: Lineage


@router.get("/lessons/{slug}/preview")
def preview(
    request: Request, session: Reading, actor: CurrentActor, slug: str, audience: SeenAs = Audience.STAFF
) -> Response:
    found = previewing.get_preview(session, actor, slug, audience)
    eyes = tuple((f"?as={each}", words, each is audience) for each, words in _EYES.items())
    return render(request, PreviewPage(preview=found, eyes=eyes))


@router.get("/lessons/{slug}/history")
def show_history(
    request: Request, session: Reading, actor: CurrentActor, slug: str, version: Number = None
) -> Response:
    return render(request, HistoryPage(history=version_queries.get_history(session, actor, slug, version)))


@router.post("/lessons/{slug}/history/{number}")
def bring_back(
    request: Request, session: Writing, actor: CurrentActor, slug: str, number: int, form: BackForm
) -> Response:
    problem, status = " ".join(form.errors.values()), 422
    if form.value is not None:
        try:
            saved = version_actions.bring_back(session, actor, slug, number, form.value)
            return see_other(HANDED_OVER if saved.is_with_reviewer else f"/lessons/{slug}/edit?done=back")
        except Invalid as reason:
            problem = str(reason)
        except Conflict as reason:
            problem, status = str(reason), 409
    history = version_queries.get_history(session, actor, slug, number)
    return render(request, HistoryPage(history=history, problem=problem), status=status)


@router.post("/lessons/{slug}/adapt")
def adapt(session: Writing, actor: CurrentActor, slug: str) -> Response:
    return see_other(f"/lessons/{adapting_actions.adapt_blueprint(session, actor, slug)}/edit")


@family.get("/lessons/{slug}/lineage")
def show_lineage(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    return render(request, LineagePage(lineage=lineage.get_lineage(session, actor, slug)))

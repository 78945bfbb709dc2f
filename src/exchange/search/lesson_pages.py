"""HTML for the list of lessons."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from exchange.lessons.queries import find_summaries
from exchange.lessons.schemas import LessonSummary
from exchange.organisations.presenting import Chip, Filter
from exchange.organisations.schemas import Choice, Words
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.search import lesson_presenting as presenting
from exchange.search.addresses import query_of
from exchange.search.queries import search_lessons
from exchange.search.schemas import LessonsFound, LessonSort, LessonsWanted, Piece
from exchange.technologies.presenting import page_links
from exchange.web.rendering import Page, render
from exchange.web.sessions import Reading

router = APIRouter(dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False)


class LessonsAsked(LessonsWanted):
    """Which lessons to list, as an address says it."""

    words: Words = Field(default="", alias="q")


@dataclass(frozen=True, kw_only=True)
class LessonListPage(Page):
    """Lessons that match words and filters. ``rows`` pair each with where the words stand in it."""

    template = "lessons/list.html"
    fragments = frozenset({"results"})
    section = "lessons"
    title: str
    wanted: LessonsWanted
    found: LessonsFound
    filters: tuple[Filter, ...]
    sorts: tuple[Choice, ...]
    chips: tuple[Chip, ...]
    without_filters: str
    heading: str
    rows: tuple[tuple[LessonSummary, tuple[Piece, ...]], ...]
    paging: dict[str, Any] | None
    query: str
    exact: str


@router.get("/lessons")
def list_lessons(
    request: Request, session: Reading, actor: CurrentActor, wanted: Annotated[LessonsAsked, Query()]
) -> Response:
    """List what matches, whole or as the fragment that htmx asks for."""
    found = search_lessons(session, actor, wanted)
    lessons = find_summaries(session, actor, [each.lesson_id for each in found.items])
    snippets = {each.lesson_id: each.snippet for each in found.items}
    page = LessonListPage(
        title=presenting.title(wanted, found),
        wanted=wanted,
        found=found,
        filters=presenting.filters(wanted, found),
        sorts=presenting.SORTS,
        chips=presenting.chips(wanted, found),
        without_filters=presenting.address(LessonsWanted(words=wanted.words)),
        heading=presenting.heading(wanted, found),
        rows=tuple((each, snippets[each.id] if wanted.words else ()) for each in lessons),
        paging=page_links(request, found.page, found.pages),
        query=query_of(wanted, sort=LessonSort.BEST, exact=False),
        exact=query_of(wanted, exact=True),
    )
    response = render(request, page)
    response.headers["HX-Push-Url"] = presenting.address(wanted, page=found.page)
    return response

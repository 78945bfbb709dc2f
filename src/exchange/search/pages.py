"""HTML for the search over everything."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.lessons.schemas import LessonSummary
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.search import presenting
from exchange.search.addresses import query_of
from exchange.search.everything import search_everything
from exchange.search.lesson_pages import LessonsAsked
from exchange.search.presenting import Narrowing, Section
from exchange.search.schemas import Everything, LessonsFound, LessonsWanted, Piece
from exchange.web.rendering import Page, render
from exchange.web.sessions import Reading

router = APIRouter(dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False)

MOST_LESSONS = 10


@dataclass(frozen=True, kw_only=True)
class SearchPage(Page):
    """What one box finds of every kind. ``rows`` pair a lesson with where the words stand in it."""

    template = "search/search.html"
    fragments = frozenset({"results"})
    section = "search"
    title: str
    found: Everything
    sections: tuple[Section, ...]
    narrowings: tuple[Narrowing, ...]
    heading: str
    rows: tuple[tuple[LessonSummary, tuple[Piece, ...]], ...]
    query: str
    exact: str


@router.get("/search")
def search(
    request: Request, session: Reading, actor: CurrentActor, asked: Annotated[LessonsAsked, Query()]
) -> Response:
    wanted = LessonsWanted(words=asked.words, exact=asked.exact)
    everything, found = search_everything(session, actor, wanted)
    page = SearchPage(
        title=presenting.title(wanted.words),
        found=everything,
        sections=presenting.sections(everything, is_staff=actor.may(Permission.READ_PEOPLE)),
        narrowings=presenting.narrowings(wanted, found),
        heading=presenting.heading(everything),
        rows=_rows(everything, found),
        query=query_of(wanted, exact=False),
        exact=query_of(wanted, exact=True),
    )
    response = render(request, page)
    response.headers["HX-Push-Url"] = f"/search?{query_of(wanted)}"
    return response


def _rows(everything: Everything, found: LessonsFound) -> tuple[tuple[LessonSummary, tuple[Piece, ...]], ...]:
    snippets = {each.lesson_id: each.snippet for each in found.items}
    return tuple((each, snippets[each.id]) for each in everything.lessons.lessons[:MOST_LESSONS])

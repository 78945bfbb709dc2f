"""HTML for lessons that somebody reads."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from exchange.lessons import queries
from exchange.lessons.for_you import find_neighbours
from exchange.lessons.schemas import LessonDetail, Neighbours
from exchange.lessons.wording import CANDOUR
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.rendering import Page, render
from exchange.web.sessions import Reading

router = APIRouter(
    prefix="/lessons", dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False
)


@dataclass(frozen=True, kw_only=True)
class LessonPage(Page):
    """One lesson, whom to ask about it, what others made of it, and the lessons that go with it."""

    template = "lessons/lesson.html"
    section = "lessons"
    lesson: LessonDetail
    neighbours: Neighbours
    candour: str


@router.get("/{slug}")
def show_lesson(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    lesson = queries.get_lesson(session, actor, slug)
    neighbours = find_neighbours(session, actor, lesson)
    page = LessonPage(lesson=lesson, neighbours=neighbours, candour=CANDOUR[lesson.candour])
    return render(request, page)

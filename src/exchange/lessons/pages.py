"""HTML for lessons that somebody reads."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from exchange.lessons import queries
from exchange.lessons.feeds import ATOM, atom
from exchange.lessons.for_you import find_neighbours
from exchange.lessons.here import find_feed
from exchange.lessons.schemas import LessonDetail, Neighbours
from exchange.lessons.wording import CANDOUR
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.settings import Settings
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


@router.get("/feed.atom")
def show_feed(request: Request, session: Reading) -> Response:
    settings: Settings = request.app.state.settings
    feed = atom(find_feed(session), base_url=settings.public_url, name=settings.service_name)
    return Response(feed, media_type=ATOM)


@router.get("/{slug}")
def show_lesson(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    lesson = queries.get_lesson(session, actor, slug)
    neighbours = find_neighbours(session, actor, lesson)
    page = LessonPage(lesson=lesson, neighbours=neighbours, candour=CANDOUR[lesson.candour])
    return render(request, page)

"""JSON for lessons that somebody reads. Same queries and same schemas as the pages."""

from fastapi import APIRouter, Depends

from exchange.lessons import queries
from exchange.lessons.for_you import find_lessons_for, find_neighbours
from exchange.lessons.here import find_feed
from exchange.lessons.schemas import LessonDetail, Neighbours, PublishedLesson, RecommendedLesson
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading

router = APIRouter(
    prefix="/api/v1/lessons", tags=["lessons"], dependencies=[Depends(Needs(Permission.READ_PUBLIC))]
)


@router.get("/newest")
def list_newest(session: Reading) -> list[PublishedLesson]:
    """The newest lessons that everybody may read: the twin of the feed."""
    return find_feed(session)


@router.get("/for/{ods_code}")
def list_lessons_for(session: Reading, actor: CurrentActor, ods_code: str) -> list[RecommendedLesson]:
    """The ten lessons of other organisations most worth reading at one, with reasons that add up.

    What you want to learn counts where it is your own organisation.
    """
    return find_lessons_for(session, actor, ods_code, limit=10)


@router.get("/{slug}")
def show_lesson(session: Reading, actor: CurrentActor, slug: str) -> LessonDetail:
    """One lesson in full: its texts in Markdown, whom to ask, and what others made of it."""
    return queries.get_lesson(session, actor, slug)


@router.get("/{slug}/neighbours")
def list_neighbours(session: Reading, actor: CurrentActor, slug: str) -> Neighbours:
    """Lessons that go with one: that went differently, about another stage, and otherwise alike."""
    return find_neighbours(session, actor, queries.get_lesson(session, actor, slug))

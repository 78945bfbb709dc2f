"""JSON for the list of lessons. Same query as the page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from exchange.lessons.queries import find_summaries
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.search.queries import search_lessons
from exchange.search.schemas import LessonList, LessonsWanted
from exchange.web.sessions import Reading

router = APIRouter(
    prefix="/api/v1/lessons", tags=["lessons"], dependencies=[Depends(Needs(Permission.READ_PUBLIC))]
)


@router.get("")
def list_lessons(
    session: Reading, actor: CurrentActor, wanted: Annotated[LessonsWanted, Query()]
) -> LessonList:
    """Lessons that match words and filters, best first, 20 a page, with counts for every filter."""
    found = search_lessons(session, actor, wanted)
    lessons = find_summaries(session, actor, [each.lesson_id for each in found.items])
    return LessonList(lessons=tuple(lessons), **found.model_dump(exclude={"items"}))

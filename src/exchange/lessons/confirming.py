"""What it means that a lesson still holds, and the link by which somebody says so. For actions and jobs."""

from sqlmodel import Session

from exchange.lessons.changes import note_lesson_change
from exchange.lessons.checking_queries import lesson_behind_link
from exchange.lessons.checking_schemas import StillTrue
from exchange.lessons.models import Candour, CheckReason, Lesson, LessonState
from exchange.lessons.moving import check_is_current
from exchange.lessons.reading import address
from exchange.lessons.relaying import first_of_month
from exchange.lessons.shelf_life import LINK_HOLDS_FOR
from exchange.lessons.wording import state_note
from exchange.plumbing.clock import now, today
from exchange.plumbing.errors import allows
from exchange.plumbing.signing import read_signed

PURPOSE = "still true"


def confirm(session: Session, lesson: Lesson) -> None:
    """Publish a lesson as it is, as of today; by relay as of this month."""
    if lesson.check_reason is CheckReason.PRODUCT:
        lesson.outlives_systems = True
    lesson.state, lesson.check_reason = LessonState.PUBLISHED, None
    lesson.checked_on = first_of_month(now()).date() if lesson.candour is Candour.RELAY else today()
    note_lesson_change(session, lesson.id)


def get_behind_link(session: Session, token: str) -> StillTrue:
    """Return the lesson behind a signed link, as far as whoever holds a mail may know it.

    Raises:
        NotFound: the link is not valid, or no longer.
    """
    named = read_signed(session, PURPOSE, token, within=LINK_HOLDS_FOR)
    lesson = lesson_behind_link(session, named)
    is_open = allows(check_is_current, lesson)
    is_public = lesson.candour is Candour.PUBLIC and is_open
    return StillTrue(
        title=lesson.title if is_public else "",
        href=f"{address(lesson)}/status" if is_public else f"/lessons/{lesson.id}/status",
        why=state_note(lesson) if is_open else "",
        is_open=is_open,
    )

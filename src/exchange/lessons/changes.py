"""What follows from a change of lessons: their words are indexed anew, and memory moves on."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session

from exchange.lessons.documents import index_lessons
from exchange.plumbing.changes import LESSONS, current_change, note_change

_AT_ONCE = 500


def note_lesson_change(session: Session, lesson_id: UUID) -> None:
    """Note, in the caller's transaction, that a lesson was published, changed, hidden or used."""
    note_lesson_changes(session, [lesson_id])


def note_lesson_changes(session: Session, lesson_ids: Iterable[UUID]) -> None:
    """Note the same of several lessons at once."""
    note_change(session, LESSONS)
    session.flush()
    change = current_change(session, LESSONS)
    ids = list(lesson_ids)
    for first in range(0, len(ids), _AT_ONCE):
        index_lessons(session, ids[first : first + _AT_ONCE], change)

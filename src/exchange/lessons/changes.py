"""What follows from a change of a lesson: whatever is kept of lessons in memory is built anew."""

from uuid import UUID

from sqlmodel import Session

from exchange.plumbing.changes import LESSONS, note_change


def note_lesson_change(session: Session, lesson_id: UUID) -> None:
    """Note, in the caller's transaction, that a lesson was published, changed, hidden or used."""
    note_change(session, LESSONS)

"""Adding files to a lesson and removing them; the caller commits."""

from uuid import UUID

from sqlmodel import Session

from exchange.lessons import attachment_queries, writing_queries
from exchange.lessons.attachment_checks import MOST_FILES, checked_file
from exchange.lessons.changes import note_lesson_change
from exchange.lessons.models import Candour, LessonAttachment, LessonState
from exchange.lessons.recording import who
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.errors import Conflict, Invalid
from exchange.plumbing.patient_data import refuse_nhs_numbers


def add_attachment(
    session: Session, actor: Actor, slug: str, name: str, content: bytes, *, confirmed: bool
) -> None:
    """Add a file to a lesson that the actor may change.

    Raises:
        NotFound: there is none that they may see.
        NotAllowed: they neither wrote it nor review it.
        Conflict: it is with its reviewer, archived or by relay, or has as many files as it may.
        Invalid: it was not said that the file holds no patient data, or the file is of another kind.
        HoldsPatientData: its name holds what looks like an NHS number.
    """
    lesson = writing_queries.lesson_to_change(session, actor, slug)
    if lesson.candour is Candour.RELAY:
        raise Conflict("A lesson by relay has no files: a file can tell who made it, and where")
    if attachment_queries.count_files(session, lesson.id) >= MOST_FILES:
        raise Conflict(f"A lesson has {MOST_FILES} files at most. Remove one first")
    refuse_nhs_numbers({"file": name}, titles={"file": "The name of the file"})
    if not confirmed:
        message = "Look through the file, and tick that it holds no patient data"
        raise Invalid(message, field="confirmed")
    file = checked_file(name, content)
    session.add(
        LessonAttachment(
            lesson_id=lesson.id,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            content=file.content,
        )
    )
    session.flush()
    if lesson.state is not LessonState.DRAFT:
        note_lesson_change(session, lesson.id)
    audit.record(session, "lesson.file_added", **who(actor, lesson))


def remove_attachment(session: Session, actor: Actor, slug: str, attachment_id: UUID) -> None:
    """Remove a file from a lesson that the actor may change.

    Raises:
        NotFound: there is no such lesson that they may see, or it has no such file.
        NotAllowed: they neither wrote it nor review it.
        Conflict: it is with its reviewer, or archived.
    """
    lesson = writing_queries.lesson_to_change(session, actor, slug)
    session.delete(attachment_queries.attachment_to_remove(session, lesson.id, attachment_id))
    session.flush()
    if lesson.state is not LessonState.DRAFT:
        note_lesson_change(session, lesson.id)
    audit.record(session, "lesson.file_removed", **who(actor, lesson))

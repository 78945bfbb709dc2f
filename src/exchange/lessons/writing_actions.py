"""Changes to the text of a lesson: beginning, saving and deleting a draft; the caller commits."""

from sqlalchemy import delete
from sqlmodel import Session, SQLModel

from exchange.lessons import writing_checks, writing_queries
from exchange.lessons.access import check_can_write
from exchange.lessons.models import (
    FalseAlarm,
    LessonArea,
    LessonAttachment,
    LessonLink,
    LessonState,
    LessonSystem,
    LessonTheme,
    LessonVersion,
)
from exchange.lessons.notes import is_blueprint, sort_notes
from exchange.lessons.recording import who
from exchange.lessons.saving import new_draft, put_given
from exchange.lessons.versions import keep_notes
from exchange.lessons.writing_schemas import LessonBegun, LessonGiven, LessonKind, NotesGiven, Saved
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.errors import Conflict
from exchange.plumbing.patient_data import refuse_nhs_numbers

_PARTS: tuple[type[SQLModel], ...] = (
    LessonArea,
    LessonSystem,
    LessonTheme,
    LessonLink,
    LessonAttachment,
    LessonVersion,
    FalseAlarm,
)


def begin_lesson(session: Session, actor: Actor, given: LessonBegun) -> str:
    """Begin an empty draft of the actor's organisation and return its slug.

    Raises:
        NotAllowed: no organisation has confirmed them.
    """
    check_can_write(actor)
    lesson = new_draft(actor, is_blueprint=given.type is LessonKind.BLUEPRINT)
    session.add(lesson)
    session.flush()
    audit.record(session, "lesson.begun", **who(actor, lesson))
    return lesson.slug


def begin_from_notes(session: Session, actor: Actor, given: NotesGiven) -> str:
    """Begin a draft with its boxes filled from notes, keep these beside it, and return its slug.

    Raises:
        NotAllowed: no organisation has confirmed the actor.
        HoldsPatientData: the notes hold what looks like an NHS number; nothing is kept of them.
    """
    check_can_write(actor)
    refuse_nhs_numbers({"notes": given.notes}, titles=writing_checks.TITLES)
    boxes = sort_notes(given.notes)
    lesson = new_draft(actor, is_blueprint=is_blueprint(boxes))
    for name, text in boxes.items():
        setattr(lesson, name, text)
    session.add(lesson)
    session.flush()
    keep_notes(session, actor, lesson, given.notes)
    audit.record(session, "lesson.begun", **who(actor, lesson))
    return lesson.slug


def save_lesson(session: Session, actor: Actor, slug: str, given: LessonGiven) -> Saved:
    """Make what was given the text of a lesson; of what has left its author's hands a version is kept.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they neither wrote it nor review it.
        Conflict: it has changed since they read it, is with its reviewer, or archived.
        HoldsPatientData: a text holds what looks like an NHS number; nothing is saved.
        Invalid: something else in it does not fit.
    """
    lesson = writing_queries.lesson_to_change(session, actor, slug)
    before = lesson.version
    saved = put_given(session, actor, lesson, given, is_strict=True)
    if saved.version != before:
        audit.record(session, "lesson.saved", **who(actor, lesson))
    return saved


def autosave_draft(session: Session, actor: Actor, slug: str, given: LessonGiven) -> Saved:
    """Save a draft while somebody types, without what does not fit yet: a date half typed, for example.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they neither wrote it nor review it.
        Conflict: it has changed since they read it, or is no draft.
        HoldsPatientData: a text holds what looks like an NHS number; nothing is saved.
    """
    lesson = writing_queries.lesson_to_change(session, actor, slug)
    if lesson.state is not LessonState.DRAFT:
        raise Conflict("Only drafts are saved while you type. Use the button to save this lesson")
    before = lesson.version
    saved = put_given(session, actor, lesson, given, is_strict=False)
    if saved.version != before:
        audit.record(session, "lesson.saved", **who(actor, lesson))
    return saved


def delete_draft(session: Session, actor: Actor, slug: str) -> None:
    """Delete a draft of one's own for good, with its files and notes.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they did not write it.
        Conflict: it is no draft any more.
    """
    lesson = writing_queries.draft_to_delete(session, actor, slug)
    audit.record(session, "lesson.draft_deleted", **who(actor, lesson))
    for table in _PARTS:
        session.execute(delete(table).where(table.lesson_id == lesson.id))  # type: ignore[attr-defined]
    session.flush()
    session.delete(lesson)
    session.flush()

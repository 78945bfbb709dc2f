"""What becomes of the lessons of somebody who leaves, so that none is orphaned. For actions alone."""

from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import delete, or_
from sqlmodel import Session, SQLModel, col, select

from exchange.lessons import letters
from exchange.lessons.changes import note_lesson_change
from exchange.lessons.models import CheckReason, Lesson, LessonState
from exchange.people import duty_queries
from exchange.people.models import Person
from exchange.people.telling import tell_one

_NOT_PUBLISHED = (LessonState.DRAFT, LessonState.SUBMITTED)
_ROLE = "knowledge lead"


def hand_on_lessons(session: Session, leaver_id: UUID, organisation_id: UUID, successor: UUID | None) -> None:
    """Pass on what a leaver wrote and is asked about at an organisation, while they still belong to it.

    Published lessons keep their author, as history. Whoever is asked about them is from now on the successor;
    without one, whoever has the role, and the lesson says that it needs checking. Drafts go to the successor,
    or else to a lead; where there is neither, nobody could ever see them, and they are deleted.
    """
    lessons = _lessons_of(session, leaver_id, organisation_id)
    drafts = [each for each in lessons if each.author_id == leaver_id and each.state in _NOT_PUBLISHED]
    asked = [each for each in lessons if each.contact_person_id == leaver_id]
    heir = successor or _other_lead(session, leaver_id, organisation_id)
    for lesson in asked:
        _name_contact(session, lesson, successor or (heir if lesson in drafts else None))
    if heir is None:
        _delete(session, [each.id for each in drafts if each.state is LessonState.DRAFT])
        return
    for lesson in drafts:
        lesson.author_id = heir
    kept = len([each for each in asked if each not in drafts]) if successor else 0
    if drafts or kept:
        text = letters.handed_on(len(drafts), kept)
        cause = f"lesson:handed-on:{uuid4()}"
        tell_one(session, heir, cause=cause, subject=letters.HANDED_ON, text=text)


def _lessons_of(session: Session, person_id: UUID, organisation_id: UUID) -> list[Lesson]:
    theirs = or_(col(Lesson.author_id) == person_id, col(Lesson.contact_person_id) == person_id)
    statement = select(Lesson).where(theirs, Lesson.organisation_id == organisation_id)
    return list(session.exec(statement.order_by(col(Lesson.id)).with_for_update()))


def _other_lead(session: Session, leaver_id: UUID, organisation_id: UUID) -> UUID | None:
    leads: list[Person] = duty_queries.find_leads(session, organisation_id)
    return next((each.id for each in leads if each.id != leaver_id), None)


def _name_contact(session: Session, lesson: Lesson, person_id: UUID | None) -> None:
    """Have another person asked about a lesson, or without one the role at its organisation."""
    lesson.contact_person_id = person_id
    lesson.contact_role = lesson.contact_role or _ROLE
    if person_id is None and lesson.state is LessonState.PUBLISHED:
        lesson.state, lesson.check_reason = LessonState.NEEDS_CHECKING, CheckReason.CONTACT
    note_lesson_change(session, lesson.id)


def _delete(session: Session, lesson_ids: Collection[UUID]) -> None:
    """Delete drafts with all that hangs on them, in whichever table."""
    for table in reversed(SQLModel.metadata.sorted_tables):
        for column in table.columns:
            if (
                any(key.target_fullname == "lesson.id" for key in column.foreign_keys)
                and table.name != "lesson"
            ):
                session.execute(delete(table).where(column.in_(lesson_ids)))
    session.execute(delete(Lesson).where(col(Lesson.id).in_(lesson_ids)))

"""Every SELECT on lessons that somebody reads."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.lessons.access import check_can_use, is_author, listed_for, may_review, visible_to
from exchange.lessons.contacts import get_contact
from exchange.lessons.details import find_parts, source_of
from exchange.lessons.models import Lesson, LessonState
from exchange.lessons.reading import AllSubjects, count_uses, publisher_of, summary
from exchange.lessons.schemas import LessonDetail, LessonSummary
from exchange.lessons.wording import moment, state_note
from exchange.organisations.models import Organisation, Region
from exchange.people.actor import Actor
from exchange.people.models import Person
from exchange.plumbing.errors import NotFound, SignInNeeded, allows

_TEXTS = (
    "context",
    "what_we_did",
    "what_happened",
    "do_differently",
    "ask_us_about",
    "preconditions",
    "steps",
    "artefacts",
    "what_we_changed",
)


def get_lesson(session: Session, actor: Actor, slug: str) -> LessonDetail:
    """Return one lesson in full.

    Raises:
        NotFound: there is none that ``actor`` may see.
    """
    row = session.execute(_with_origin().where(visible_to(actor), _called(slug))).one_or_none()
    if row is None:
        raise NotFound("There is no such lesson")
    lesson: Lesson = row[0]
    brief = _summaries(session, actor, [row])[lesson.id]
    contact = get_contact(session, actor, lesson, publisher_of(row[1], row[2]))
    return LessonDetail(
        **dict(brief),
        **{name: getattr(lesson, name) for name in _TEXTS},
        **find_parts(session, actor, lesson),
        source=source_of(lesson),
        contact=contact,
        state=lesson.state,
        check_reason=lesson.check_reason,
        state_note=state_note(lesson),
        published=moment(lesson, lesson.published_at),
        checked=lesson.checked_on.strftime("%B %Y") if lesson.checked_on else "",
        can_edit=(is_author(actor, lesson) or may_review(actor, lesson))
        and lesson.state is not LessonState.ARCHIVED,
        can_review=may_review(actor, lesson),
        can_use=_can_use(actor, lesson),
        is_author=is_author(actor, lesson),
    )


def find_summaries(session: Session, actor: Actor, lesson_ids: Sequence[UUID]) -> list[LessonSummary]:
    """Return those lessons that stand in the actor's lists, in the order of their ids, by four statements."""
    rows = session.execute(_with_origin().where(listed_for(actor), col(Lesson.id).in_(lesson_ids))).all()
    found = _summaries(session, actor, rows)
    return [found[id] for id in lesson_ids if id in found]


def get_row(session: Session, actor: Actor, slug: str, *, is_locked: bool = False) -> Lesson:
    """Return the row of a lesson by the name it has in addresses, locked to be changed if asked.

    Raises:
        NotFound: there is none that ``actor`` may see.
    """
    statement = select(Lesson).where(visible_to(actor), _called(slug))
    lesson = session.exec(statement.with_for_update() if is_locked else statement).one_or_none()
    if lesson is None:
        raise NotFound("There is no such lesson")
    return lesson


def _with_origin() -> Any:
    """Return lessons with their organisation, its region, and whether they are made up."""
    columns: Any = (Lesson, Organisation, Region.name, Person.is_demonstration)
    return (
        select_columns(*columns)
        .join(Organisation, col(Organisation.id) == col(Lesson.organisation_id))
        .join(Region, col(Region.code) == col(Organisation.region_code), isouter=True)
        .join(Person, col(Person.id) == col(Lesson.author_id), isouter=True)
    )


def _summaries(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[UUID, LessonSummary]:
    ids = [row[0].id for row in rows]
    subjects, uses = AllSubjects(session, ids), count_uses(session, ids)
    return {
        lesson.id: summary(
            actor,
            lesson,
            publisher_of(organisation, region),
            subjects=subjects,
            uses=uses.get(lesson.id, 0),
            is_demonstration=bool(is_demonstration),
        )
        for lesson, organisation, region, is_demonstration in rows
    }


def _can_use(actor: Actor, lesson: Lesson) -> bool:
    try:
        return allows(check_can_use, actor, lesson)
    except SignInNeeded:
        return False


def _called(slug: str) -> ColumnElement[bool]:
    """Return the condition on Lesson that an address means it: addresses of a draft hold for good."""
    try:
        return or_(col(Lesson.slug) == slug, col(Lesson.id) == UUID(slug))
    except ValueError:
        return col(Lesson.slug) == slug

"""The made-up lessons of the demonstration, what made-up people made of them, and their removal."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, SQLModel, col, select

from exchange.lessons.changes import note_lesson_changes
from exchange.lessons.models import (
    Candour,
    CheckReason,
    Lesson,
    LessonArea,
    LessonState,
    LessonUse,
    Outcome,
    UseKind,
)
from exchange.people.models import Membership, MembershipState, Person
from exchange.plumbing.changes import LESSONS, note_change
from exchange.plumbing.clock import now
from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.importing import slug
from exchange.technologies.models import FunctionalArea, Stage

_TEXTS = ("title", "context", "what_we_did", "what_happened", "do_differently", "ask_us_about", "steps")
_UNPUBLISHED = (LessonState.DRAFT, LessonState.SUBMITTED)


def load_lessons(session: Session, file: Path) -> None:
    """Bring the made-up lessons in, once the made-up people are here.

    Raises:
        ExchangeError: an author or functional area that they need is not here.
    """
    rows = (
        select(Person.name, Person.id, Membership.organisation_id)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(col(Person.is_demonstration).is_(True), col(Membership.state) == MembershipState.APPROVED)
    )
    people = {name: (person_id, organisation_id) for name, person_id, organisation_id in session.exec(rows)}
    areas = set(session.exec(select(FunctionalArea.code)))
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["author"] not in people or row["functional_area"] not in areas:
                raise ExchangeError(f"The demonstration lesson '{row['title']}' needs what is not loaded")
            _add(session, row, people)
    note_lesson_changes(session, session.exec(select(Lesson.id).where(col(Lesson.author_id).is_not(None))))


def remove_lessons(session: Session) -> None:
    """Remove the made-up lessons, and what made-up people made of any lesson."""
    made_up = select(Person.id).where(col(Person.is_demonstration).is_(True))
    lessons = select(Lesson.id).where(col(Lesson.author_id).in_(made_up))
    session.execute(
        update(Lesson).where(col(Lesson.adapted_from_id).in_(lessons)).values(adapted_from_id=None)
    )
    for table in reversed(SQLModel.metadata.sorted_tables):
        for column in table.columns:
            is_theirs = any(key.target_fullname == "lesson.id" for key in column.foreign_keys)
            if is_theirs and table.name != Lesson.__tablename__:
                session.execute(delete(table).where(column.in_(lessons)))
    session.execute(delete(LessonUse).where(col(LessonUse.person_id).in_(made_up)))
    session.execute(delete(Lesson).where(col(Lesson.author_id).in_(made_up)))
    note_change(session, LESSONS)


def _month() -> datetime:
    return now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _add(session: Session, row: dict[str, str], people: dict[str, tuple[Any, Any]]) -> None:
    author, organisation = people[row["author"]]
    state = LessonState(row["state"])
    texts: dict[str, Any] = {name: row[name] for name in _TEXTS}
    lesson = Lesson(
        **texts,
        slug="",
        organisation_id=organisation,
        author_id=author,
        contact_person_id=author,
        stage=Stage(row["stage"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        candour=Candour(row["candour"]),
        happened_on=row["happened_on"],
        is_blueprint=bool(row["steps"]),
        state=state,
        check_reason=CheckReason.CONTRADICTED if state is LessonState.NEEDS_CHECKING else None,
        submitted_at=None if state is LessonState.DRAFT else now(),
        published_at=None if state in _UNPUBLISHED else now(),
    )
    lesson.slug = lesson.id.hex if state in _UNPUBLISHED else f"{slug(lesson.title)[:80]}-{lesson.id.hex[:6]}"
    if lesson.candour is Candour.RELAY:
        lesson.begun_at = lesson.changed_at = lesson.submitted_at = lesson.published_at = _month()
    session.add(lesson)
    session.flush()
    session.add(LessonArea(lesson_id=lesson.id, functional_area_code=row["functional_area"]))
    for use in filter(None, row["uses"].split(";")):
        name, kind, text = use.split("|")
        person, elsewhere = people[name]
        session.add(
            LessonUse(
                lesson_id=lesson.id,
                organisation_id=elsewhere,
                person_id=person,
                kind=UseKind(kind),
                what_was_different=text,
            )
        )
    session.flush()

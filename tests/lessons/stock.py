"""Lessons for tests: whole and published unless said otherwise."""

from typing import Any

from sqlmodel import Session

from exchange.lessons.changes import note_lesson_change
from exchange.lessons.models import Candour, CheckReason, Lesson, LessonArea, LessonState, Outcome
from exchange.organisations.models import Organisation
from exchange.people.models import Person
from exchange.plumbing.clock import now
from exchange.technologies.models import FunctionalArea

SHOWN = (LessonState.PUBLISHED, LessonState.NEEDS_CHECKING, LessonState.ARCHIVED)


def add_area(session: Session, code: str = "epma", name: str = "ePMA") -> None:
    """A functional area, unless it is there."""
    if session.get(FunctionalArea, code) is None:
        session.add(FunctionalArea(code=code, name=name, short_name=name))
        session.flush()


def add_lesson(
    session: Session,
    organisation: Organisation,
    author: Person | None = None,
    *,
    title: str = "Scan the ward before the go-live",
    state: LessonState = LessonState.PUBLISHED,
    candour: Candour = Candour.STAFF,
    areas: tuple[str, ...] = (),
    **more: Any,
) -> Lesson:
    """A lesson of an organisation; its author is asked about it."""
    values: dict[str, Any] = {
        "slug": title.lower().replace(" ", "-"),
        "what_we_did": "We walked **every ward** with a trolley.",
        "what_happened": "Forty bays had no signal. They were mended in time.",
        "ask_us_about": "the list of bays",
        "outcome": Outcome.WORKED,
        "contact_person_id": author.id if author else None,
        "check_reason": CheckReason.AGE if state is LessonState.NEEDS_CHECKING else None,
        "published_at": now() if state in SHOWN else None,
    }
    lesson = Lesson(
        organisation_id=organisation.id,
        author_id=author.id if author else None,
        title=title,
        state=state,
        candour=candour,
        **{**values, **more},
    )
    session.add(lesson)
    session.flush()
    for code in areas:
        add_area(session, code)
        session.add(LessonArea(lesson_id=lesson.id, functional_area_code=code))
    note_lesson_change(session, lesson.id)
    return lesson

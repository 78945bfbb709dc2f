"""Lessons of every person in the world of the table, one in each state, and which one a route is about."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from exchange.lessons.changes import note_lesson_changes
from exchange.lessons.confirming import PURPOSE
from exchange.lessons.models import (
    Candour,
    Lesson,
    LessonArea,
    LessonAttachment,
    LessonState,
    LessonUse,
    LessonVersion,
    SupplierReply,
    UseKind,
)
from exchange.organisations.models import Organisation
from exchange.people.models import Person
from exchange.plumbing.clock import now, today
from exchange.plumbing.signing import signed

STATES = {
    "draft": LessonState.DRAFT,
    "submitted": LessonState.SUBMITTED,
    "published": LessonState.PUBLISHED,
    "archived": LessonState.ARCHIVED,
    "taken down": LessonState.PUBLISHED,
}
# What a step needs of the lesson that it is about; all others are about what is published.
NEEDED = {
    "autosave": "draft",
    "delete": "draft",
    "submit": "draft",
    "take-back": "submitted",
    "review": "submitted",
    "publish": "submitted",
    "return": "submitted",
    "bring-back": "archived",
    "restore": "taken down",
}


def state_for(route: str) -> str:
    """The state that the lesson of a route has to be in."""
    return NEEDED.get(route.partition("{slug}/")[2], "published")


def add_lessons(session: Session, world: Any, home: Organisation) -> None:
    """Give every person one lesson in each state, where they work; the actors' organisation has used them."""
    lessons = []
    for person in world.everybody():
        place = world.place_of(person) or home
        parts = world.belongings[person.id].parts
        for name, state in STATES.items():
            lesson = _add(session, person, place, name, state)
            lessons.append(lesson.id)
            parts[f"lesson {name}"] = lesson.slug
            if name == "published":
                parts["token"] = signed(session, PURPOSE, str(lesson.id))
                parts["number"], parts["attachment_id"] = "1", _attach(session, lesson)
                parts["reply_id"] = _answer(session, lesson, world.things["supplier_id"])
                if place is not home:
                    session.add(LessonUse(lesson_id=lesson.id, organisation_id=home.id, kind=UseKind.USED))
    session.flush()
    note_lesson_changes(session, lessons)


def _add(session: Session, person: Person, place: Organisation, name: str, state: LessonState) -> Lesson:
    is_down, is_out = name == "taken down", state not in {LessonState.DRAFT, LessonState.SUBMITTED}
    lesson = Lesson(
        slug=f"{name.replace(' ', '-')}-{person.id.hex}",
        organisation_id=place.id,
        author_id=person.id,
        contact_role="knowledge lead",
        title="What a lesson is called",
        what_we_did="This",
        what_happened="That",
        ask_us_about="Either",
        outcome="worked",
        candour=Candour.PUBLIC,
        state=state,
        is_blueprint=name == "published",
        published_at=now() - timedelta(days=1) if is_out else None,
        taken_down_at=now() if is_down else None,
        takedown_reason="It is wrong" if is_down else "",
    )
    session.add(lesson)
    session.flush()
    session.add(LessonArea(lesson_id=lesson.id, functional_area_code="epma"))
    return lesson


def _attach(session: Session, lesson: Lesson) -> Any:
    """Give a lesson an earlier version and a file, and return the id of the file."""
    file = LessonAttachment(
        lesson_id=lesson.id, name="a.pdf", media_type="application/pdf", size=1, content=b"1"
    )
    session.add_all(
        [file, LessonVersion(lesson_id=lesson.id, number=1, event="changed", content='{"context": "Before"}')]
    )
    session.flush()
    return file.id


def _answer(session: Session, lesson: Lesson, supplier_id: Any) -> Any:
    reply = SupplierReply(
        lesson_id=lesson.id, supplier_id=supplier_id, text="We disagree", received_on=today()
    )
    session.add(reply)
    session.flush()
    return reply.id

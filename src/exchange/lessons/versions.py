"""Versions of a lesson: its content as it was submitted, edited or published."""

import json

from sqlmodel import Session, func, select

from exchange.lessons.contents import content_of
from exchange.lessons.models import Lesson, LessonVersion
from exchange.people.actor import Actor

NOTES = "notes"
"""The event of a version that holds the notes a draft was made of, under that name."""


def keep_version(session: Session, actor: Actor, lesson: Lesson, event: str) -> LessonVersion:
    """Keep the content of a lesson as it is now; ``event`` says why in at most 20 characters."""
    return _keep(session, actor, lesson, event, json.dumps(content_of(session, lesson), ensure_ascii=False))


def keep_notes(session: Session, actor: Actor, lesson: Lesson, notes: str) -> LessonVersion:
    """Keep the notes that a draft was made of, to be shown beside it."""
    return _keep(session, actor, lesson, NOTES, json.dumps({NOTES: notes}, ensure_ascii=False))


def _keep(session: Session, actor: Actor, lesson: Lesson, event: str, content: str) -> LessonVersion:
    newest = select(func.max(LessonVersion.number)).where(LessonVersion.lesson_id == lesson.id)
    version = LessonVersion(
        lesson_id=lesson.id,
        number=(session.exec(newest).one() or 0) + 1,
        event=event,
        person_id=actor.person_id,
        content=content,
    )
    session.add(version)
    session.flush()
    return version

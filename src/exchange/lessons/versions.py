"""Versions of a lesson: its texts as they were submitted, edited or published."""

import json

from sqlmodel import Session, func, select

from exchange.lessons.fields import LABELS
from exchange.lessons.models import Lesson, LessonVersion
from exchange.people.actor import Actor


def keep_version(session: Session, actor: Actor, lesson: Lesson, event: str) -> LessonVersion:
    """Keep the texts of a lesson as they are now."""
    newest = select(func.max(LessonVersion.number)).where(LessonVersion.lesson_id == lesson.id)
    version = LessonVersion(
        lesson_id=lesson.id,
        number=(session.exec(newest).one() or 0) + 1,
        event=event,
        person_id=actor.person_id,
        content=json.dumps({name: getattr(lesson, name) for name in LABELS}, ensure_ascii=False),
    )
    session.add(version)
    session.flush()
    return version

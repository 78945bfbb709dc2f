"""Keeping a lesson by relay from telling when somebody was busy with it: moments are cut to their month."""

from datetime import datetime

from sqlmodel import Session, select

from exchange.lessons.models import Candour, Lesson, LessonState, LessonVersion

_MOMENTS = ("begun_at", "changed_at", "submitted_at", "published_at")


def cut_moments(session: Session, lesson: Lesson) -> None:
    """Cut the moments of a lesson by relay that has left its author's hands to the first of their month."""
    if lesson.candour is not Candour.RELAY or lesson.state is LessonState.DRAFT:
        return
    for name in _MOMENTS:
        if (moment := getattr(lesson, name)) is not None:
            setattr(lesson, name, first_of_month(moment))
    for version in session.exec(select(LessonVersion).where(LessonVersion.lesson_id == lesson.id)):
        version.saved_at = first_of_month(version.saved_at)


def first_of_month(moment: datetime) -> datetime:
    """Return the beginning of a moment's month."""
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)

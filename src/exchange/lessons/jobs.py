"""What becomes of lessons with time: those that may no longer hold say so, and people are asked."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session

from exchange.lessons import letters
from exchange.lessons.changes import note_lesson_change
from exchange.lessons.checking_queries import Kept, find_kept, find_stale
from exchange.lessons.confirming import PURPOSE
from exchange.lessons.models import Lesson, LessonState
from exchange.lessons.recording import who
from exchange.lessons.shelf_life import ASKED_AT_MOST_EVERY, MOST_IN_ONE_MAIL
from exchange.people.actor import OPERATOR
from exchange.people.models import Person
from exchange.people.telling import tell
from exchange.plumbing import audit
from exchange.plumbing.clock import today
from exchange.plumbing.settings import Settings
from exchange.plumbing.signing import signed


def look_after_lessons(session: Session, _settings: Settings) -> None:
    """Mark lessons that may no longer hold, and ask those who know. A second run on a day changes nothing."""
    mark_stale(session, today())
    ask_keepers(session, today())


def mark_stale(session: Session, day: date) -> int:
    """Have published lessons that may no longer hold say so, and return how many."""
    found = find_stale(session, day)
    for lesson, reason in found:
        lesson.state, lesson.check_reason = LessonState.NEEDS_CHECKING, reason
        note_lesson_change(session, lesson.id)
        audit.record(session, "lesson.needs_checking", **who(OPERATOR, lesson))
    session.flush()
    return len(found)


def ask_keepers(session: Session, day: date) -> int:
    """Ask each keeper in one mail about all of their lessons that need checking; return how many were asked.

    Nobody is asked twice within 30 days, whatever becomes stale meanwhile.
    """
    kept = find_kept(session, day)
    recently = {person.id for each in kept if _was_asked(each.lesson, day) for person in each.keepers}
    people, lessons = _by_person(each for each in kept if each.lesson.state is LessonState.NEEDS_CHECKING)
    asked = [id for id in people if id not in recently]
    for person_id in asked:
        about = lessons[person_id][:MOST_IN_ONE_MAIL]
        text = letters.still_true([(each, signed(session, PURPOSE, str(each.id))) for each in about])
        cause = f"still-true:{uuid4()}"
        tell(session, [people[person_id]], cause=cause, subject=letters.STILL_TRUE, text=text)
        for lesson in about:
            lesson.asked_on = day
    if asked:
        audit.record(session, "lessons.asked_about", actor=OPERATOR, subject="lessons")
    return len(asked)


def _was_asked(lesson: Lesson, day: date) -> bool:
    return lesson.asked_on is not None and lesson.asked_on > day - ASKED_AT_MOST_EVERY


def _by_person(kept: Iterable[Kept]) -> tuple[dict[UUID, Person], dict[UUID, list[Lesson]]]:
    people: dict[UUID, Person] = {}
    lessons: defaultdict[UUID, list[Lesson]] = defaultdict(list)
    for each in kept:
        for person in each.keepers:
            people[person.id] = person
            lessons[person.id].append(each.lesson)
    return people, lessons

"""The steps that deciding on a lesson shares. For actions alone."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from exchange.lessons.changes import note_lesson_change
from exchange.lessons.completeness import Incomplete, missing_of
from exchange.lessons.fields import LABELS, texts_of
from exchange.lessons.models import Candour, Lesson, LessonState
from exchange.lessons.relaying import cut_moments, first_of_month
from exchange.lessons.review_queries import has_area
from exchange.lessons.review_schemas import EditGiven
from exchange.lessons.versions import keep_version
from exchange.people.actor import Actor
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict
from exchange.plumbing.importing import slug
from exchange.plumbing.patient_data import refuse_nhs_numbers

_SLUG_LENGTH = 80
_SLUG_ENDING = 6


def take_over_edits(session: Session, lesson: Lesson, given: EditGiven) -> bool:
    """Put what a reviewer typed into a lesson, and say whether that changes it; refused, nothing changes.

    Raises:
        HoldsPatientData: a text holds what looks like an NHS number and is no declared false alarm.
        Conflict: the lesson has changed since it was read.
        Incomplete: it would lack what every lesson needs.
    """
    stored = texts_of(lesson)
    typed = {name: text for name in LABELS if (text := getattr(given, name)) is not None}
    refuse_nhs_numbers(typed, known=stored.values(), titles=LABELS)
    if given.version != lesson.version:
        raise Conflict("This lesson has changed since you opened it. Compare both before you save")
    check_ready(session, lesson, typed)
    changed = {name: text for name, text in typed.items() if text != stored[name]}
    for name, text in changed.items():
        setattr(lesson, name, text)
    if changed:
        lesson.version += 1
        lesson.changed_at = moment_for(lesson)
    return bool(changed)


def check_ready(session: Session, lesson: Lesson, typed: Mapping[str, str] | None = None) -> None:
    """Raise unless a lesson has all that readers need.

    Raises:
        Incomplete: it lacks something.
    """
    if missing := missing_of(lesson, has_area=has_area(session, lesson), typed=typed):
        raise Incomplete(missing)


def make_public(session: Session, actor: Actor, lesson: Lesson) -> None:
    """Publish a lesson: give it an address of words, a moment, and a version that is kept."""
    if lesson.published_at is None:
        lesson.slug = slug_of(lesson)
        lesson.published_at = moment_for(lesson)
    lesson.state, lesson.check_reason, lesson.review_note = LessonState.PUBLISHED, None, ""
    keep(session, actor, lesson, "published")


def keep(session: Session, actor: Actor, lesson: Lesson, event: str) -> None:
    """Keep a version of a lesson that has left its author's hands, and have what is kept of it built anew."""
    keep_version(session, actor, lesson, event)
    cut_moments(session, lesson)
    note_lesson_change(session, lesson.id)


def slug_of(lesson: Lesson) -> str:
    """Return the words of a title as they stand in an address, with a part of the id."""
    words = slug(lesson.title)[:_SLUG_LENGTH].strip("-")
    return f"{words}-{lesson.id.hex[:_SLUG_ENDING]}".lstrip("-")


def moment_for(lesson: Lesson) -> datetime:
    """Return the present moment as exactly as it may be kept of a lesson."""
    return first_of_month(now()) if lesson.candour is Candour.RELAY else now()

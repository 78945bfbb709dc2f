"""Saying what an organisation made of a lesson, and taking that back; the caller commits."""

from sqlmodel import Session

from exchange.lessons import letters
from exchange.lessons.access import check_can_use
from exchange.lessons.changes import note_lesson_change
from exchange.lessons.models import CheckReason, LessonState, UseKind
from exchange.lessons.queries import get_row
from exchange.lessons.recording import who
from exchange.lessons.telling import tell_keepers, tell_of_use
from exchange.lessons.use_queries import find_use, new_use, use_to_change
from exchange.lessons.use_schemas import UseGiven
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.clock import now
from exchange.plumbing.patient_data import refuse_nhs_numbers


def report_use(session: Session, actor: Actor, slug: str, given: UseGiven) -> None:
    """Say what the actor's organisation made of a lesson; the lesson's people are told the first time.

    A lesson that did not work there needs checking from then on.

    Raises:
        NotFound: there is none that they may see.
        NotAllowed: no organisation has confirmed them.
        Conflict: it is their own organisation's, or not published.
        HoldsPatientData: the text holds what looks like an NHS number.
    """
    lesson = get_row(session, actor, slug, is_locked=True)
    check_can_use(actor, lesson)
    refuse_nhs_numbers({"what_was_different": given.what_was_different})
    use = find_use(session, actor, lesson, is_locked=True)
    is_first, before = use is None, use.kind if use else None
    use = use or new_use(actor, lesson, given.kind)
    use.kind, use.what_was_different = given.kind, given.what_was_different
    use.person_id, use.reported_at = actor.person_id, now()
    session.add(use)
    is_new = given.kind is UseKind.DID_NOT_WORK and before is not UseKind.DID_NOT_WORK
    contradicts = is_new and lesson.state is LessonState.PUBLISHED
    if contradicts:
        lesson.state, lesson.check_reason = LessonState.NEEDS_CHECKING, CheckReason.CONTRADICTED
    note_lesson_change(session, lesson.id)
    if contradicts:
        text = letters.contradicted(lesson)
        tell_keepers(session, actor, lesson, subject=letters.USED, text=text)
    elif is_first:
        tell_of_use(session, actor, lesson, given.kind)
    audit.record(session, "lesson.used", actor=actor, subject=who(actor, lesson)["subject"])


def remove_use(session: Session, actor: Actor, slug: str) -> None:
    """Take back what the actor's organisation said of a lesson.

    Raises:
        NotFound: there is no such lesson, or nobody there has said anything.
        NotAllowed: no organisation has confirmed them.
        Conflict: it is their own organisation's, or not published.
    """
    lesson = get_row(session, actor, slug, is_locked=True)
    check_can_use(actor, lesson)
    session.delete(use_to_change(session, actor, lesson))
    note_lesson_change(session, lesson.id)
    audit.record(session, "lesson.use_removed", actor=actor, subject=who(actor, lesson)["subject"])

"""Submitting, reviewing, publishing and returning lessons; the caller commits."""

from sqlmodel import Session

from exchange.lessons import letters
from exchange.lessons.models import LessonState
from exchange.lessons.moving import (
    check_can_edit_in_review,
    check_can_publish,
    check_can_submit,
    check_can_take_back,
)
from exchange.lessons.publishing import check_ready, keep, make_public, moment_for, take_over_edits
from exchange.lessons.queries import get_row
from exchange.lessons.recording import who
from exchange.lessons.review_queries import SUBMITTED, review_to_change
from exchange.lessons.review_schemas import EditGiven, ReturnGiven
from exchange.lessons.telling import find_colleagues, tell_author, tell_reviewers
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.errors import Conflict
from exchange.plumbing.patient_data import refuse_nhs_numbers


def submit_lesson(session: Session, actor: Actor, slug: str) -> None:
    """Hand the actor's draft to whoever decides on it, and keep it as it is now.

    Raises:
        NotFound: there is none that they may see.
        NotAllowed: they did not write it.
        Conflict: it is no draft.
        Incomplete: it lacks what every lesson needs.
    """
    lesson = get_row(session, actor, slug, is_locked=True)
    check_can_submit(actor, lesson)
    check_ready(session, lesson)
    lesson.state, lesson.submitted_at, lesson.review_note = LessonState.SUBMITTED, moment_for(lesson), ""
    keep(session, actor, lesson, SUBMITTED)
    tell_reviewers(session, actor, lesson)
    audit.record(session, "lesson.submitted", **who(actor, lesson))


def take_back_lesson(session: Session, actor: Actor, slug: str) -> None:
    """Take the actor's lesson back from its reviewer, so that they can go on with it.

    Raises:
        NotFound: there is none that they may see.
        NotAllowed: they did not write it.
        Conflict: no reviewer has it.
    """
    lesson = get_row(session, actor, slug, is_locked=True)
    check_can_take_back(actor, lesson)
    lesson.state = LessonState.DRAFT
    audit.record(session, "lesson.taken_back", **who(actor, lesson))


def edit_lesson_in_review(session: Session, actor: Actor, slug: str, given: EditGiven) -> None:
    """Change the texts of a submitted lesson; what was submitted stays beside them.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they do not review it.
        Conflict: it does not wait for a reviewer, or has changed since they read it.
        HoldsPatientData: a text holds what looks like an NHS number.
    """
    lesson = review_to_change(session, actor, slug)
    check_can_edit_in_review(actor, lesson)
    if take_over_edits(session, lesson, given):
        keep(session, actor, lesson, "edited")
    audit.record(session, "lesson.edited", **who(actor, lesson))


def publish_lesson(session: Session, actor: Actor, slug: str, given: EditGiven | None = None) -> str:
    """Publish a submitted lesson, or as a reviewer a draft of one's own, and return its address.

    Args:
        given: the texts as the reviewer leaves them.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they do not review it.
        Conflict: it is published already, or has changed since they read it.
        Incomplete: it lacks what every lesson needs.
        HoldsPatientData: a text holds what looks like an NHS number.
    """
    lesson = get_row(session, actor, slug, is_locked=True)
    check_can_publish(actor, lesson)
    if given is None:
        check_ready(session, lesson)
    else:
        take_over_edits(session, lesson, given)
    make_public(session, actor, lesson)
    text = letters.published(lesson)
    tell_author(session, actor, lesson, subject=letters.DECIDED, text=text)
    audit.record(session, "lesson.published", **who(actor, lesson))
    return lesson.slug


def return_lesson(
    session: Session, actor: Actor, slug: str, given: ReturnGiven, edits: EditGiven | None = None
) -> None:
    """Give a lesson back to its author with a note, and with what the reviewer has changed so far.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they do not review it.
        Conflict: it does not wait for a reviewer, or its author has left.
        HoldsPatientData: the note holds what looks like an NHS number.
    """
    lesson = review_to_change(session, actor, slug)
    check_can_edit_in_review(actor, lesson)
    refuse_nhs_numbers({"note": given.note}, titles={"note": "Note to the author"})
    if not find_colleagues(session, lesson.organisation_id, {lesson.author_id}):
        raise Conflict("Its author has left the organisation. Change it yourself and publish it")
    if edits is not None:
        take_over_edits(session, lesson, edits)
    text = letters.returned(lesson)
    keep(session, actor, lesson, "returned")
    audit.record(session, "lesson.returned", **who(actor, lesson))
    lesson.state, lesson.review_note = LessonState.DRAFT, given.note
    tell_author(session, actor, lesson, subject=letters.DECIDED, text=text)

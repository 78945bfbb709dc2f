"""Taking lessons down, putting them back, and what suppliers answer; the caller commits."""

from uuid import UUID

from sqlmodel import Session

from exchange.lessons import letters
from exchange.lessons.changes import note_lesson_change
from exchange.lessons.models import SupplierReply
from exchange.lessons.moving import check_can_enter_reply, check_can_restore, check_can_take_down
from exchange.lessons.publishing import moment_for
from exchange.lessons.queries import get_row
from exchange.lessons.recording import who
from exchange.lessons.review_queries import review_to_change
from exchange.lessons.review_schemas import ReplyGiven, TakeDownGiven
from exchange.lessons.status_queries import find_supplier, reply_to_change
from exchange.lessons.telling import tell_author
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.clock import today
from exchange.plumbing.errors import Invalid
from exchange.plumbing.patient_data import refuse_nhs_numbers


def take_down_lesson(session: Session, actor: Actor, slug: str, given: TakeDownGiven) -> None:
    """Hide a published lesson everywhere, at once; its author is told why.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they do not review it.
        Conflict: it is not published, or down already.
        HoldsPatientData: the reason holds what looks like an NHS number.
    """
    lesson = review_to_change(session, actor, slug)
    check_can_take_down(actor, lesson)
    refuse_nhs_numbers({"reason": given.reason}, titles={"reason": "Reason"})
    lesson.taken_down_at, lesson.takedown_reason = moment_for(lesson), given.reason
    note_lesson_change(session, lesson.id)
    tell_author(session, actor, lesson, subject=letters.DECIDED, text=letters.taken_down(lesson))
    audit.record(session, "lesson.taken_down", **who(actor, lesson))


def restore_lesson(session: Session, actor: Actor, slug: str) -> None:
    """Put back a lesson that was taken down.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they do not review it.
        Conflict: it was not taken down.
    """
    lesson = review_to_change(session, actor, slug)
    check_can_restore(actor, lesson)
    lesson.taken_down_at, lesson.takedown_reason = None, ""
    note_lesson_change(session, lesson.id)
    audit.record(session, "lesson.restored", **who(actor, lesson))


def enter_reply(session: Session, actor: Actor, slug: str, given: ReplyGiven) -> None:
    """Put what a supplier answers on the page of a lesson.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they do not look after the service.
        Conflict: it was never published.
        Invalid: there is no such supplier, or the day is still to come.
        HoldsPatientData: the answer holds what looks like an NHS number.
    """
    lesson = get_row(session, actor, slug, is_locked=True)
    check_can_enter_reply(actor, lesson)
    refuse_nhs_numbers({"text": given.text}, titles={"text": "What the supplier answers"})
    if given.received_on > today():
        raise Invalid("The day must be today or earlier", field="received_on")
    supplier = find_supplier(session, given.supplier)
    session.add(
        SupplierReply(
            lesson_id=lesson.id, supplier_id=supplier.id, text=given.text, received_on=given.received_on
        )
    )
    note_lesson_change(session, lesson.id)
    audit.record(session, "lesson.reply_entered", **who(actor, lesson))


def remove_reply(session: Session, actor: Actor, slug: str, reply_id: UUID) -> None:
    """Remove what a supplier had answered.

    Raises:
        NotFound: there is no such lesson or reply.
        NotAllowed: the actor does not look after the service.
        Conflict: the lesson was never published.
    """
    lesson = get_row(session, actor, slug, is_locked=True)
    check_can_enter_reply(actor, lesson)
    session.delete(reply_to_change(session, lesson, reply_id))
    note_lesson_change(session, lesson.id)
    audit.record(session, "lesson.reply_removed", **who(actor, lesson))

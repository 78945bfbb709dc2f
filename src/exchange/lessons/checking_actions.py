"""Saying that a lesson still holds, archiving it and bringing it back; the caller commits."""

from sqlmodel import Session

from exchange.lessons.changes import note_lesson_change
from exchange.lessons.checking_queries import lesson_behind_link
from exchange.lessons.confirming import PURPOSE, confirm
from exchange.lessons.models import LessonState
from exchange.lessons.moving import (
    check_can_archive,
    check_can_bring_back,
    check_can_confirm,
    check_is_current,
)
from exchange.lessons.queries import get_row
from exchange.lessons.recording import who
from exchange.lessons.shelf_life import LINK_HOLDS_FOR
from exchange.people.actor import VISITOR, Actor
from exchange.plumbing import audit
from exchange.plumbing.signing import read_signed


def confirm_lesson(session: Session, actor: Actor, slug: str) -> None:
    """Say that a lesson still holds.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they neither wrote it nor review it.
        Conflict: it is not published.
    """
    lesson = get_row(session, actor, slug, is_locked=True)
    check_can_confirm(actor, lesson)
    confirm(session, lesson)
    audit.record(session, "lesson.confirmed", **who(actor, lesson))


def confirm_by_link(session: Session, token: str) -> None:
    """Say that a lesson still holds, by the link in a mail: whoever has it was asked.

    Raises:
        NotFound: the link is not valid, or no longer.
        Conflict: the lesson is not published any more.
    """
    named = read_signed(session, PURPOSE, token, within=LINK_HOLDS_FOR)
    lesson = lesson_behind_link(session, named, is_locked=True)
    check_is_current(lesson)
    confirm(session, lesson)
    subject = who(VISITOR, lesson)["subject"]
    audit.record(session, "lesson.confirmed", actor="somebody with the link in a mail", subject=subject)


def archive_lesson(session: Session, actor: Actor, slug: str) -> None:
    """Keep a lesson as history: it stands in no list any more, and its address goes on working.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they neither wrote it nor review it.
        Conflict: it is not published.
    """
    lesson = get_row(session, actor, slug, is_locked=True)
    check_can_archive(actor, lesson)
    lesson.state, lesson.check_reason = LessonState.ARCHIVED, None
    note_lesson_change(session, lesson.id)
    audit.record(session, "lesson.archived", **who(actor, lesson))


def bring_back_lesson(session: Session, actor: Actor, slug: str) -> None:
    """Publish an archived lesson again, which says that it holds.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they neither wrote it nor review it.
        Conflict: it is not archived.
    """
    lesson = get_row(session, actor, slug, is_locked=True)
    check_can_bring_back(actor, lesson)
    confirm(session, lesson)
    audit.record(session, "lesson.brought_back", **who(actor, lesson))

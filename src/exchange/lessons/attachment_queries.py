"""Every SELECT on the files of a lesson."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from exchange.lessons.access import check_can_edit
from exchange.lessons.attachment_checks import MOST_FILES
from exchange.lessons.models import Candour, LessonAttachment
from exchange.lessons.queries import get_row
from exchange.lessons.reading import address
from exchange.lessons.wording import size
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.people.schemas import Shape
from exchange.plumbing.errors import NotFound
from exchange.plumbing.signing import read_signed, signed

PURPOSE = "attachment"
LINK_HOLDS = timedelta(minutes=5)


class OwnFile(Shape):
    """A file of a lesson in the list of whoever may change it."""

    id: UUID
    name: str
    size: int
    size_in_words: str
    href: str


class Files(Shape):
    """The files of a lesson. ``is_relay``: it takes none, because a file can tell who made it."""

    slug: str
    href: str
    title: str
    files: tuple[OwnFile, ...]
    is_full: bool
    is_relay: bool


class FileLink(Shape):
    """Where a file can be fetched without a cookie, for five minutes."""

    href: str


@dataclass(frozen=True)
class Download:
    """A file to be sent."""

    name: str
    media_type: str
    content: bytes


def get_files(session: Session, actor: Actor, slug: str) -> Files:
    """Return the files of a lesson for whoever may change it.

    Raises:
        NotFound: there is none that ``actor`` may see.
        NotAllowed: they neither wrote it nor review it.
        Conflict: it is with its reviewer, or archived.
    """
    check_may(actor, Permission.KEEP_LESSONS)
    lesson = get_row(session, actor, slug)
    check_can_edit(actor, lesson)
    columns: Any = (LessonAttachment.id, LessonAttachment.name, LessonAttachment.size)
    statement = (
        select_columns(*columns)
        .where(col(LessonAttachment.lesson_id) == lesson.id)
        .order_by(col(LessonAttachment.added_at), col(LessonAttachment.id))
    )
    files = tuple(
        OwnFile(
            id=id,
            name=name,
            size=count,
            size_in_words=size(count),
            href=f"{address(lesson)}/attachments/{id}",
        )
        for id, name, count in session.execute(statement)
    )
    return Files(
        slug=lesson.slug,
        href=address(lesson),
        title=lesson.title,
        files=files,
        is_full=len(files) >= MOST_FILES,
        is_relay=lesson.candour is Candour.RELAY,
    )


def count_files(session: Session, lesson_id: UUID) -> int:
    """Return how many files a lesson has, whose row the caller has locked."""
    return session.exec(select(func.count()).where(LessonAttachment.lesson_id == lesson_id)).one()


def get_file_link(session: Session, actor: Actor, slug: str, attachment_id: UUID) -> FileLink:
    """Return where a file of a lesson can be fetched by whoever has the address, for five minutes.

    Raises:
        NotFound: there is no such file of a lesson that ``actor`` may see.
    """
    lesson = get_row(session, actor, slug)
    statement = select(LessonAttachment.id).where(
        LessonAttachment.id == attachment_id, LessonAttachment.lesson_id == lesson.id
    )
    if session.exec(statement).one_or_none() is None:
        raise NotFound("There is no such file")
    return FileLink(href=f"/files/{signed(session, PURPOSE, str(attachment_id))}")


def get_download(session: Session, token: str) -> Download:
    """Return the file that a signed address names; whoever has it was let in when it was made.

    Raises:
        NotFound: the address was not made here, or longer ago than five minutes, or the file is gone.
    """
    id = UUID(read_signed(session, PURPOSE, token, within=LINK_HOLDS))
    row = session.exec(select(LessonAttachment).where(LessonAttachment.id == id)).one_or_none()
    if row is None:
        raise NotFound("There is no such file")
    return Download(row.name, row.media_type, row.content)


def attachment_to_remove(session: Session, lesson_id: UUID, attachment_id: UUID) -> LessonAttachment:
    """Return a file of a lesson, whose row the caller has locked.

    Raises:
        NotFound: it has no such file.
    """
    row = session.exec(
        select(LessonAttachment).where(
            LessonAttachment.id == attachment_id, LessonAttachment.lesson_id == lesson_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such file")
    return row

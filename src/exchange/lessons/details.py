"""The parts of one lesson beside its text: links, files, uses, replies and what was adapted from it."""

from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.lessons.access import visible_to
from exchange.lessons.models import Lesson, LessonAttachment, LessonLink, LessonUse, SupplierReply
from exchange.lessons.reading import address, find_themes, publisher_of
from exchange.lessons.schemas import (
    AttachmentBrief,
    LessonLinkOut,
    LessonSource,
    Relative,
    Reply,
    Report,
)
from exchange.lessons.wording import partial, size
from exchange.organisations.models import Organisation, Region
from exchange.people.actor import Actor
from exchange.technologies.models import Supplier


def find_parts(session: Session, actor: Actor, lesson: Lesson) -> dict[str, Any]:
    """Return, by field of ``LessonDetail``, what hangs on a lesson that the actor may see."""
    relatives = _relatives(session, actor, lesson)
    return {
        "themes": find_themes(session, lesson.id),
        "links": _links(session, lesson),
        "attachments": _attachments(session, lesson),
        "reports": _reports(session, lesson),
        "replies": _replies(session, lesson),
        "adapted_from": next((each for own, each in relatives if own == lesson.adapted_from_id), None),
        "adaptations": tuple(each for own, each in relatives if own != lesson.adapted_from_id),
    }


def source_of(lesson: Lesson) -> LessonSource | None:
    """Return the public source of a lesson, if it has one."""
    if not lesson.source_url:
        return None
    return LessonSource(
        url=lesson.source_url,
        title=lesson.source_title,
        publisher=lesson.publisher,
        published=partial(lesson.source_date),
        read_on=lesson.read_on,
    )


def _links(session: Session, lesson: Lesson) -> tuple[LessonLinkOut, ...]:
    statement = select(LessonLink).where(LessonLink.lesson_id == lesson.id).order_by(col(LessonLink.position))
    return tuple(LessonLinkOut(url=row.url, title=row.title or row.url) for row in session.exec(statement))


def _attachments(session: Session, lesson: Lesson) -> tuple[AttachmentBrief, ...]:
    """Return the files of a lesson without their content."""
    statement = select_columns(
        col(LessonAttachment.id),
        col(LessonAttachment.name),
        col(LessonAttachment.media_type),
        col(LessonAttachment.size),
    ).where(col(LessonAttachment.lesson_id) == lesson.id)
    rows = session.execute(statement.order_by(col(LessonAttachment.name), col(LessonAttachment.id)))
    return tuple(
        AttachmentBrief(
            name=name,
            media_type=media_type,
            size=count,
            size_in_words=size(count),
            href=f"{address(lesson)}/attachments/{id}",
        )
        for id, name, media_type, count in rows
    )


def _reports(session: Session, lesson: Lesson) -> tuple[Report, ...]:
    statement: Any = (
        select_columns(LessonUse, Organisation, col(Region.name))
        .join(Organisation, col(Organisation.id) == col(LessonUse.organisation_id))
        .join(Region, col(Region.code) == col(Organisation.region_code), isouter=True)
        .where(col(LessonUse.lesson_id) == lesson.id)
        .order_by(col(LessonUse.reported_at).desc(), col(LessonUse.id))
    )
    return tuple(
        Report(
            kind=use.kind,
            organisation=publisher_of(organisation, region),
            what_was_different=use.what_was_different,
            reported=use.reported_at.strftime("%B %Y"),
        )
        for use, organisation, region in session.execute(statement)
    )


def _replies(session: Session, lesson: Lesson) -> tuple[Reply, ...]:
    statement: Any = (
        select_columns(SupplierReply, col(Supplier.name))
        .join(Supplier, col(Supplier.id) == col(SupplierReply.supplier_id))
        .where(col(SupplierReply.lesson_id) == lesson.id)
        .order_by(col(SupplierReply.received_on), col(SupplierReply.id))
    )
    return tuple(
        Reply(supplier=supplier, text=reply.text, received_on=reply.received_on)
        for reply, supplier in session.execute(statement)
    )


def _relatives(session: Session, actor: Actor, lesson: Lesson) -> list[tuple[Any, Relative]]:
    """Return what a lesson was adapted from, and what was adapted from it, as far as the actor may see."""
    own = (col(Lesson.id) == lesson.adapted_from_id) | (col(Lesson.adapted_from_id) == lesson.id)
    statement = select(Lesson).where(visible_to(actor), own).order_by(col(Lesson.title), col(Lesson.id))
    return [
        (row.id, Relative(title=row.title or "A draft", href=address(row))) for row in session.exec(statement)
    ]

"""Where one lesson stands, and what its author, its lead or an administrator may do about that."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.lessons import moving
from exchange.lessons.access import check_can_edit, is_author
from exchange.lessons.fields import texts_of
from exchange.lessons.flags import named_in
from exchange.lessons.models import Lesson, LessonSystem, SupplierReply
from exchange.lessons.queries import get_row
from exchange.lessons.reading import address
from exchange.lessons.review_queries import find_supplier_names
from exchange.lessons.review_schemas import EnteredReply, Status, SupplierChoice
from exchange.lessons.schemas import Reply
from exchange.lessons.wording import CANDOUR, moment, state_note
from exchange.people.actor import Actor, Permission
from exchange.plumbing.errors import Invalid, NotFound, allows
from exchange.technologies.models import Supplier

_CHECKS: dict[str, Callable[[Actor, Lesson], None]] = {
    "can_edit": check_can_edit,
    "can_submit": moving.check_can_submit,
    "can_take_back": moving.check_can_take_back,
    "can_publish": moving.check_can_publish,
    "can_review": moving.check_can_edit_in_review,
    "can_confirm": moving.check_can_confirm,
    "can_archive": moving.check_can_archive,
    "can_bring_back": moving.check_can_bring_back,
    "can_take_down": moving.check_can_take_down,
    "can_restore": moving.check_can_restore,
    "can_enter_reply": moving.check_can_enter_reply,
}


def get_status(session: Session, actor: Actor, slug: str) -> Status:
    """Return where a lesson stands.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they neither wrote it nor review it.
    """
    lesson = get_row(session, actor, slug)
    moving.check_looks_after(actor, lesson)
    may = {name: allows(check, actor, lesson) for name, check in _CHECKS.items()}
    return Status(
        slug=lesson.slug,
        href=address(lesson),
        title=lesson.title or "A draft without a title",
        state=lesson.state,
        check_reason=lesson.check_reason,
        state_note=state_note(lesson),
        audience=CANDOUR[lesson.candour],
        review_note=lesson.review_note,
        published=moment(lesson, lesson.published_at),
        checked=lesson.checked_on.strftime("%B %Y") if lesson.checked_on else "",
        takedown_reason=lesson.takedown_reason,
        replies=_entered(session, lesson),
        suppliers=_choices(session, lesson) if may["can_enter_reply"] else (),
        **may,
        purge_href=f"/lessons/{lesson.id.hex}/purge" if actor.may(Permission.ADMINISTER) else "",
        is_author=is_author(actor, lesson),
    )


def find_replies(session: Session, lesson_id: UUID) -> tuple[Reply, ...]:
    """Return what suppliers answer to a lesson that the caller has found visible, the oldest first."""
    return tuple(Reply(**dict(row)) for row in _replies(session, lesson_id))


def find_supplier(session: Session, slug: str) -> Supplier:
    """Return a supplier by the word that stands for it in addresses.

    Raises:
        Invalid: there is none.
    """
    found = session.exec(select(Supplier).where(Supplier.slug == slug)).one_or_none()
    if found is None:
        raise Invalid("Choose the supplier from the list", field="supplier")
    return found


def reply_to_change(session: Session, lesson: Lesson, reply_id: UUID) -> SupplierReply:
    """Return a supplier's answer to a lesson.

    Raises:
        NotFound: there is none.
    """
    statement = select(SupplierReply).where(
        SupplierReply.id == reply_id, SupplierReply.lesson_id == lesson.id
    )
    found = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound("There is no such reply")
    return found


def _entered(session: Session, lesson: Lesson) -> tuple[EnteredReply, ...]:
    return tuple(EnteredReply(**dict(row)) for row in _replies(session, lesson.id))


def _replies(session: Session, lesson_id: UUID) -> list[Any]:
    columns: Any = (
        col(SupplierReply.id),
        col(Supplier.name).label("supplier"),
        SupplierReply.text,
        SupplierReply.received_on,
    )
    statement = (
        select_columns(*columns)
        .join(Supplier, col(Supplier.id) == col(SupplierReply.supplier_id))
        .where(col(SupplierReply.lesson_id) == lesson_id)
        .order_by(col(SupplierReply.received_on), col(SupplierReply.id))
    )
    return list(session.execute(statement).mappings())


def _choices(session: Session, lesson: Lesson) -> tuple[SupplierChoice, ...]:
    """Return the suppliers that a lesson is about or names in its texts."""
    names = named_in("\n".join(texts_of(lesson).values()), find_supplier_names(session))
    about = select(LessonSystem.supplier_id).where(LessonSystem.lesson_id == lesson.id)
    statement = select(Supplier).where(col(Supplier.name).in_(names) | col(Supplier.id).in_(about))
    rows = session.exec(statement.order_by(col(Supplier.name)))
    return tuple(SupplierChoice(slug=row.slug, name=row.name) for row in rows)

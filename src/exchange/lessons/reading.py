"""Rows of lessons put into shapes: what they are about, and where they come from."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from exchange.lessons.access import knows_origin
from exchange.lessons.models import (
    Lesson,
    LessonArea,
    LessonState,
    LessonSystem,
    LessonTheme,
    LessonUse,
    UseKind,
)
from exchange.lessons.schemas import LessonSummary, Publisher, Subject, SubjectKind
from exchange.lessons.wording import partial
from exchange.organisations.models import Organisation, Theme
from exchange.people.actor import Actor
from exchange.plumbing.plain_text import plain, shortened
from exchange.technologies.models import FunctionalArea, Product, Supplier

SUMMARY_LENGTH = 260
_COUNTED = (UseKind.USED, UseKind.ADAPTED)

Subjects = dict[UUID, tuple[Subject, ...]]


def summary(
    actor: Actor,
    lesson: Lesson,
    publisher: Publisher | None,
    *,
    subjects: "AllSubjects",
    uses: int,
    is_demonstration: bool,
) -> LessonSummary:
    """Return a lesson as it stands in a list; its publisher only to who may know it."""
    return LessonSummary(
        id=lesson.id,
        slug=lesson.slug,
        title=lesson.title,
        stage=lesson.stage,
        outcome=lesson.outcome,
        candour=lesson.candour,
        is_blueprint=lesson.is_blueprint,
        href=address(lesson),
        summary=shortened(plain(lesson.what_happened or lesson.what_we_did), SUMMARY_LENGTH),
        publisher=publisher if knows_origin(actor, lesson) else None,
        areas=subjects.areas.get(lesson.id, ()),
        systems=subjects.systems.get(lesson.id, ()),
        happened=partial(lesson.happened_on),
        is_current=lesson.state is not LessonState.NEEDS_CHECKING,
        is_from_public_source=bool(lesson.source_url),
        is_demonstration=is_demonstration,
        uses=uses,
    )


def address(lesson: Lesson) -> str:
    """Return the path of a lesson's page."""
    return f"/lessons/{quote(lesson.slug)}"


def publisher_of(organisation: Organisation, region: str | None) -> Publisher:
    """Return an organisation as the publisher of a lesson."""
    return Publisher(
        ods_code=organisation.ods_code,
        name=organisation.name,
        href=f"/organisations/{quote(organisation.ods_code)}",
        type=organisation.type or "",
        region=region or "",
    )


class AllSubjects:
    """What several lessons are about, by id, in two statements."""

    def __init__(self, session: Session, lesson_ids: Collection[UUID]) -> None:
        self.areas = _areas(session, lesson_ids)
        self.systems = _systems(session, lesson_ids)


def _areas(session: Session, lesson_ids: Collection[UUID]) -> Subjects:
    statement = (
        select_columns(col(LessonArea.lesson_id), col(FunctionalArea.code), col(FunctionalArea.short_name))
        .join(FunctionalArea, col(FunctionalArea.code) == col(LessonArea.functional_area_code))
        .where(col(LessonArea.lesson_id).in_(lesson_ids))
    )
    return _by_lesson(
        (
            id,
            Subject(kind=SubjectKind.AREA, key=code, name=name, href=f"/functional-areas/{quote(code)}"),
        )
        for id, code, name in session.execute(statement)
    )


def _systems(session: Session, lesson_ids: Collection[UUID]) -> Subjects:
    columns: Any = (
        LessonSystem.lesson_id,
        Product.slug,
        Product.name,
        Supplier.slug,
        Supplier.name,
    )
    statement = (
        select_columns(*columns)
        .select_from(LessonSystem)
        .join(Supplier, col(Supplier.id) == col(LessonSystem.supplier_id))
        .join(Product, col(Product.id) == col(LessonSystem.product_id), isouter=True)
        .where(col(LessonSystem.lesson_id).in_(lesson_ids))
    )
    return _by_lesson((row[0], _system(*row[1:])) for row in session.execute(statement))


def _system(slug: str | None, product: str, supplier_slug: str, supplier: str) -> Subject:
    if slug is None:
        return Subject(
            kind=SubjectKind.SUPPLIER,
            key=supplier_slug,
            name=supplier,
            href=f"/suppliers/{quote(supplier_slug)}",
        )
    return Subject(kind=SubjectKind.PRODUCT, key=slug, name=product, href=f"/technologies/{quote(slug)}")


def find_themes(session: Session, lesson_id: UUID) -> tuple[Subject, ...]:
    """Return the themes that one lesson serves, by name."""
    statement = (
        select_columns(col(Theme.code), col(Theme.name))
        .join(LessonTheme, col(LessonTheme.theme_code) == col(Theme.code))
        .where(col(LessonTheme.lesson_id) == lesson_id)
    )
    found = [
        Subject(kind=SubjectKind.THEME, key=code, name=name, href=f"/lessons?theme={quote(code)}")
        for code, name in session.execute(statement)
    ]
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


def count_uses(session: Session, lesson_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many organisations have used or adapted each lesson; those that nobody has are left out."""
    statement = (
        select_columns(col(LessonUse.lesson_id), func.count())
        .where(col(LessonUse.lesson_id).in_(lesson_ids), col(LessonUse.kind).in_(_COUNTED))
        .group_by(col(LessonUse.lesson_id))
    )
    return {lesson_id: count for lesson_id, count in session.execute(statement)}


def _by_lesson(pairs: Any) -> Subjects:
    found: defaultdict[UUID, list[Subject]] = defaultdict(list)
    for lesson_id, subject in pairs:
        found[lesson_id].append(subject)
    return {id: tuple(sorted(each, key=lambda one: one.name.casefold())) for id, each in found.items()}

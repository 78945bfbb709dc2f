"""The SELECTs that search keeps in memory by change number: documents, names and the index's own words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.lessons.access import CURRENT
from exchange.lessons.documents import BODY, WORDS_TABLE, LessonDocument
from exchange.lessons.models import (
    Lesson,
    LessonArea,
    LessonSystem,
    LessonTheme,
    LessonUse,
    UseKind,
)
from exchange.organisations.models import Organisation, OtherName, Region, Theme
from exchange.plumbing.cells import partial_date
from exchange.plumbing.full_text import full_text
from exchange.search.asking import known_words
from exchange.search.catalogue import Catalogue, Row, with_pairs, with_rows
from exchange.search.kept_numbers import Numbers
from exchange.search.names import Kind, Named, Names, Place, Subject, read_names
from exchange.search.schemas import Origin
from exchange.technologies.models import FunctionalArea, Product, ProductAlias, Supplier, SupplierAlias

_COUNTED = (UseKind.USED, UseKind.ADAPTED)
_AT_ONCE = 500  # documents that a statement names


def read_documents(session: Session, old: Catalogue, since: int | None) -> Catalogue:
    """Return the catalogue with all documents that changed after a change of lessons; None for all."""
    uses = _uses(session, since)
    rows = [_row(uses, *each) for each in session.execute(_documents(since)).all()]
    numbers = np.array(sorted(row.number for row in rows), dtype=np.int64)
    among = None if since is None or len(rows) > _AT_ONCE else numbers
    found = with_rows(old, rows)
    for name, pairs in _pairs(session, among).items():
        found = with_pairs(found, name, pairs, among)
    return found


def count_documents(session: Session) -> int:
    """Return how many documents there are."""
    return session.exec(select(func.count()).select_from(LessonDocument)).one()


def read_systems(session: Session, old: Catalogue) -> Catalogue:
    """Return the catalogue with the products and suppliers of lessons as the registry now has them."""
    for name, pairs in _systems(session, None).items():
        old = with_pairs(old, name, pairs, None)
    return old


def _uses(session: Session, since: int | None) -> dict[UUID, int]:
    statement = (
        select_columns(col(LessonUse.lesson_id), func.count())
        .where(col(LessonUse.kind).in_(_COUNTED))
        .group_by(col(LessonUse.lesson_id))
    )
    if since is not None:
        changed = select_columns(col(LessonDocument.lesson_id)).where(col(LessonDocument.change) > since)
        statement = statement.where(col(LessonUse.lesson_id).in_(changed))
    return {lesson_id: count for lesson_id, count in session.execute(statement)}


def _documents(since: int | None) -> Any:
    columns: Any = (
        LessonDocument.number,
        LessonDocument.change,
        LessonDocument.lesson_id,
        Lesson.happened_on,
        Lesson.stage,
        Lesson.outcome,
        Lesson.candour,
        Lesson.source_url,
        Organisation.ods_code,
    )
    statement = (
        select_columns(*columns)
        .join(Lesson, col(Lesson.id) == col(LessonDocument.lesson_id))
        .join(Organisation, col(Organisation.id) == col(Lesson.organisation_id))
    )
    return statement if since is None else statement.where(col(LessonDocument.change) > since)


def _row(uses: Mapping[UUID, int], *found: Any) -> Row:
    number, change, lesson_id, happened_on, stage, outcome, candour, source_url, ods_code = found
    source = Origin.PUBLIC_SOURCE if source_url else Origin.OWN
    values = (str(stage or ""), str(outcome or ""), str(candour), str(source), ods_code)
    return Row(number, change, lesson_id, _day(happened_on), uses.get(lesson_id, 0), values)


@lru_cache(4_096)
def _day(text: str) -> int:
    day: date | None = partial_date(text).first_day if text else None
    return day.toordinal() if day else 0


def _pairs(session: Session, among: Numbers | None) -> dict[str, list[tuple[int, str]]]:
    areas = select_columns(col(LessonDocument.number), col(LessonArea.functional_area_code)).join(
        LessonArea, col(LessonArea.lesson_id) == col(LessonDocument.lesson_id)
    )
    themes = select_columns(col(LessonDocument.number), col(LessonTheme.theme_code)).join(
        LessonTheme, col(LessonTheme.lesson_id) == col(LessonDocument.lesson_id)
    )
    found: dict[str, list[Any]] = {
        name: list(session.execute(statement.where(*_among(among))).all())
        for name, statement in (("area", areas), ("theme", themes))
    }
    return found | _systems(session, among)


def _systems(session: Session, among: Numbers | None) -> dict[str, list[Any]]:
    columns: Any = (LessonDocument.number, Product.slug, Supplier.slug)
    statement = (
        select_columns(*columns)
        .join(LessonSystem, col(LessonSystem.lesson_id) == col(LessonDocument.lesson_id))
        .join(Supplier, col(Supplier.id) == col(LessonSystem.supplier_id))
        .join(Product, col(Product.id) == col(LessonSystem.product_id), isouter=True)
    )
    rows = session.execute(statement.where(*_among(among))).all()
    return {
        "product": sorted({(number, product) for number, product, _ in rows if product}),
        "supplier": sorted({(number, supplier) for number, _, supplier in rows}),
    }


def _among(numbers: Numbers | None) -> Sequence[ColumnElement[bool]]:
    return () if numbers is None else (col(LessonDocument.number).in_(numbers.tolist()),)


def read_texts(session: Session, since: int | None) -> dict[int, str]:
    """Return the own words of lessons by number of document; "" of those no longer listed.

    Args:
        since: only of those that changed after this change of lessons; None for all.
    """
    columns: Any = (LessonDocument.number, Lesson.state, Lesson.taken_down_at, Lesson.title)
    texts = [getattr(Lesson, name) for name in BODY]
    statement = (
        select_columns(*columns, *texts)
        .join(Lesson, col(Lesson.id) == col(LessonDocument.lesson_id))
        .order_by(col(LessonDocument.number))
    )
    if since is not None:
        statement = statement.where(col(LessonDocument.change) > since)
    return {
        number: " ".join(words) if state in CURRENT and taken_down_at is None else ""
        for number, state, taken_down_at, *words in session.execute(statement)
    }


def build_names(session: Session) -> Names:
    """Return the names of the registry, stemmed as the full-text index of this database does."""
    regions = dict(session.exec(select(Region.code, Region.name)).all())
    statement = select(
        Organisation.ods_code, Organisation.region_code, Organisation.icb_code, Organisation.type
    )
    places = {
        code: Place(region or "", icb or "", kind or "")
        for code, region, icb, kind in session.exec(statement)
    }
    named = [*_areas(session), *_makers(session), *_organisations(session)]
    return read_names(
        named,
        full_text(session, WORDS_TABLE).algorithm,
        places=places,
        regions=regions,
        other_words=known_words(),
    )


def _areas(session: Session) -> Iterable[Named]:
    for code, name, short in session.exec(
        select(FunctionalArea.code, FunctionalArea.name, FunctionalArea.short_name)
    ):
        yield Named(Subject(Kind.AREA, code), short, (name, short))
    for code, name in session.exec(select(Theme.code, Theme.name)):
        yield Named(Subject(Kind.THEME, code), name, (name,))


def _makers(session: Session) -> Iterable[Named]:
    other = _grouped(session.exec(select(SupplierAlias.supplier_id, SupplierAlias.name)))
    makers = {}
    for id, slug, name in session.exec(select(Supplier.id, Supplier.slug, Supplier.name)):
        makers[id] = name
        yield Named(Subject(Kind.SUPPLIER, slug), name, (name, *other[id]))
    other = _grouped(session.exec(select(ProductAlias.product_id, ProductAlias.name)))
    for id, slug, name, maker in session.exec(
        select(Product.id, Product.slug, Product.name, Product.supplier_id)
    ):
        yield Named(Subject(Kind.PRODUCT, slug), f"{name} ({makers[maker]})", (name, *other[id]))


def _organisations(session: Session) -> Iterable[Named]:
    other = _grouped(session.exec(select(OtherName.organisation_id, OtherName.name)))
    for id, code, name in session.exec(select(Organisation.id, Organisation.ods_code, Organisation.name)):
        yield Named(Subject(Kind.ORGANISATION, code), name, (name, code, *other[id]))


def _grouped(rows: Iterable[Any]) -> defaultdict[Any, list[str]]:
    found: defaultdict[Any, list[str]] = defaultdict(list)
    for owner, name in rows:
        found[owner].append(name)
    return found

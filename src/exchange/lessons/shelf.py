"""All lessons that stand in somebody's lists, as matching knows them, kept in memory by change number.

It holds no name and no text that is shown: who may see which of them is read from the database every time.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.lessons.access import CURRENT
from exchange.lessons.models import (
    Candour,
    Lesson,
    LessonArea,
    LessonSystem,
    LessonTheme,
    LessonUse,
    Outcome,
    UseKind,
)
from exchange.matching import LessonProfile, LessonRecommender
from exchange.matching.profile import Stage
from exchange.organisations.models import Organisation, Theme
from exchange.peers.queries import get_area_names, get_matcher
from exchange.people.actor import VISITOR
from exchange.plumbing.cells import partial_date
from exchange.plumbing.changes import LESSONS, MATCHING_EPOCH, REGISTRY
from exchange.plumbing.kept import Kept
from exchange.plumbing.plain_text import plain
from exchange.technologies.models import Product, Supplier


@dataclass(frozen=True)
class Shelf:
    """The fitted recommender of lessons, and what else tells one lesson from another."""

    recommender: LessonRecommender
    outcomes: dict[str, Outcome | None]
    stages: dict[str, Stage | None]


def get_shelf(session: Session) -> Shelf:
    """Return the lessons of this moment."""
    return _KEPT.get(session)


def _build(session: Session) -> Shelf:
    about, themes, reports = _Subjects(session), _themes(session), _Reports(session)
    columns: Any = (Lesson, Organisation.ods_code)
    statement = (
        select_columns(*columns)
        .join(Organisation, col(Organisation.id) == col(Lesson.organisation_id))
        .where(col(Lesson.state).in_(CURRENT), col(Lesson.taken_down_at).is_(None))
    )
    rows = session.execute(statement).all()
    profiles = [_profile(row, ods_code, about, themes, reports) for row, ods_code in rows]
    names = {f"area:{code}": name for code, name in get_area_names(session, VISITOR).items()}
    recommender = LessonRecommender(get_matcher(session, VISITOR), names=names).fit(profiles)
    return Shelf(
        recommender,
        {str(row.id): row.outcome for row, _ in rows},
        {profile.id: profile.stage for profile in profiles},
    )


_KEPT = Kept((LESSONS, REGISTRY, MATCHING_EPOCH), _build)


class _Subjects:
    """Areas, and pairs of supplier and product, of all lessons."""

    def __init__(self, session: Session) -> None:
        areas = session.exec(select(LessonArea.lesson_id, LessonArea.functional_area_code)).all()
        systems: Any = (
            select_columns(col(LessonSystem.lesson_id), col(Supplier.name), col(Product.name))
            .join(Supplier, col(Supplier.id) == col(LessonSystem.supplier_id))
            .join(Product, col(Product.id) == col(LessonSystem.product_id), isouter=True)
        )
        self.areas = _grouped(areas)
        self.systems = _grouped(
            (id, (supplier, product)) for id, supplier, product in session.execute(systems)
        )


class _Reports:
    """ODS codes of who used each lesson, tried it, or found that it is not for them."""

    def __init__(self, session: Session) -> None:
        statement = select(LessonUse.lesson_id, LessonUse.kind, Organisation.ods_code).join(
            Organisation, col(Organisation.id) == col(LessonUse.organisation_id)
        )
        rows = session.exec(statement).all()
        self.used = _grouped((id, code) for id, kind, code in rows if kind is not UseKind.NOT_FOR_US)
        self.not_for = _grouped((id, code) for id, kind, code in rows if kind is UseKind.NOT_FOR_US)


def _themes(session: Session) -> dict[UUID, list[Any]]:
    statement = select(LessonTheme.lesson_id, Theme.name).join(
        Theme, col(Theme.code) == col(LessonTheme.theme_code)
    )
    return _grouped(session.exec(statement))


def _grouped(pairs: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for id, each in pairs:
        found[id].append(each)
    return {id: sorted(each, key=str) for id, each in found.items()}


def _profile(
    row: Lesson, ods_code: str, about: _Subjects, themes: dict[UUID, list[Any]], reports: _Reports
) -> LessonProfile:
    """Return a lesson as matching knows it; by relay without its organisation."""
    areas, systems = about.areas.get(row.id, []), about.systems.get(row.id, [])
    (supplier, product) = systems[0] if systems else ("", "")
    more = {f"area:{area}" for area in areas[1:]}
    more |= {key for pair in systems[1:] for key in _keys(*pair)}
    return LessonProfile(
        id=str(row.id),
        ods_code="" if row.candour is Candour.RELAY else ods_code,
        area=areas[0] if areas else "",
        supplier=supplier or "",
        product=product or "",
        also_about=frozenset(more),
        stage=Stage(row.stage) if row.stage else None,
        themes=frozenset(themes.get(row.id, [])),
        text=" ".join(
            map(plain, (row.title, row.context, row.what_we_did, row.what_happened, row.do_differently))
        ),
        happened_on=_day(row.happened_on),
        used_by=frozenset(reports.used.get(row.id, [])),
        not_for=frozenset(reports.not_for.get(row.id, [])),
    )


def _keys(supplier: str, product: str | None) -> list[str]:
    return [f"supplier:{supplier}"] + ([f"product:{product}"] if product else [])


def _day(text: str) -> date | None:
    return partial_date(text).first_day if text else None

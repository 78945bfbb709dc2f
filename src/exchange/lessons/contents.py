"""The content of a lesson as one value: read from its rows, put back into them, kept in versions."""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.lessons.fields import LABELS, texts_of
from exchange.lessons.models import (
    Candour,
    Lesson,
    LessonArea,
    LessonLink,
    LessonSystem,
    LessonTheme,
    Outcome,
)
from exchange.organisations.models import Theme
from exchange.technologies.models import FunctionalArea, Product, Stage

PLAIN = ("stage", "outcome", "happened_on", "candour")
LISTS = ("areas", "products", "themes", "links")


class Content(TypedDict, total=False):
    """What a version keeps: texts by column, plain values, and lists of codes, slugs, addresses and titles.

    Persons are left out, so that nobody stays named in a version when their account is erased.
    """

    title: str
    context: str
    what_we_did: str
    what_happened: str
    do_differently: str
    ask_us_about: str
    preconditions: str
    steps: str
    artefacts: str
    what_we_changed: str
    stage: str
    outcome: str
    happened_on: str
    candour: str
    areas: list[str]
    products: list[str]
    themes: list[str]
    links: list[list[str]]


def content_of(session: Session, lesson: Lesson) -> Content:
    """Return the content of a lesson as it is."""
    plain = {name: str(getattr(lesson, name) or "") for name in PLAIN}
    content: Content = {**texts_of(lesson), **plain, **_lists_of(session, lesson.id)}  # type: ignore[typeddict-item]
    return content


def put_content(session: Session, lesson: Lesson, content: Content) -> None:
    """Make ``content`` that of a lesson; what it does not name stays, what no longer exists is left out."""
    for name in LABELS:
        if name in content:
            setattr(lesson, name, content[name])  # type: ignore[literal-required]
    _put_plain(lesson, content)
    known = _Known(session, content)
    if "areas" in content:
        session.execute(delete(LessonArea).where(col(LessonArea.lesson_id) == lesson.id))
        session.add_all(LessonArea(lesson_id=lesson.id, functional_area_code=code) for code in known.areas)
    if "products" in content:
        named = col(LessonSystem.product_id).is_not(None)  # suppliers without a product stay
        session.execute(delete(LessonSystem).where(col(LessonSystem.lesson_id) == lesson.id, named))
        session.add_all(LessonSystem(lesson_id=lesson.id, **each) for each in known.products)
    if "themes" in content:
        session.execute(delete(LessonTheme).where(col(LessonTheme.lesson_id) == lesson.id))
        session.add_all(LessonTheme(lesson_id=lesson.id, theme_code=code) for code in known.themes)
    if "links" in content:
        session.execute(delete(LessonLink).where(col(LessonLink.lesson_id) == lesson.id))
        session.add_all(
            LessonLink(lesson_id=lesson.id, position=number, url=url, title=title)
            for number, (url, title) in enumerate(content["links"])
        )
    session.flush()


def _put_plain(lesson: Lesson, content: Content) -> None:
    if "stage" in content:
        lesson.stage = Stage(content["stage"]) if content["stage"] else None
    if "outcome" in content:
        lesson.outcome = Outcome(content["outcome"]) if content["outcome"] else None
    if "happened_on" in content:
        lesson.happened_on = content["happened_on"]
    if "candour" in content:
        lesson.candour = Candour(content["candour"])


def _lists_of(session: Session, lesson_id: UUID) -> dict[str, Any]:
    areas = select(LessonArea.functional_area_code).where(LessonArea.lesson_id == lesson_id)
    products = (
        select(Product.slug)
        .join(LessonSystem, col(LessonSystem.product_id) == col(Product.id))
        .where(LessonSystem.lesson_id == lesson_id)
    )
    themes = select(LessonTheme.theme_code).where(LessonTheme.lesson_id == lesson_id)
    links: Any = (
        select_columns(col(LessonLink.url), col(LessonLink.title))
        .where(col(LessonLink.lesson_id) == lesson_id)
        .order_by(col(LessonLink.position))
    )
    return {
        "areas": sorted(session.exec(areas)),
        "products": sorted(session.exec(products)),
        "themes": sorted(session.exec(themes)),
        "links": [[url, title] for url, title in session.execute(links)],
    }


class _Known:
    """Of what a content names, all that there is."""

    def __init__(self, session: Session, content: Mapping[str, Any]) -> None:
        areas = set(content.get("areas", ()))
        self.areas = session.exec(
            select(FunctionalArea.code).where(col(FunctionalArea.code).in_(areas))
        ).all()
        themes = set(content.get("themes", ()))
        self.themes = session.exec(select(Theme.code).where(col(Theme.code).in_(themes))).all()
        self.products = list(self._products(session, set(content.get("products", ()))))

    @staticmethod
    def _products(session: Session, slugs: set[str]) -> Iterable[dict[str, UUID]]:
        for product in session.exec(select(Product).where(col(Product.slug).in_(slugs))):
            yield {"product_id": product.id, "supplier_id": product.supplier_id}

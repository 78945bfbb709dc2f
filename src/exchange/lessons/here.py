"""The newest lessons of an organisation or a person, or about an area or a product: for pages about these."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.lessons.access import listed_for, with_known_origin
from exchange.lessons.models import Lesson, LessonArea, LessonSystem
from exchange.lessons.queries import find_summaries
from exchange.lessons.schemas import LessonsHere, PublishedLesson
from exchange.organisations.models import Organisation
from exchange.people.actor import VISITOR, Actor
from exchange.technologies.models import Product, Supplier

Conditions = Sequence[ColumnElement[bool]]


def find_lessons_of(session: Session, actor: Actor, ods_code: str, *, limit: int = 3) -> LessonsHere:
    """Return the newest lessons of one organisation; those by relay are nobody's."""
    own = select(Organisation.id).where(Organisation.ods_code == ods_code)
    here = [with_known_origin(actor), col(Lesson.organisation_id).in_(own)]
    return _some(session, actor, here, f"/lessons?organisation={ods_code}", limit)


def find_lessons_by(session: Session, actor: Actor, person_id: UUID, *, limit: int = 3) -> LessonsHere:
    """Return the newest lessons that a person wrote; those by relay are nobody's."""
    return _some(session, actor, [with_known_origin(actor), col(Lesson.author_id) == person_id], "", limit)


def find_lessons_about(
    session: Session, actor: Actor, kind: str, name: str, *, limit: int = 3
) -> LessonsHere:
    """Return the newest lessons about an "area" by its code, or a "product" or "supplier" by its slug."""
    return _some(session, actor, [_about(kind, name)], f"/lessons?{kind}={name}", limit)


def find_newest(session: Session, actor: Actor, *, limit: int = 3) -> LessonsHere:
    """Return the newest lessons that the actor may read."""
    return _some(session, actor, [], "/lessons", limit)


def find_feed(session: Session, *, limit: int = 50) -> list[PublishedLesson]:
    """Return the newest lessons that everybody may read, whoever asks: feeds are kept and passed on."""
    rows = session.execute(
        select_columns(col(Lesson.id), col(Lesson.published_at))
        .where(listed_for(VISITOR))
        .order_by(col(Lesson.published_at).desc(), col(Lesson.id))
        .limit(limit)
    )
    moments = {id: moment for id, moment in rows}
    found = find_summaries(session, VISITOR, list(moments))
    return [PublishedLesson(lesson=each, published_at=moments[each.id]) for each in found]


def _about(kind: str, value: str) -> ColumnElement[bool]:
    if kind == "area":
        areas = select(LessonArea.lesson_id).where(LessonArea.functional_area_code == value)
        return col(Lesson.id).in_(areas)
    model: Any = Product if kind == "product" else Supplier
    column = LessonSystem.product_id if kind == "product" else LessonSystem.supplier_id
    named = select(model.id).where(model.slug == value)
    return col(Lesson.id).in_(select(LessonSystem.lesson_id).where(col(column).in_(named)))


def _some(session: Session, actor: Actor, here: Conditions, href: str, limit: int) -> LessonsHere:
    which = (listed_for(actor), *here)
    ids = session.exec(
        select(Lesson.id)
        .where(*which)
        .order_by(col(Lesson.published_at).desc(), col(Lesson.happened_on).desc(), col(Lesson.id))
        .limit(limit)
    ).all()
    total = session.execute(select_columns(func.count()).select_from(Lesson).where(*which)).scalar_one()
    return LessonsHere(
        total=total, href=href, lessons=tuple(find_summaries(session, actor, ids)) if ids else ()
    )

"""The family of a blueprint: what it was adapted from, what others made of it, and what each changed."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from exchange.lessons.access import knows_origin, visible_to
from exchange.lessons.models import Lesson
from exchange.lessons.queries import get_row
from exchange.lessons.reading import address
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.people.schemas import Shape
from exchange.plumbing.plain_text import plain, shortened

MOST_STEPS = 12
MOST_SHOWN = 200
_ROW, _INDENT, _PAPER, _LETTERS = 40, 28, 680, 46

Row = tuple[Lesson, str]


class Descendant(Shape):
    """One of the family: ``depth`` in steps from its root, ``organisation`` "" by relay.

    ``is_this`` marks the one that was asked for.
    """

    title: str
    href: str
    organisation: str
    adapted_from: str
    what_we_changed: str
    depth: int
    is_this: bool


class Mark(Shape):
    """A member of the family in the picture, in units of its paper; ``from_y`` is its parent's height."""

    x: int
    y: int
    from_x: int
    from_y: int
    label: str
    href: str
    is_this: bool
    is_root: bool


class Lineage(Shape):
    """The family as far as the viewer may see it, each after what it was adapted from."""

    slug: str
    href: str
    title: str
    members: tuple[Descendant, ...]
    marks: tuple[Mark, ...]
    width: int
    height: int
    is_cut: bool


def get_lineage(session: Session, actor: Actor, slug: str) -> Lineage:
    """Return the family of a lesson.

    Raises:
        NotFound: there is none that ``actor`` may see.
    """
    lesson = get_row(session, actor, slug)
    root = _root(session, actor, lesson)
    family, is_cut = _family(session, actor, root)
    ordered = list(_in_order(family, root, 0))
    marks = _marks(lesson, ordered)
    return Lineage(
        slug=lesson.slug,
        href=address(lesson),
        title=lesson.title or "A draft",
        members=tuple(_member(actor, lesson, row, depth, family) for row, depth in ordered),
        marks=marks,
        width=_PAPER,
        height=_ROW * len(marks),
        is_cut=is_cut,
    )


def _root(session: Session, actor: Actor, lesson: Lesson) -> UUID:
    """Return the id of the oldest ancestor that the actor may see without a gap."""
    seen = {lesson.id}
    for _ in range(MOST_STEPS):
        found = _rows(session, actor, col(Lesson.id) == lesson.adapted_from_id)
        if not found or found[0][0].id in seen:
            break
        lesson = found[0][0]
        seen.add(lesson.id)
    return lesson.id


def _family(session: Session, actor: Actor, root: UUID) -> tuple[dict[UUID, Row], bool]:
    """Return the root and what was adapted from it, a statement for each step; whether there is more."""
    family = {row[0].id: row for row in _rows(session, actor, col(Lesson.id) == root)}
    newest = set(family)
    for _ in range(MOST_STEPS):
        found = _rows(session, actor, col(Lesson.adapted_from_id).in_(newest)) if newest else []
        newest = {row[0].id for row in found} - family.keys()
        family |= {row[0].id: row for row in found if row[0].id in newest}
        if len(family) > MOST_SHOWN:
            return dict(list(family.items())[:MOST_SHOWN]), True
    return family, bool(newest)


def _rows(session: Session, actor: Actor, condition: ColumnElement[bool]) -> list[Row]:
    columns: Any = (Lesson, Organisation.name)
    statement = (
        select_columns(*columns)
        .join(Organisation, col(Organisation.id) == col(Lesson.organisation_id))
        .where(visible_to(actor), condition)
        .order_by(col(Lesson.title), col(Lesson.id))
    )
    return [(row, name) for row, name in session.execute(statement)]


def _in_order(family: dict[UUID, Row], root: UUID, depth: int) -> list[tuple[Row, int]]:
    """Return everybody after what they were adapted from, with the steps to the root."""
    children: defaultdict[UUID | None, list[UUID]] = defaultdict(list)
    for id, (row, _) in family.items():
        if id != root:
            children[row.adapted_from_id].append(id)
    ordered, waiting = [], [(root, depth)]
    while waiting:
        id, depth = waiting.pop()
        ordered.append((family[id], depth))
        waiting += [(child, depth + 1) for child in reversed(children[id])]
    return ordered


def _member(actor: Actor, lesson: Lesson, row: Row, depth: int, family: dict[UUID, Row]) -> Descendant:
    each, organisation = row
    parent = family.get(each.adapted_from_id) if each.adapted_from_id else None
    return Descendant(
        title=each.title or "A draft",
        href=address(each),
        organisation=organisation if knows_origin(actor, each) else "",
        adapted_from=(parent[0].title or "A draft") if parent else "",
        what_we_changed=each.what_we_changed,
        depth=depth,
        is_this=each.id == lesson.id,
    )


def _marks(lesson: Lesson, ordered: list[tuple[Row, int]]) -> tuple[Mark, ...]:
    """Return the picture: a line for each, set in by its steps from the root, tied to its parent."""
    places = {
        row.id: (14 + _INDENT * depth, _ROW // 2 + _ROW * at) for at, ((row, _), depth) in enumerate(ordered)
    }
    root = ordered[0][0][0].id
    marks = []
    for (row, _), depth in ordered:
        x, y = places[row.id]
        parent_x, parent_y = places.get(row.adapted_from_id, (x, y)) if row.adapted_from_id else (x, y)
        marks.append(
            Mark(
                x=x,
                y=y,
                from_x=parent_x,
                from_y=parent_y,
                label=shortened(plain(row.title) or "A draft", _LETTERS - 2 * depth),
                href=address(row),
                is_this=row.id == lesson.id,
                is_root=row.id == root,
            )
        )
    return tuple(marks)

"""Every SELECT on lessons that somebody reads."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from exchange.lessons.access import visible_to
from exchange.lessons.models import Lesson
from exchange.people.actor import Actor
from exchange.plumbing.errors import NotFound


def get_row(session: Session, actor: Actor, slug: str, *, is_locked: bool = False) -> Lesson:
    """Return the row of a lesson by the name it has in addresses, locked to be changed if asked.

    Raises:
        NotFound: there is none that ``actor`` may see.
    """
    statement = select(Lesson).where(visible_to(actor), _called(slug))
    lesson = session.exec(statement.with_for_update() if is_locked else statement).one_or_none()
    if lesson is None:
        raise NotFound("There is no such lesson")
    return lesson


def _called(slug: str) -> ColumnElement[bool]:
    """Return the condition on Lesson that an address means it: addresses of a draft hold for good."""
    try:
        return or_(col(Lesson.slug) == slug, col(Lesson.id) == UUID(slug))
    except ValueError:
        return col(Lesson.slug) == slug

"""Every SELECT for keeping lessons true: which may no longer hold, and who is to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, select

from exchange.lessons.models import CheckReason, Lesson, LessonArea, LessonState, LessonSystem
from exchange.lessons.shelf_life import ASKED_AT_MOST_EVERY, FAST_AREAS, FAST_HOLDS_FOR, HOLDS_FOR
from exchange.people.duty_queries import find_all_leads
from exchange.people.models import Membership, MembershipState, Person, PersonState
from exchange.plumbing.errors import NotFound
from exchange.technologies.models import Deployment, Stage

_ON_THE_WAY_OUT = (Stage.REPLACING, Stage.RETIRED)


@dataclass(frozen=True)
class Kept:
    """A lesson with those who are asked whether it still holds: nobody where nobody is there."""

    lesson: Lesson
    keepers: Sequence[Person]


def find_stale(session: Session, day: date) -> list[tuple[Lesson, CheckReason]]:
    """Return the published lessons that may no longer hold on ``day``, each with why, locked."""
    by_system = _names_what_goes()
    reason = case((by_system, CheckReason.PRODUCT.value), else_=CheckReason.AGE.value)
    statement: Any = select(Lesson, reason).where(
        col(Lesson.state) == LessonState.PUBLISHED,
        col(Lesson.taken_down_at).is_(None),
        or_(by_system, _is_old(day)),
    )
    rows = session.exec(statement.order_by(col(Lesson.id)).with_for_update(of=Lesson))
    return [(lesson, CheckReason(why)) for lesson, why in rows]


def find_kept(session: Session, day: date) -> list[Kept]:
    """Return the lessons that need checking, or about which somebody was asked lately, with their keepers.

    Whoever is asked about a lesson is its keeper; else its author; else the leads of its organisation. All of
    them work there. Two statements.
    """
    contact, author = aliased(Person), aliased(Person)
    at_contact, at_author = aliased(Membership), aliased(Membership)
    statement: Any = (
        select(Lesson, contact, author)
        .join(at_contact, _works_there(at_contact, col(Lesson.contact_person_id)), isouter=True)
        .join(contact, _has_account(contact, at_contact), isouter=True)
        .join(at_author, _works_there(at_author, col(Lesson.author_id)), isouter=True)
        .join(author, _has_account(author, at_author), isouter=True)
        .where(
            col(Lesson.taken_down_at).is_(None),
            or_(
                col(Lesson.state) == LessonState.NEEDS_CHECKING,
                col(Lesson.asked_on) > day - ASKED_AT_MOST_EVERY,
            ),
        )
        .order_by(col(Lesson.published_at), col(Lesson.id))
    )
    rows = session.exec(statement).all()
    without = {lesson.organisation_id for lesson, asked, wrote in rows if not (asked or wrote)}
    leads = find_all_leads(session, without)
    return [
        Kept(lesson, [asked or wrote] if asked or wrote else leads.get(lesson.organisation_id, []))
        for lesson, asked, wrote in rows
    ]


def lesson_behind_link(session: Session, named: str, *, is_locked: bool = False) -> Lesson:
    """Return the lesson that a signed link stands for.

    Raises:
        NotFound: it is no longer there.
    """
    statement = select(Lesson).where(Lesson.id == UUID(named))
    lesson = session.exec(statement.with_for_update() if is_locked else statement).one_or_none()
    if lesson is None:
        raise NotFound("This link is not valid, or no longer")
    return lesson


def _names_what_goes() -> ColumnElement[bool]:
    """Return the condition on Lesson that its organisation retires or replaces a product that it names.

    Lessons about replacing or retiring are about nothing else, and those that somebody has confirmed since
    outlive their systems.
    """
    live = aliased(Deployment)
    still_there = exists().where(
        col(live.organisation_id) == col(Deployment.organisation_id),
        col(live.product_id) == col(Deployment.product_id),
        col(live.stage).not_in(_ON_THE_WAY_OUT),
    )
    goes = exists().where(
        col(LessonSystem.lesson_id) == col(Lesson.id),
        col(Deployment.organisation_id) == col(Lesson.organisation_id),
        col(Deployment.product_id) == col(LessonSystem.product_id),
        col(Deployment.stage).in_(_ON_THE_WAY_OUT),
        ~still_there,
    )
    is_about_it = and_(col(Lesson.stage).is_not(None), col(Lesson.stage).in_(_ON_THE_WAY_OUT))
    return and_(col(Lesson.outlives_systems).is_(False), ~is_about_it, goes)


def _is_old(day: date) -> ColumnElement[bool]:
    """Return the condition on Lesson that nobody has confirmed it for as long as its subject holds."""
    is_fast = exists().where(
        col(LessonArea.lesson_id) == col(Lesson.id),
        col(LessonArea.functional_area_code).in_(sorted(FAST_AREAS)),
    )
    return or_(_before(day - HOLDS_FOR), and_(_before(day - FAST_HOLDS_FOR), is_fast))


def _before(day: date) -> ColumnElement[bool]:
    moment = datetime.combine(day, time(), UTC)
    return or_(
        col(Lesson.checked_on) < day,
        and_(col(Lesson.checked_on).is_(None), col(Lesson.published_at) < moment),
    )


def _works_there(membership: Any, person_id: Any) -> ColumnElement[bool]:
    return and_(
        membership.person_id == person_id,
        membership.organisation_id == col(Lesson.organisation_id),
        membership.state == MembershipState.APPROVED,
    )


def _has_account(person: Any, membership: Any) -> ColumnElement[bool]:
    return and_(person.id == membership.person_id, person.state == PersonState.ACTIVE)

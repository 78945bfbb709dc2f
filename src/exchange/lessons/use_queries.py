"""Every SELECT on what organisations made of lessons.

A use is another organisation's, except that by relay the lesson's own may report one unknown to it. So all
are counted alike.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.lessons.access import SHOWN, check_can_use, knows_origin, visible_to
from exchange.lessons.models import Lesson, LessonUse, UseKind
from exchange.lessons.queries import get_row
from exchange.lessons.reading import address, publisher_of
from exchange.lessons.schemas import Report
from exchange.lessons.use_schemas import OwnLesson, OwnLessons, OwnUse, UseCounts, UsedLesson, Uses
from exchange.lessons.wording import state_note
from exchange.organisations.models import Organisation, Region
from exchange.people.actor import Actor
from exchange.plumbing.errors import NotFound

_FIELDS = {
    UseKind.USED: "used",
    UseKind.ADAPTED: "adapted",
    UseKind.DID_NOT_WORK: "did_not_work",
    UseKind.NOT_FOR_US: "not_for_us",
}
_HELPED = (UseKind.USED, UseKind.ADAPTED)
_Row = tuple[LessonUse, Organisation, str | None]


def get_own_use(session: Session, actor: Actor, slug: str) -> OwnUse:
    """Return what the actor's organisation made of a lesson.

    Raises:
        NotFound: there is none that they may see.
        NotAllowed: no organisation has confirmed them.
        Conflict: it is their own organisation's, or not published.
    """
    lesson = get_row(session, actor, slug)
    check_can_use(actor, lesson)
    use = find_use(session, actor, lesson)
    return OwnUse(
        slug=lesson.slug,
        href=address(lesson),
        title=lesson.title,
        organisation=session.get_one(Organisation, actor.organisation_id).name,
        kind=use.kind if use else None,
        what_was_different=use.what_was_different if use else "",
    )


def get_uses(session: Session, actor: Actor, slug: str) -> Uses:
    """Return all that organisations say of a lesson.

    Raises:
        NotFound: there is none that the actor may see.
    """
    rows = _reported(session, [get_row(session, actor, slug).id])
    return Uses(counts=_counts(use.kind for use, *_ in rows), reports=_reports(rows))


def count_by_kind(session: Session, lesson_ids: Collection[UUID]) -> dict[UUID, UseCounts]:
    """Return how many organisations made what of each lesson, in one statement."""
    kinds: defaultdict[UUID, list[UseKind]] = defaultdict(list)
    statement = select(LessonUse.lesson_id, LessonUse.kind).where(col(LessonUse.lesson_id).in_(lesson_ids))
    for lesson_id, kind in session.exec(statement):
        kinds[lesson_id].append(UseKind(kind))
    return {lesson_id: _counts(each) for lesson_id, each in kinds.items()}


def find_uses_at(session: Session, actor: Actor, ods_code: str) -> list[UsedLesson]:
    """Return what one organisation made of lessons that the actor may see, the newest first."""
    user, writer = Organisation.__table__.alias("user"), Organisation  # type: ignore[attr-defined]
    statement: Any = (
        select_columns(Lesson, LessonUse, writer, col(Region.name))
        .join(LessonUse, col(LessonUse.lesson_id) == col(Lesson.id))
        .join(user, user.c.id == col(LessonUse.organisation_id))
        .join(writer, col(writer.id) == col(Lesson.organisation_id))
        .join(Region, col(Region.code) == col(writer.region_code), isouter=True)
        .where(
            visible_to(actor), _is_shown(), user.c.ods_code == ods_code, col(Lesson.taken_down_at).is_(None)
        )
        .order_by(col(LessonUse.reported_at).desc(), col(LessonUse.id))
    )
    return [
        UsedLesson(
            href=address(lesson),
            title=lesson.title,
            publisher=publisher_of(place, region) if knows_origin(actor, lesson) else None,
            kind=use.kind,
            what_was_different=use.what_was_different,
            reported=use.reported_at.strftime("%B %Y"),
        )
        for lesson, use, place, region in session.execute(statement)
    ]


def find_own_lessons(session: Session, actor: Actor) -> OwnLessons:
    """Return the lessons that the actor wrote or is asked about, with what became of them."""
    statement = (
        select(Lesson)
        .where(visible_to(actor), _is_own(actor))
        .order_by(col(Lesson.published_at).desc(), col(Lesson.begun_at).desc(), col(Lesson.id))
    )
    lessons = list(session.exec(statement))
    rows = _reported(session, [lesson.id for lesson in lessons])
    by_lesson: defaultdict[UUID, list[_Row]] = defaultdict(list)
    for row in rows:
        by_lesson[row[0].lesson_id].append(row)
    return OwnLessons(
        lessons=tuple(_own(lesson, by_lesson[lesson.id]) for lesson in lessons),
        organisations=len({place.id for use, place, _ in rows if use.kind in _HELPED}),
    )


def find_use(session: Session, actor: Actor, lesson: Lesson, *, is_locked: bool = False) -> LessonUse | None:
    """Return what the actor's organisation made of a lesson; None while nobody there has said."""
    statement = select(LessonUse).where(
        LessonUse.lesson_id == lesson.id, LessonUse.organisation_id == actor.organisation_id
    )
    return session.exec(statement.with_for_update() if is_locked else statement).one_or_none()


def new_use(actor: Actor, lesson: Lesson, kind: UseKind) -> LessonUse:
    """Return a use by the actor's organisation, which has one."""
    assert actor.organisation_id is not None
    return LessonUse(lesson_id=lesson.id, organisation_id=actor.organisation_id, kind=kind)


def use_to_change(session: Session, actor: Actor, lesson: Lesson) -> LessonUse:
    """Return what the actor's organisation made of a lesson, locked.

    Raises:
        NotFound: nobody there has said.
    """
    found = find_use(session, actor, lesson, is_locked=True)
    if found is None:
        raise NotFound("Your organisation has not said what it made of this lesson")
    return found


def _is_own(actor: Actor) -> ColumnElement[bool]:
    return or_(col(Lesson.author_id) == actor.person, col(Lesson.contact_person_id) == actor.person)


def _is_shown() -> ColumnElement[bool]:
    return col(Lesson.state).in_(SHOWN)


def _reported(session: Session, lesson_ids: Collection[UUID]) -> list[_Row]:
    statement: Any = (
        select_columns(LessonUse, Organisation, col(Region.name))
        .join(Organisation, col(Organisation.id) == col(LessonUse.organisation_id))
        .join(Region, col(Region.code) == col(Organisation.region_code), isouter=True)
        .where(col(LessonUse.lesson_id).in_(lesson_ids))
        .order_by(col(LessonUse.reported_at).desc(), col(LessonUse.id))
    )
    return [(use, place, region) for use, place, region in session.execute(statement)]


def _reports(rows: Iterable[_Row]) -> tuple[Report, ...]:
    return tuple(
        Report(
            kind=use.kind,
            organisation=publisher_of(place, region),
            what_was_different=use.what_was_different,
            reported=use.reported_at.strftime("%B %Y"),
        )
        for use, place, region in rows
    )


def _counts(kinds: Iterable[UseKind]) -> UseCounts:
    found = list(kinds)
    return UseCounts(**{field: found.count(kind) for kind, field in _FIELDS.items()})


def _own(lesson: Lesson, rows: list[_Row]) -> OwnLesson:
    return OwnLesson(
        href=address(lesson),
        status_href=f"{address(lesson)}/status",
        title=lesson.title or "A draft without a title",
        state=lesson.state,
        candour=lesson.candour,
        state_note=state_note(lesson),
        is_published=lesson.state in SHOWN,
        counts=_counts(use.kind for use, *_ in rows),
        reports=_reports(rows),
    )

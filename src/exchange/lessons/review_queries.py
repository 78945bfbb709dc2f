"""Every SELECT for reviewing lessons: the queue, one lesson beside what was submitted, and the decision."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.lessons import flags
from exchange.lessons.access import check_can_review, is_author, knows_origin, reviewed_by, visible_to
from exchange.lessons.completeness import missing_of, name_of
from exchange.lessons.fields import LABELS, texts_of
from exchange.lessons.flags import Flag
from exchange.lessons.models import (
    LONG_LENGTH,
    SHORT_LENGTH,
    TITLE_LENGTH,
    Candour,
    Lesson,
    LessonArea,
    LessonLink,
    LessonState,
    LessonVersion,
)
from exchange.lessons.moving import check_can_edit_in_review, check_looks_after
from exchange.lessons.queries import get_row
from exchange.lessons.reading import AllSubjects, address, find_themes
from exchange.lessons.review_schemas import Decision, Review, ReviewItem, TwoTexts
from exchange.lessons.wording import CANDOUR, moment, outcome_of_review
from exchange.organisations.models import Organisation
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.people.models import Person
from exchange.technologies.models import Supplier, SupplierAlias

SUBMITTED = "submitted"
_LONGEST = {"title": TITLE_LENGTH, "context": SHORT_LENGTH, "ask_us_about": SHORT_LENGTH}
_ALWAYS = ("title", "context", "what_we_did", "what_happened", "do_differently", "ask_us_about")


def find_to_review(session: Session, actor: Actor) -> list[ReviewItem]:
    """Return what waits for the actor, the oldest first, by four statements.

    Raises:
        NotAllowed: they review nothing.
    """
    check_may(actor, Permission.REVIEW_LESSONS)
    statement: Any = (
        select_columns(Lesson, Organisation)
        .join(Organisation, col(Organisation.id) == col(Lesson.organisation_id))
        .where(visible_to(actor), reviewed_by(actor), col(Lesson.state) == LessonState.SUBMITTED)
        .order_by(col(Lesson.submitted_at), col(Lesson.id))
    )
    rows = session.execute(statement).all()
    suppliers, linked = find_supplier_names(session), _linked(session, [row[0].id for row in rows])
    return [
        ReviewItem(
            slug=lesson.slug,
            href=f"{address(lesson)}/review",
            title=lesson.title,
            place=organisation.name if knows_origin(actor, lesson) else "",
            since=moment(lesson, lesson.submitted_at),
            candour=lesson.candour,
            flags=tuple(
                dict.fromkeys(
                    str(flag.kind)
                    for flag in _flags(
                        lesson, _names(actor, lesson, organisation), suppliers, is_linked=lesson.id in linked
                    )
                )
            ),
        )
        for lesson, organisation in rows
    ]


def get_review(session: Session, actor: Actor, slug: str) -> Review:
    """Return a submitted lesson with its flags, each text beside what was submitted.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they do not review it.
        Conflict: it does not wait for a reviewer.
    """
    lesson = get_row(session, actor, slug)
    check_can_edit_in_review(actor, lesson)
    organisation = session.get_one(Organisation, lesson.organisation_id)
    is_told = knows_origin(actor, lesson)
    author = session.get(Person, lesson.author_id) if is_told and lesson.author_id else None
    missing = missing_of(lesson, has_area=has_area(session, lesson))
    return Review(
        slug=lesson.slug,
        title=lesson.title,
        state=lesson.state,
        candour=lesson.candour,
        audience=CANDOUR[lesson.candour],
        author=author.name if author else "",
        place=organisation.name if is_told else "",
        since=moment(lesson, lesson.submitted_at),
        about=_about(session, lesson),
        texts=_two_texts(lesson, find_submitted(session, lesson)),
        flags=tuple(
            _flags(
                lesson,
                _names(actor, lesson, organisation),
                find_supplier_names(session),
                is_linked=bool(_linked(session, [lesson.id])),
            )
        ),
        missing=tuple(map(name_of, missing)),
        version=lesson.version,
        is_own=is_author(actor, lesson),
    )


def get_decision(session: Session, actor: Actor, slug: str) -> Decision:
    """Return what became of a lesson that was submitted: for its author, and for those who decide.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they neither wrote it nor review it.
    """
    lesson = get_row(session, actor, slug)
    check_looks_after(actor, lesson)
    texts = _two_texts(lesson, find_submitted(session, lesson))
    return Decision(
        slug=lesson.slug,
        href=address(lesson),
        title=lesson.title,
        state=lesson.state,
        outcome=outcome_of_review(lesson),
        note=lesson.review_note,
        changed=tuple(each for each in texts if each.is_changed),
    )


def find_submitted(session: Session, lesson: Lesson) -> dict[str, str]:
    """Return the texts of a lesson as they were submitted last; as they are where it never was."""
    statement = (
        select(LessonVersion.content)
        .where(LessonVersion.lesson_id == lesson.id, LessonVersion.event == SUBMITTED)
        .order_by(col(LessonVersion.number).desc())
        .limit(1)
    )
    content = session.exec(statement).one_or_none()
    kept: dict[str, Any] = json.loads(content) if content else {}
    return {name: str(kept.get(name, text)) for name, text in texts_of(lesson).items()}


def has_area(session: Session, lesson: Lesson) -> bool:
    """Say whether a lesson is about a functional area."""
    statement = select(LessonArea.lesson_id).where(LessonArea.lesson_id == lesson.id)
    return session.exec(statement.limit(1)).first() is not None


def find_supplier_names(session: Session) -> dict[str, tuple[str, ...]]:
    """Return every name that a supplier has or had, by its present one, in one statement."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    statement = select(Supplier.name, SupplierAlias.name).join(
        SupplierAlias, col(SupplierAlias.supplier_id) == col(Supplier.id), isouter=True
    )
    for name, other in session.exec(statement):
        found[name] |= {each for each in (name, other) if each}
    return {name: tuple(sorted(names)) for name, names in found.items()}


def review_to_change(session: Session, actor: Actor, slug: str) -> Lesson:
    """Return the row of a lesson that the actor decides on, locked.

    Raises:
        NotFound: there is none that they may see.
        NotAllowed: they do not review it.
    """
    lesson = get_row(session, actor, slug, is_locked=True)
    check_can_review(actor, lesson)
    return lesson


def _linked(session: Session, lesson_ids: Collection[UUID]) -> set[UUID]:
    statement = select(LessonLink.lesson_id).where(col(LessonLink.lesson_id).in_(lesson_ids)).distinct()
    return set(session.exec(statement))


def _names(actor: Actor, lesson: Lesson, organisation: Organisation) -> tuple[str, ...]:
    return (organisation.name, organisation.ods_code) if knows_origin(actor, lesson) else ()


def _flags(
    lesson: Lesson, names: tuple[str, ...], suppliers: Mapping[str, tuple[str, ...]], *, is_linked: bool
) -> list[Flag]:
    texts = texts_of(lesson)
    return [
        *flags.patient_flags(texts),
        *flags.relay_flags(texts, is_relay=lesson.candour is Candour.RELAY, names=names),
        *flags.supplier_flags(texts, suppliers),
        *flags.title_flags(lesson.title),
        *flags.source_flags(has_source=is_linked or bool(lesson.source_url)),
    ]


def _two_texts(lesson: Lesson, submitted: Mapping[str, str]) -> tuple[TwoTexts, ...]:
    """Return the texts that a lesson has, or had when it was submitted; the main ones in any case."""
    return tuple(
        TwoTexts(
            name=name,
            label=LABELS[name],
            submitted=submitted[name],
            current=text,
            longest=_LONGEST.get(name, LONG_LENGTH),
            is_changed=submitted[name] != text,
        )
        for name, text in texts_of(lesson).items()
        if name in _ALWAYS or text or submitted[name]
    )


def _about(session: Session, lesson: Lesson) -> tuple[str, ...]:
    subjects = AllSubjects(session, [lesson.id])
    named = [*subjects.areas.get(lesson.id, ()), *subjects.systems.get(lesson.id, ())]
    named += find_themes(session, lesson.id)
    parts = [f"{each.kind[:1].upper()}{each.kind[1:]}: {each.name}" for each in named]
    parts += [f"Stage: {lesson.stage}"] if lesson.stage else []
    return (*parts, f"Outcome: {lesson.outcome}") if lesson.outcome else tuple(parts)

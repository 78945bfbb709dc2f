"""Every SELECT for whoever writes a lesson."""

import json
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.lessons.access import (
    check_can_edit,
    check_can_write,
    is_author,
    knows_origin,
    may_review,
    visible_to,
    written_by,
)
from exchange.lessons.contents import Content, content_of
from exchange.lessons.fields import texts_of
from exchange.lessons.models import Lesson, LessonState, LessonVersion
from exchange.lessons.queries import get_row
from exchange.lessons.reading import address
from exchange.lessons.schemas import Relative
from exchange.lessons.versions import NOTES
from exchange.lessons.wording import moment
from exchange.lessons.writing_checks import find_missing
from exchange.lessons.writing_schemas import Choices, LessonText, LessonToWrite, OwnLesson
from exchange.organisations.models import Organisation
from exchange.people import access as people_access
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.people.models import Membership, MembershipState, Person
from exchange.plumbing.errors import Conflict, NotAllowed
from exchange.profiles.queries import find_offers
from exchange.profiles.schemas import MissingField, Named

ANY_LEAD = "knowledge lead"
_STATES = {
    LessonState.DRAFT: "Draft: only you see it",
    LessonState.SUBMITTED: "Submitted: the knowledge lead of your organisation decides",
    LessonState.PUBLISHED: "Published",
    LessonState.NEEDS_CHECKING: "Published, and needs checking",
    LessonState.ARCHIVED: "Archived",
}


def lesson_to_change(session: Session, actor: Actor, slug: str) -> Lesson:
    """Return a lesson whose text the actor may change, locked.

    Raises:
        NotFound: there is none that they may see.
        NotAllowed: they neither wrote it nor review it.
        Conflict: it is with its reviewer, or archived.
    """
    check_may(actor, Permission.KEEP_LESSONS)
    lesson = get_row(session, actor, slug, is_locked=True)
    check_can_edit(actor, lesson)
    return lesson


def draft_to_delete(session: Session, actor: Actor, slug: str) -> Lesson:
    """Return a draft of the actor's own, locked.

    Raises:
        NotFound: there is none that they may see.
        NotAllowed: they did not write it.
        Conflict: it is no draft any more.
    """
    lesson = get_row(session, actor, slug, is_locked=True)
    _check_can_delete(actor, lesson)
    return lesson


def get_lesson_to_write(session: Session, actor: Actor, slug: str) -> LessonToWrite:
    """Return a lesson for whoever may change its text.

    Raises:
        NotFound: there is none that they may see.
        NotAllowed: they neither wrote it nor review it.
        Conflict: it is with its reviewer, or archived.
    """
    check_may(actor, Permission.KEEP_LESSONS)
    lesson = get_row(session, actor, slug)
    check_can_edit(actor, lesson)
    content = content_of(session, lesson)
    return LessonToWrite(
        slug=lesson.slug,
        href=address(lesson),
        state=lesson.state,
        is_blueprint=lesson.is_blueprint,
        adapted_from=_adapted_from(session, actor, lesson),
        text=_text(actor, lesson, content),
        notes=_notes(session, lesson),
        missing=missing_in(lesson, content),
        needs_review=lesson.state is not LessonState.DRAFT and not may_review(actor, lesson),
        knows_origin=knows_origin(actor, lesson),
        can_overrule=actor.leads(lesson.organisation_id),
        organisation=session.exec(
            select(Organisation.name).where(Organisation.id == lesson.organisation_id)
        ).one(),
        person_id=actor.person,
    )


def get_draft_to_delete(session: Session, actor: Actor, slug: str) -> LessonToWrite:
    """Return a draft of the actor's own, to be asked about once more.

    Raises:
        NotFound: there is none that they may see.
        NotAllowed: they did not write it.
        Conflict: it is no draft any more.
    """
    _check_can_delete(actor, get_row(session, actor, slug))
    return get_lesson_to_write(session, actor, slug)


def missing_in(lesson: Lesson, content: Content) -> tuple[MissingField, ...]:
    """Return what must still be said before a lesson can be submitted, with where to say it."""
    return tuple(
        MissingField(label=sentence, href=f"{address(lesson)}/edit#{name}")
        for name, sentence in find_missing(content)
    )


def find_choices(session: Session, actor: Actor, slug: str) -> Choices:
    """Return what the form of a lesson offers; no colleagues where its origin is not told."""
    lesson = get_row(session, actor, slug)
    offers = find_offers(session, actor)
    roles = sorted({*offers.roles, ANY_LEAD, lesson.contact_role})
    return Choices(
        colleagues=_colleagues(session, actor, lesson) if knows_origin(actor, lesson) else (),
        roles=tuple(roles),
        areas_in_use=offers.in_use.areas,
        products_in_use=offers.in_use.products,
        themes_in_use=offers.in_use.themes,
    )


def find_own_lessons(session: Session, actor: Actor) -> list[OwnLesson]:
    """Return the lessons that the actor wrote where they work, newest change first."""
    check_can_write(actor)
    statement = select(Lesson).where(visible_to(actor), written_by(actor))
    rows = session.exec(statement.order_by(col(Lesson.changed_at).desc(), col(Lesson.id)))
    return [_own(row) for row in rows]


def find_contact_ids(session: Session, actor: Actor, lesson: Lesson) -> frozenset[str]:
    """Return the ids of all who can be named as contact of a lesson."""
    return frozenset(each.id for each in _colleagues(session, actor, lesson))


def _check_can_delete(actor: Actor, lesson: Lesson) -> None:
    if not is_author(actor, lesson):
        raise NotAllowed("Only its author deletes a draft")
    if lesson.state is not LessonState.DRAFT:
        raise Conflict("Only drafts can be deleted. This lesson can be archived")


def _own(row: Lesson) -> OwnLesson:
    href = address(row)
    step, where = {
        LessonState.DRAFT: ("Go on writing", f"{href}/edit"),
        LessonState.NEEDS_CHECKING: ("Check it", href),
    }.get(row.state, ("Look at it", href))
    return OwnLesson(
        slug=row.slug,
        title=row.title or "A draft without a title",
        href=href,
        is_blueprint=row.is_blueprint,
        state=row.state,
        state_in_words="Taken down" if row.taken_down_at else _STATES[row.state],
        changed=moment(row, row.changed_at),
        next_step=step,
        next_href=where,
        can_delete=row.state is LessonState.DRAFT,
    )


def _text(actor: Actor, lesson: Lesson, content: Content) -> LessonText:
    is_told = knows_origin(actor, lesson)
    return LessonText(
        **texts_of(lesson),
        areas=tuple(content["areas"]),
        products=tuple(content["products"]),
        themes=tuple(content["themes"]),
        stage=lesson.stage,
        outcome=lesson.outcome,
        happened_on=lesson.happened_on,
        links="\n".join(" ".join(filter(None, link)) for link in content["links"]),
        candour=lesson.candour,
        contact_person_id=lesson.contact_person_id if is_told else None,
        contact_role=lesson.contact_role if is_told else ANY_LEAD,
        version=lesson.version,
    )


def _notes(session: Session, lesson: Lesson) -> str:
    statement = select(LessonVersion.content).where(
        LessonVersion.lesson_id == lesson.id, LessonVersion.event == NOTES
    )
    kept = session.exec(statement).first()
    return str(json.loads(kept)[NOTES]) if kept else ""


def _adapted_from(session: Session, actor: Actor, lesson: Lesson) -> Relative | None:
    statement = select(Lesson).where(visible_to(actor), Lesson.id == lesson.adapted_from_id)
    row = session.exec(statement).one_or_none() if lesson.adapted_from_id else None
    return Relative(title=row.title or "A draft", href=address(row)) if row else None


def _colleagues(session: Session, actor: Actor, lesson: Lesson) -> tuple[Named, ...]:
    """Return who works at the organisation of a lesson and has a name, oneself first."""
    columns: Any = (Person.id, Person.name)
    statement = (
        select_columns(*columns)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            people_access.visible_to(actor),
            col(Membership.organisation_id) == lesson.organisation_id,
            col(Membership.state) == MembershipState.APPROVED,
            col(Person.name) != "",
        )
    )
    found = [(id, name) for id, name in session.execute(statement)]
    found.sort(key=lambda each: (each[0] != actor.person_id, each[1].casefold(), str(each[0])))
    return tuple(
        Named(id=str(id), name=f"{name} (you)" if id == actor.person_id else name, href=f"/people/{id}")
        for id, name in found
    )

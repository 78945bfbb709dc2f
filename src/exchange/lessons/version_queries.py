"""Every SELECT on the versions of a lesson, for its author and its reviewers."""

import json
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.lessons.access import is_author, knows_origin, may_review
from exchange.lessons.contents import Content, content_of
from exchange.lessons.differences import FIELDS, Difference, differences
from exchange.lessons.models import Lesson, LessonVersion
from exchange.lessons.queries import get_row
from exchange.lessons.reading import address
from exchange.lessons.versions import NOTES
from exchange.lessons.wording import moment
from exchange.people.actor import Actor
from exchange.people.models import Person
from exchange.people.schemas import Shape
from exchange.plumbing.errors import NotAllowed, NotFound
from exchange.profiles.queries import find_vocabulary
from exchange.profiles.vocabulary import SubjectKind

_KINDS = {"areas": SubjectKind.AREA, "products": SubjectKind.PRODUCT, "themes": SubjectKind.THEME}


class VersionBrief(Shape):
    """A version in a list. ``by`` is "" where the viewer may not know; ``changed`` are labels of fields."""

    number: int
    event: str
    saved: str
    by: str
    changed: tuple[str, ...]


class History(Shape):
    """The versions of a lesson, newest first; one of them compared with the version before it.

    ``is_newest`` says that it is what the lesson says today, so that there is nothing to bring back.
    """

    slug: str
    href: str
    title: str
    version: int
    versions: tuple[VersionBrief, ...]
    shown: VersionBrief | None
    differences: tuple[Difference, ...]
    is_newest: bool


def get_history(session: Session, actor: Actor, slug: str, number: int | None = None) -> History:
    """Return what a lesson said when; ``number`` chooses the version to compare, else the newest.

    Raises:
        NotFound: there is no such lesson that ``actor`` may see, or no such version.
        NotAllowed: they neither wrote it nor review it.
    """
    lesson = get_row(session, actor, slug)
    check_can_see_versions(actor, lesson)
    rows = _versions(session, lesson)
    contents = [cast(Content, json.loads(row.content)) for row, _ in rows]
    befores: list[Content] = [Content(), *contents[:-1]]
    briefs = [
        _brief(actor, lesson, row, name, befores[at], contents[at]) for at, (row, name) in enumerate(rows)
    ]
    at = _place_of(number, briefs)
    return History(
        slug=lesson.slug,
        href=address(lesson),
        title=lesson.title,
        version=lesson.version,
        versions=tuple(reversed(briefs)),
        shown=briefs[at] if briefs else None,
        differences=differences(befores[at], contents[at], _names(session)) if briefs and at else (),
        is_newest=not briefs or _holds(contents[at], content_of(session, lesson)),
    )


def get_version(session: Session, actor: Actor, lesson: Lesson, number: int) -> Content:
    """Return the content of a version of a lesson that the actor may change.

    Raises:
        NotFound: there is no such version.
    """
    check_can_see_versions(actor, lesson)
    statement = select(LessonVersion.content).where(
        LessonVersion.lesson_id == lesson.id,
        LessonVersion.number == number,
        LessonVersion.event != NOTES,
    )
    kept = session.exec(statement).one_or_none()
    if kept is None:
        raise NotFound("There is no such version")
    return cast(Content, json.loads(kept))


def check_can_see_versions(actor: Actor, lesson: Lesson) -> None:
    """Raise unless the actor, who may see a lesson, may see what it said before.

    Raises:
        NotAllowed: they neither wrote it nor review it.
    """
    if not (is_author(actor, lesson) or may_review(actor, lesson)):
        raise NotAllowed("Only its author and its reviewers see earlier versions of a lesson")


def _versions(session: Session, lesson: Lesson) -> list[tuple[LessonVersion, str]]:
    columns: Any = (LessonVersion, Person.name)
    statement = (
        select_columns(*columns)
        .join(Person, col(Person.id) == col(LessonVersion.person_id), isouter=True)
        .where(col(LessonVersion.lesson_id) == lesson.id, col(LessonVersion.event) != NOTES)
        .order_by(col(LessonVersion.number))
    )
    return [(row, name or "") for row, name in session.execute(statement)]


def _brief(
    actor: Actor, lesson: Lesson, row: LessonVersion, name: str, before: Content, after: Content
) -> VersionBrief:
    labels = [FIELDS[field] for field in FIELDS if before and before.get(field) != after.get(field)]
    return VersionBrief(
        number=row.number,
        event=row.event[:1].upper() + row.event[1:],
        saved=moment(lesson, row.saved_at),
        by=name if knows_origin(actor, lesson) else "",
        changed=tuple(labels),
    )


def _place_of(number: int | None, briefs: list[VersionBrief]) -> int:
    if number is None:
        return len(briefs) - 1
    for at, brief in enumerate(briefs):
        if brief.number == number:
            return at
    raise NotFound("There is no such version")


def _holds(kept: Content, present: Content) -> bool:
    """Say whether a lesson says now all that a version says."""
    return all(present.get(name) == value for name, value in kept.items())


def _names(session: Session) -> Callable[[str, str], str]:
    vocabulary = find_vocabulary(session)

    def named(field: str, key: str) -> str:
        term = vocabulary.term(_KINDS[field], key) if field in _KINDS else None
        return term.subject.name if term else key

    return named

"""Where patients may be named in a lesson and its versions, for whoever removes that."""

import json
from collections.abc import Iterator

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from exchange.lessons.fields import LABELS, texts_of
from exchange.lessons.models import Lesson, LessonAttachment, LessonVersion
from exchange.lessons.purge_schemas import FoundAttachment, FoundPlace, PurgePreview
from exchange.lessons.queries import get_row
from exchange.lessons.reading import address
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.errors import NotFound
from exchange.plumbing.patient_data import Place, find_nhs_numbers, find_signs

_NOW = "now"


def get_purge_preview(session: Session, actor: Actor, slug: str) -> PurgePreview:
    """Return where a lesson and its versions may name a patient.

    Raises:
        NotFound: there is no such lesson.
        NotAllowed: the actor does not look after the service.
    """
    lesson = lesson_to_purge(session, actor, slug)
    files = session.execute(
        select_columns(col(LessonAttachment.id), col(LessonAttachment.name)).where(
            col(LessonAttachment.lesson_id) == lesson.id
        )
    )
    return PurgePreview(
        slug=lesson.id.hex,
        href=address(lesson),
        title=lesson.title,
        places=tuple(FoundPlace(key=key, where=where) for key, where, _ in _places(session, lesson)),
        attachments=tuple(FoundAttachment(id=id, name=name) for id, name in files),
        versions=len(_versions(session, lesson)),
    )


def words_at(session: Session, lesson: Lesson, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return what stands at these places; "all" means every place that is found."""
    is_all = "all" in keys
    return tuple(words for key, _, words in _places(session, lesson) if is_all or key in keys)


def lesson_to_purge(session: Session, actor: Actor, slug: str, *, is_locked: bool = False) -> Lesson:
    """Return the row of any lesson but somebody's draft; the operator at the server finds drafts, too.

    Raises:
        NotFound: there is no such lesson.
        NotAllowed: the actor does not look after the service.
    """
    check_may(actor, Permission.ADMINISTER)
    if actor.may(Permission.CHANGE_REGISTRY):
        return _any_lesson(session, slug)
    return get_row(session, actor, slug, is_locked=is_locked)


def _any_lesson(session: Session, slug: str) -> Lesson:
    rows = session.exec(select(Lesson).where(col(Lesson.slug) == slug)).all()
    if not rows:
        raise NotFound("There is no such lesson")
    return rows[0]


def _places(session: Session, lesson: Lesson) -> Iterator[tuple[str, str, str]]:
    """Yield key, place in words and what stands there, for every sign in every text and version."""
    texts = [(_NOW, name, text) for name, text in texts_of(lesson).items()]
    for version in _versions(session, lesson):
        content = json.loads(version.content)
        texts += [
            (str(version.number), name, text) for name, text in content.items() if isinstance(text, str)
        ]
    for version_name, field, text in texts:
        for place in sorted((*find_nhs_numbers(text), *find_signs(text))):
            key = f"{version_name}:{field}:{place.start}:{place.end}"
            yield key, _in_words(version_name, field, place), text[place.start : place.end]


def _in_words(version: str, field: str, place: Place) -> str:
    characters = f"characters {place.start + 1} to {place.end}"
    where = f"“{LABELS.get(field, field)}”, line {place.line}, {characters}: {place.sign}"
    return where if version == _NOW else f"Version {version}, {where}"


def _versions(session: Session, lesson: Lesson) -> list[LessonVersion]:
    statement = select(LessonVersion).where(LessonVersion.lesson_id == lesson.id)
    return list(session.exec(statement.order_by(col(LessonVersion.number))))

"""Taking words out of every text that hangs on a lesson. For actions alone; nothing here is logged."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, String, Table, update
from sqlalchemy import select as select_columns
from sqlmodel import AutoString, Session, SQLModel, col, select

from exchange.lessons.models import Lesson, LessonAttachment, LessonVersion
from exchange.mail.models import MessageState, OutboxMessage
from exchange.plumbing.importing import slug

REMOVED = "[removed]"
_WHOLE_SLUG = 3
"""Words of fewer letters are not looked for in addresses, where they would be parts of others."""
_LARGEST_PART = 50_000_000
"""In bytes, unpacked; larger parts of a file are pictures or an attack."""
_OVER = {MessageState.SENT, MessageState.FAILED, MessageState.UNCERTAIN}
_KEPT = {"lesson.slug", "lesson.contact_role", "lesson_version.content"}


def rule_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds these words, in either case and across line breaks."""
    each = [r"\s+".join(map(re.escape, word.split())) for word in words if word.split()]
    return re.compile("|".join(sorted(each, key=len, reverse=True)) or r"(?!)", re.IGNORECASE)


def with_addresses(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words, and each as it stands in an address."""
    found = [
        form for word in words for form in (word, slug(word)) if len(form) >= _WHOLE_SLUG or form == word
    ]
    return tuple(dict.fromkeys(found))


def sweep_texts(session: Session, lesson: Lesson, rule: re.Pattern[str]) -> int:
    """Take what ``rule`` finds out of a lesson and of all that hangs on it; return in how many texts."""
    session.flush()
    count = 0
    for table, condition in _tables_of(lesson):
        for name in _text_columns(table):
            count += _sweep(session, table, name, condition, rule)
    concern = SQLModel.metadata.tables.get("concern")
    if concern is not None:
        about = concern.c.about_path.contains(lesson.slug, autoescape=True)
        count += _sweep(session, concern, "text", about, rule)
        by_id = {"about_path": f"/lessons/{lesson.id.hex}"}  # an address has words of the title in it
        session.execute(update(concern).where(about).values(by_id))
    session.expire_all()
    return count


def sweep_versions(session: Session, lesson_id: UUID, rule: re.Pattern[str]) -> int:
    """Delete the versions of a lesson in which ``rule`` finds something; return how many."""
    versions = session.exec(select(LessonVersion).where(LessonVersion.lesson_id == lesson_id)).all()
    found = [version for version in versions if rule.search(_read(version.content))]
    for version in found:
        session.delete(version)
    return len(found)


def sweep_mail(session: Session, rule: re.Pattern[str]) -> frozenset[UUID]:
    """Take what ``rule`` finds out of mail that waits, and delete what has been sent; return the ids."""
    found = set()
    for message in session.exec(select(OutboxMessage).with_for_update()):
        if not rule.search(f"{message.subject}\n{message.text}"):
            continue
        found.add(message.id)
        if message.state in _OVER:
            session.delete(message)
        else:
            message.text = rule.sub(REMOVED, message.text)
            message.subject = rule.sub(REMOVED, message.subject)
    return frozenset(found)


def sweep_attachments(
    session: Session, lesson_id: UUID, rule: re.Pattern[str], chosen: Sequence[UUID]
) -> int:
    """Delete the chosen files of a lesson, and those in which ``rule`` finds something; return how many."""
    files = session.exec(select(LessonAttachment).where(LessonAttachment.lesson_id == lesson_id)).all()
    found = [each for each in files if each.id in chosen or any(map(rule.search, _texts_in(each.content)))]
    for each in found:
        session.delete(each)
    return len(found)


def count_elsewhere(session: Session, lesson_id: UUID, rule: re.Pattern[str]) -> int:
    """Return how many other lessons hold what ``rule`` finds."""
    names = _text_columns(SQLModel.metadata.tables["lesson"])
    rows = session.exec(select(Lesson).where(col(Lesson.id) != lesson_id).execution_options(yield_per=500))
    return sum(any(rule.search(getattr(row, name)) for name in names) for row in rows)


def _tables_of(lesson: Lesson) -> Iterator[tuple[Table, Any]]:
    """Yield every table with rows of a lesson, each with the condition for them."""
    for table in SQLModel.metadata.sorted_tables:
        if table.name == "lesson":
            yield table, table.c.id == lesson.id
            continue
        for column in table.columns:
            if any(key.target_fullname == "lesson.id" for key in column.foreign_keys):
                yield table, column == lesson.id


def _text_columns(table: Table) -> list[str]:
    return [
        column.name
        for column in table.columns
        if isinstance(column.type, AutoString | String)
        and not isinstance(column.type, Enum)
        and not column.primary_key
        and not column.foreign_keys
        and f"{table.name}.{column.name}" not in _KEPT
    ]


def _sweep(session: Session, table: Table, name: str, condition: Any, rule: re.Pattern[str]) -> int:
    keys = list(table.primary_key.columns)
    rows = session.execute(select_columns(*keys, table.c[name]).where(condition)).all()
    found = [row for row in rows if rule.search(row[-1] or "")]
    longest = getattr(table.c[name].type, "length", None)
    for row in found:
        own = [key == value for key, value in zip(keys, row[:-1], strict=True)]
        text = rule.sub(REMOVED, row[-1])[:longest]
        session.execute(update(table).where(*own).values({name: text}))
    return len(found)


def _read(content: str) -> str:
    """Return JSON with its escapes undone, as far as that matters for finding words in it."""
    return re.sub(
        r"\\(?:u([0-9a-fA-F]{4})|(.))",
        lambda found: (
            chr(int(found[1], 16)) if found[1] else {"n": "\n", "t": " ", "r": " "}.get(found[2], found[2])
        ),
        content,
    )


def _texts_in(content: bytes) -> Iterator[str]:
    """Yield the bytes of a file as text, and of each file within it: Office files are archives."""
    yield content.decode("utf-8", "ignore")
    yield content.decode("utf-16-le", "ignore")
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                if member.file_size <= _LARGEST_PART:
                    yield archive.read(member).decode("utf-8", "ignore")

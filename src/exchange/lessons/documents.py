"""Lessons as search reads them: the words of each lesson that stands in anybody's lists, indexed.

A document holds the lesson's own words and nothing else: no organisation, no author, no name of an area or a
product. Those are found through the lesson's row and the registry as they are when somebody searches.
"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from exchange.lessons.access import CURRENT
from exchange.lessons.models import Candour, Lesson
from exchange.plumbing.full_text import Text, full_text
from exchange.plumbing.plain_text import plain
from exchange.plumbing.words import words_of

WORDS_TABLE = "lesson_words"
BODY = (
    "context",
    "what_we_did",
    "what_happened",
    "do_differently",
    "ask_us_about",
    "preconditions",
    "steps",
    "artefacts",
    "what_we_changed",
)
"""The texts of a lesson that are searched beside its title."""


class LessonDocument(SQLModel, table=True):
    """The number under which the words of a lesson are indexed, and the change by which they last were.

    It stays when a lesson leaves the lists, without words, so that processes learn that it did.
    """

    __tablename__ = "lesson_document"

    number: int | None = Field(default=None, primary_key=True)
    lesson_id: UUID = Field(foreign_key="lesson.id", unique=True, ondelete="CASCADE")
    change: int = Field(index=True)


def index_lessons(session: Session, lesson_ids: Collection[UUID], change: int) -> None:
    """Write the words of lessons into the index as they are now; of those no longer listed, take them out.

    Args:
        change: number of the change of lessons that the caller's transaction makes.
    """
    lessons = session.exec(select(Lesson).where(col(Lesson.id).in_(lesson_ids))).all()
    listed = [lesson for lesson in lessons if lesson.state in CURRENT and lesson.taken_down_at is None]
    statement = select(LessonDocument).where(col(LessonDocument.lesson_id).in_(lesson_ids))
    known = {each.lesson_id: each for each in session.exec(statement)}
    for lesson in listed:
        if lesson.id not in known:
            known[lesson.id] = LessonDocument(lesson_id=lesson.id, change=change)
            session.add(known[lesson.id])
    for document in known.values():
        document.change = change
    session.flush()
    numbers = {lesson_id: document.number or 0 for lesson_id, document in known.items()}
    index = full_text(session, WORDS_TABLE)
    index.remove(session, numbers.values())
    index.put(session, [_text(lesson, numbers[lesson.id]) for lesson in listed])


def _text(lesson: Lesson, number: int) -> Text:
    texts = [plain(text) for name in BODY if (text := getattr(lesson, name))]
    if lesson.candour is not Candour.RELAY:
        texts.append(lesson.source_title)
    return Text(number, " ".join(words_of(lesson.title)), " ".join(words_of(" ".join(texts))))

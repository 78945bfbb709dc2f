"""Search's memory of one database: documents, names and the sets of documents that questions are made of."""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from exchange.lessons.access import listed_for, with_known_origin
from exchange.lessons.documents import WORDS_TABLE, LessonDocument
from exchange.lessons.models import Candour, Lesson
from exchange.people.actor import Actor
from exchange.plumbing.changes import LESSONS, REGISTRY, current_change
from exchange.plumbing.full_text import FullText, full_text
from exchange.plumbing.kept import Kept
from exchange.search.catalogue import Catalogue, empty
from exchange.search.kept_numbers import Numbers, Sets, State
from exchange.search.meaning import LEAST, MOST, Meaning
from exchange.search.names import Names, Phrase
from exchange.search.reading import (
    build_names,
    count_documents,
    read_documents,
    read_systems,
    read_texts,
)

Mask = npt.NDArray[np.bool_]


def _build(session: Session) -> Catalogue:
    return read_documents(session, empty(), None)


def _advance(session: Session, old: Catalogue, numbers: tuple[int, ...]) -> Catalogue:
    """Return the catalogue with what changed since: lessons by number, systems whole."""
    lessons, registry = numbers
    new = read_documents(session, old, lessons) if current_change(session, LESSONS) != lessons else old
    if new is not old and count_documents(session) != new.count:
        return _build(session)  # some were deleted
    return read_systems(session, new) if current_change(session, REGISTRY) != registry else new


_CATALOGUE = Kept((LESSONS, REGISTRY), _build, _advance)
_NAMES = Kept(REGISTRY, build_names)


def _learn(session: Session) -> Meaning | None:
    if not LEAST <= count_documents(session) <= MOST:
        return None
    texts = read_texts(session, None)
    return Meaning.learned(texts) if sum(map(bool, texts.values())) >= LEAST else None


def _learn_on(session: Session, old: Meaning | None, numbers: tuple[int, ...]) -> Meaning | None:
    if old is None or old.is_worn(count_documents(session)):
        return _learn(session)
    return old.with_texts(read_texts(session, numbers[0]))


_MEANING = Kept(LESSONS, _learn, _learn_on)


@dataclass(frozen=True)
class Index:
    """What a question is answered from, for one session; ``strengths`` are those already worked out."""

    session: Session
    engine: FullText
    catalogue: Catalogue
    names: Names
    state: State
    strengths: dict[Hashable, npt.NDArray[np.float32]] = field(default_factory=dict)

    def holding(self, words: Phrase) -> Sets:
        """Return the documents with these words next to each other: in the title, in the body."""

        def fetch(among: Numbers | None) -> Sets:
            return self.engine.holding(self.session, words, None if among is None else among.tolist())

        state = replace(self.state, registry=0)
        return self.catalogue.words.get(words, state, fetch, self.catalogue.changed_since)

    def listed_for(self, actor: Actor) -> Mask:
        """Return the documents that stand in the actor's lists."""
        return self._meeting(listed_for(actor), ("listed", _key(actor)[0]))

    def with_known_origin(self, actor: Actor) -> Mask:
        """Return the documents whose origin the actor may know."""
        is_relay = self.catalogue.is_relay()
        if not is_relay.any() or not actor.is_signed_in:
            return ~is_relay
        relay = col(Lesson.candour) == Candour.RELAY
        return ~is_relay | self._meeting(with_known_origin(actor) & relay, ("known", _key(actor)[1]))

    def likeness(self, question: str) -> npt.NDArray[np.float32] | None:
        """Return how like a question in meaning every document is, from 0 to 1; None if that is not known."""
        meaning = _MEANING.get(self.session)
        return None if meaning is None else meaning.likeness(question, self.catalogue.size)

    def _meeting(self, condition: ColumnElement[bool], key: tuple[object, ...]) -> Mask:
        """Return the documents whose lesson meets a condition, as the database says."""
        numbers: Any = select_columns(col(LessonDocument.number))
        statement = numbers.join(Lesson, col(Lesson.id) == col(LessonDocument.lesson_id)).where(condition)

        def fetch(among: Numbers | None) -> Sets:
            narrowed = statement
            if among is not None:
                narrowed = statement.where(col(LessonDocument.number).in_(among.tolist()))
            found = self.session.execute(narrowed).scalars().all()
            return (np.array(found, dtype=np.int64),)

        (found,) = self.catalogue.seen.get(key, self.state, fetch, self.catalogue.changed_since)
        return self.catalogue.mask(found)


def get_index(session: Session) -> Index:
    """Return the memory of the database as the session sees it."""
    return Index(
        session,
        full_text(session, WORDS_TABLE),
        _CATALOGUE.get(session),
        _NAMES.get(session),
        State(current_change(session, LESSONS), current_change(session, REGISTRY)),
    )


@lru_cache(4_096)
def _key(actor: Actor) -> tuple[object, ...]:
    """Return what the conditions on lessons are made of: actors who are alike in it see the same."""
    conditions = (listed_for(actor), with_known_origin(actor))
    compiled = [each.compile() for each in conditions]
    return tuple((str(each), tuple(sorted((n, str(v)) for n, v in each.params.items()))) for each in compiled)

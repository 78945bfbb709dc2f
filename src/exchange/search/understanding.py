"""A question understood: its concepts, with unfinished words finished and mistyped ones corrected."""

from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.distance import OSA
from sqlmodel import Session, col, select

from exchange.lessons.documents import BODY, WORDS_TABLE, LessonDocument
from exchange.lessons.models import Lesson
from exchange.plumbing.changes import LESSONS
from exchange.plumbing.full_text import full_text
from exchange.plumbing.kept import Kept
from exchange.plumbing.words import stem, words_of
from exchange.search.asking import Concept, Form, concepts_of, replaced
from exchange.search.index import Index, Mask
from exchange.search.scoring import strength_of
from exchange.search.spelling import Candidate, Lexicon, endings, likely

_MOST_CANDIDATES = 12
_MOST_READ = 3  # lessons in which the whole word is looked for that belongs to a stem
_PREFIX_WEIGHT = 0.8


@dataclass(frozen=True)
class Understood:
    """What is asked for; ``corrected`` is what was taken instead of what was typed, "" where nothing was."""

    concepts: list[Concept]
    corrected: str = ""


def _vocabulary(session: Session) -> Lexicon:
    return Lexicon(full_text(session, WORDS_TABLE).vocabulary(session))


def _advanced(session: Session, old: Lexicon, numbers: tuple[int, ...]) -> Lexicon:
    """Return the vocabulary with the words of lessons that changed since; words are never taken out.

    A word is offered only where the viewer finds something by it, so that one too many does no harm.
    """
    (since,) = numbers
    changed = select(Lesson).join(LessonDocument, col(LessonDocument.lesson_id) == col(Lesson.id))
    algorithm = full_text(session, WORDS_TABLE).algorithm
    new = old
    for lesson in session.exec(changed.where(col(LessonDocument.change) > since)):
        texts = (lesson.title, *(getattr(lesson, name) for name in BODY))
        new = new.with_one_more_of({stem(word, algorithm) for text in texts for word in words_of(text)})
    return new


_VOCABULARY = Kept(LESSONS, _vocabulary, _advanced)


def understand(index: Index, asked: str, seen: Mask, *, is_exact: bool) -> Understood:
    """Return the concepts of what somebody typed.

    A word is unknown when nothing that the viewer sees has it. The last one may be unfinished; others are
    corrected, unless ``is_exact``.
    """
    concepts = concepts_of(asked, index.names)
    unknown = [each for each in concepts if _is_unknown(index, each, seen)]
    if not unknown:
        return Understood(concepts)
    if unknown[-1] is concepts[-1] and (begun := _begun(index, concepts[-1], seen)):
        concepts[-1] = begun
        unknown.pop()
    if is_exact or not unknown:
        return Understood(concepts)
    corrections = {
        each.typed[0]: better for each in unknown if (better := _corrected(index, each.typed[0], seen))
    }
    if not corrections:
        return Understood(concepts)
    corrected = replaced(asked, corrections)
    return Understood(concepts_of(corrected, index.names), corrected)


def _is_unknown(index: Index, concept: Concept, seen: Mask) -> bool:
    if concept.is_quoted or len(concept.typed) > 1:
        return False
    return not _finds(index, concept, seen)


def _finds(index: Index, concept: Concept, seen: Mask) -> bool:
    return bool(((strength_of(index, concept) > 0) & seen).any())


def _begun(index: Index, concept: Concept, seen: Mask) -> Concept | None:
    (word,) = concept.typed
    stems = _VOCABULARY.get(index.session)
    forms = [
        Form((each,), _PREFIX_WEIGHT)
        for each in endings(word, stems.frequencies, index.names.words.frequencies)
    ]
    begun = replace(concept, forms=tuple(forms))
    return begun if forms and _finds(index, begun, seen) else None


def _corrected(index: Index, word: str, seen: Mask) -> str:
    """Return the closest word by which the viewer finds something, as it is written; "" without any."""
    stems = _VOCABULARY.get(index.session)
    for candidate in likely(word, index.engine.algorithm, stems, index.names.words)[:_MOST_CANDIDATES]:
        concepts = concepts_of(candidate.letters, index.names)
        if concepts and _finds(index, concepts[0], seen):
            return _as_written(index, candidate, word, seen)
    return ""


def _as_written(index: Index, candidate: Candidate, typed: str, seen: Mask) -> str:
    """Return a whole word for a stem: the one most like what was typed, of some lessons that have it."""
    if candidate.letters != candidate.stem:
        return candidate.letters
    numbers = np.concatenate(index.holding((candidate.letters,)))
    numbers = numbers[numbers < index.catalogue.size]
    ids = [index.catalogue.lesson_ids[number] for number in numbers[seen[numbers]][:_MOST_READ]]
    words = {
        word
        for lesson in index.session.exec(select(Lesson).where(col(Lesson.id).in_(ids)))
        for text in (lesson.title, *(getattr(lesson, name) for name in BODY))
        for word in words_of(text)
        if stem(word, index.engine.algorithm) == candidate.stem
    }
    return min(sorted(words), key=lambda each: OSA.distance(each, typed), default=candidate.letters)

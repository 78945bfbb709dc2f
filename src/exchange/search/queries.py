"""Every SELECT of search, and what its answers are made of."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlmodel import Session, col, select

from exchange.lessons.access import listed_for
from exchange.lessons.documents import BODY
from exchange.lessons.models import Lesson
from exchange.organisations.models import Organisation
from exchange.organisations.queries import get_code_now
from exchange.people.actor import Actor
from exchange.plumbing.clock import today
from exchange.plumbing.plain_text import plain
from exchange.search.asking import Concept, sought
from exchange.search.facets import Facets
from exchange.search.index import Index, Mask, get_index
from exchange.search.kept_numbers import Numbers
from exchange.search.ordering import best_first
from exchange.search.schemas import PAGE_SIZE, FoundLesson, LessonsFound, LessonsWanted
from exchange.search.scoring import Answers, Scores, answers, score
from exchange.search.snippets import marked, snippet
from exchange.search.understanding import understand

_TELLING = ("what_happened", "what_we_did", "do_differently", "context")
_TEXTS = (*_TELLING, *(name for name in BODY if name not in _TELLING))


@dataclass(frozen=True)
class _Asked:
    """A question as it was understood, and what it finds; no ``answers`` where only filters are asked."""

    concepts: list[Concept]
    found: Mask
    answers: Answers | None = None
    corrected: str = ""


def search_lessons(session: Session, actor: Actor, wanted: LessonsWanted) -> LessonsFound:
    """Return one page of the lessons that ``wanted`` describes and that stand in the actor's lists.

    Totals and counts are exact. The index gives candidates; the database decides on every one that is seen.
    """
    index, wanted = get_index(session), _followed(session, actor, wanted)
    asked = _ask(index, wanted, index.listed_for(actor))
    facets = Facets(index, wanted, found=asked.found, known=index.with_known_origin(actor))
    left = np.flatnonzero(facets.left)
    pages = max(1, -(-len(left) // PAGE_SIZE))
    page = min(wanted.page, pages)
    scores = _scores(index, actor, asked, left)
    ordered = best_first(index.catalogue, left, scores, wanted.sort, page * PAGE_SIZE)
    shown = ordered[(page - 1) * PAGE_SIZE :].tolist()
    return LessonsFound.model_construct(
        items=_items(index, actor, asked, shown, scores=_by_number(left, scores, shown)),
        total=len(left),
        page=page,
        pages=pages,
        facets=facets.counts(),
        corrected=asked.corrected,
        instead=wanted.words if asked.corrected else "",
        nearly=len(left) > 0 and asked.answers is not None and asked.answers.is_nearly,
    )


def find_numbers(session: Session, actor: Actor, wanted: LessonsWanted) -> Numbers:
    """Return the numbers of the documents of all lessons that ``search_lessons`` counts, in their order."""
    index, wanted = get_index(session), _followed(session, actor, wanted)
    asked = _ask(index, wanted, index.listed_for(actor))
    known = index.with_known_origin(actor)
    return np.flatnonzero(Facets(index, wanted, found=asked.found, known=known).left)


def _followed(session: Session, actor: Actor, wanted: LessonsWanted) -> LessonsWanted:
    """Ask for the lessons of the organisation to which those of the one asked for were carried over."""
    if not wanted.organisation:
        return wanted
    return wanted.model_copy(update={"organisation": get_code_now(session, actor, wanted.organisation)})


def _ask(index: Index, wanted: LessonsWanted, seen: Mask) -> _Asked:
    understood = understand(index, wanted.words, seen, is_exact=wanted.exact)
    if not understood.concepts:
        return _Asked([], seen)
    is_literal = any(each.is_quoted for each in understood.concepts)
    like = None if is_literal else index.likeness(understood.corrected or wanted.words)
    found = answers(index, understood.concepts, seen, like=like)
    return _Asked(understood.concepts, found.is_match & seen, found, understood.corrected)


def _scores(index: Index, actor: Actor, asked: _Asked, numbers: Numbers) -> Scores | None:
    if asked.answers is None:
        return None
    return score(index, numbers, asked.answers.relevance, _home(index.session, actor), today())


def _by_number(numbers: Numbers, scores: Scores | None, shown: list[int]) -> dict[int, float]:
    if scores is None:
        return {}
    return dict(
        zip(shown, scores[np.searchsorted(numbers, shown)].astype(np.float64).round(6).tolist(), strict=True)
    )


def _home(session: Session, actor: Actor) -> str:
    if actor.organisation_id is None:
        return ""
    statement = select(Organisation.ods_code).where(Organisation.id == actor.organisation_id)
    return session.exec(statement).one_or_none() or ""


def _items(
    index: Index, actor: Actor, asked: _Asked, numbers: list[int], *, scores: dict[int, float]
) -> tuple[FoundLesson, ...]:
    """Return the lessons of a page with their snippets; one that has just left the lists is left out.

    Without words there is nothing to mark, and whoever reads the lessons leaves out those that have left.
    """
    ids = [id for number in numbers if (id := index.catalogue.lesson_ids[number])]
    if asked.answers is None:
        return tuple(FoundLesson.model_construct(lesson_id=id) for id in ids)
    statement = select(Lesson).where(listed_for(actor), col(Lesson.id).in_(ids))
    lessons: dict[UUID | None, Lesson] = {lesson.id: lesson for lesson in index.session.exec(statement)}
    algorithm = index.engine.algorithm
    words = sought(asked.concepts, algorithm)
    return tuple(
        FoundLesson.model_construct(
            lesson_id=lesson.id,
            title=tuple(marked(lesson.title, words, algorithm)),
            snippet=snippet((plain(getattr(lesson, name)) for name in _TEXTS), words, algorithm),
            score=scores.get(number, 0),
        )
        for number in numbers
        if (lesson := lessons.get(index.catalogue.lesson_ids[number]))
    )

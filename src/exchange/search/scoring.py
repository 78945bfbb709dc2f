"""How well every document answers a question, and in which order they are listed. Numbers in, numbers out."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from exchange.plumbing.words import stem
from exchange.search import weights as w
from exchange.search.asking import Concept, Form
from exchange.search.index import Index, Mask
from exchange.search.kept_numbers import Numbers
from exchange.search.names import Kind, Place, Subject

Scores = npt.NDArray[np.float32]
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Answers:
    """What a question finds among all documents.

    Attributes:
        relevance: from 0 to 1.
        is_match: has everything asked for, or, where few do, most of it.
        is_nearly: no document that is seen has everything.
    """

    relevance: Scores
    is_match: Mask
    is_nearly: bool


def answers(index: Index, concepts: list[Concept], seen: Mask, *, like: Scores | None = None) -> Answers:
    """Return how well each document answers a question of at least one concept.

    Concepts that stand in few documents count more, by the usual logarithm.

    Args:
        like: how like the question each document is in meaning, from 0 to 1; None where that is not known.
    """
    size = index.catalogue.size
    relevance, covered = np.zeros(size, np.float32), np.zeros(size, np.float32)
    has_all, total = np.ones(size, dtype=bool), 0.0
    for concept in concepts:
        strength = strength_of(index, concept)
        has = strength > 0
        rarity = np.float32(np.log1p(size / (1.0 + np.count_nonzero(has))))
        total += float(rarity)
        relevance += rarity * (strength / (strength + np.float32(w.SATURATION)))
        covered[has] += rarity
        has_all &= has
    relevance /= np.float32(total * _most() / (_most() + w.SATURATION) or 1)
    complete = has_all & seen
    is_match = has_all
    if np.count_nonzero(complete) < w.ENOUGH:
        is_match = has_all | (covered >= w.LEAST_COVERED * total)
        is_match = is_match if like is None else is_match | (like >= w.LIKE_ENOUGH)
    if like is not None:
        relevance = np.float32(1 - w.MEANING) * relevance + np.float32(w.MEANING) * like
    return Answers(relevance, is_match & (relevance > 0), not complete.any())


def _most() -> float:
    return w.TITLE + w.BODY + w.NAME


def strength_of(index: Index, concept: Concept) -> Scores:
    """Return how strongly a concept stands in each document: its best form in each place, added up."""
    if concept not in index.strengths:
        index.strengths[concept] = _strength_of(index, concept)
    return index.strengths[concept]


def _strength_of(index: Index, concept: Concept) -> Scores:
    size = index.catalogue.size
    places = {name: np.zeros(size, np.float32) for name in ("title", "body", "name")}
    for form in concept.forms:
        for place, numbers, worth in _places(index, form):
            here = numbers[numbers < size]
            strength = places[place]
            strength[here] = np.maximum(strength[here], np.float32(worth * form.weight))
    for here, worth in _about(index, concept.subjects, w.NAME):
        places["name"][here] = np.maximum(places["name"][here], np.float32(worth))
    strongest: Scores = sum(places.values(), np.zeros(size, np.float32))
    return strongest


def _places(index: Index, form: Form) -> list[tuple[str, Numbers, float]]:
    """Return where a form stands: place, documents, worth."""
    if not form.is_apart:
        title, body = index.holding(form.words)
        found = [("title", title, w.TITLE), ("body", body, w.BODY)]
        return found + _in_names(index, form.words)
    masks = [index.catalogue.mask(np.concatenate(index.holding((word,)))) for word in form.words]
    return [("body", np.flatnonzero(np.logical_and.reduce(masks)), w.BODY)]


def _in_names(index: Index, words: tuple[str, ...]) -> list[tuple[str, Numbers, float]]:
    """Return the documents about, or by, something of whose name the words are a part."""
    holding = [index.names.holding.get(stem(word, index.engine.algorithm), set()) for word in words]
    subjects = set.intersection(*map(set, holding)) if holding else set()
    return [("name", here, worth) for here, worth in _about(index, subjects, w.NAME_PART)]


def _about(index: Index, subjects: Collection[Subject], worth: float) -> Iterator[tuple[Numbers, float]]:
    """Yield the documents about subjects, and those by organisations, with their worth; by relay never."""
    catalogue = index.catalogue
    for kind in sorted({subject.kind for subject in subjects}):
        values = catalogue.values[kind]
        is_meant = np.zeros(len(values.names) + 1, dtype=bool)
        is_meant[
            [values.known[each.key] for each in subjects if each.kind is kind and each.key in values.known]
        ] = True
        if kind is not Kind.ORGANISATION:
            pairs = catalogue.several[kind]
            yield pairs.numbers[is_meant[pairs.codes]], worth
        else:
            yield np.flatnonzero(is_meant[catalogue.single[kind]] & ~catalogue.is_relay()), w.ORIGIN


def score(index: Index, numbers: Numbers, relevance: Scores, home: str, day: date) -> Scores:
    """Return the whole score of some documents, from 0 to 1.

    Args:
        relevance: of all documents.
        home: ODS code of the viewer's organisation, "" where they have none.
        day: today.
    """
    catalogue = index.catalogue
    days = catalogue.days[numbers]
    age = (day.toordinal() - days).astype(np.float32) / np.float32(_DAYS_A_YEAR)
    fresh = np.where(days > 0, np.exp2(-np.maximum(age, 0) / w.HALF_LIFE_YEARS), w.UNDATED)
    used = np.minimum(np.log1p(catalogue.uses[numbers].astype(np.float32)) / np.log1p(w.MOST_USES), 1)
    whole: Scores = (
        w.RELEVANCE * relevance[numbers]
        + w.FRESHNESS * fresh
        + w.USE * used
        + w.NEARNESS * _nearness(index, numbers, index.names.places.get(home))
    ).astype(np.float32)
    return whole


def _nearness(index: Index, numbers: Numbers, home: Place | None) -> Scores | float:
    """Return how near the setting of each publisher is; by relay the mean of all, which tells nothing."""
    catalogue = index.catalogue
    if home is None or not catalogue.size:
        return 0.0
    organisations, is_relay = catalogue.single["organisation"], catalogue.is_relay()
    unknown = Place("", "", "")
    places = [index.names.places.get(code, unknown) for code in catalogue.values["organisation"].names]
    near = np.array([*(_near(home, place) for place in places), 0.0], dtype=np.float32)
    usual = near[organisations[~is_relay]].mean() if not is_relay.all() else 0
    found: Scores = np.where(is_relay[numbers], np.float32(usual), near[organisations[numbers]])
    return found


def _near(home: Place, place: Place) -> float:
    parts = ((w.SAME_TYPE, "type"), (w.SAME_ICB, "icb"), (w.SAME_REGION, "region"))
    return sum(
        worth for worth, name in parts if getattr(home, name) and getattr(home, name) == getattr(place, name)
    )

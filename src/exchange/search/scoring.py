"""How well every document answers a question, and in which order they are listed. Numbers in, numbers out."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

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


def answers(index: Index, concepts: list[Concept], seen: Mask) -> Answers:
    """Return how well each document answers a question of at least one concept.

    Concepts that stand in few documents count more, by the usual logarithm.
    """
    size = index.catalogue.size
    relevance, covered = np.zeros(size, np.float32), np.zeros(size, np.float32)
    has_all, total = np.ones(size, dtype=bool), 0.0
    for concept in concepts:
        strength = strength_of(index, concept)
        has = strength > 0
        rarity = float(np.log1p(size / (1.0 + has.sum())))
        total += rarity
        relevance += rarity * strength / (strength + w.SATURATION)
        covered += rarity * has
        has_all &= has
    best = total * _most() / (_most() + w.SATURATION)
    complete = has_all & seen
    is_match = has_all
    if np.count_nonzero(complete) < w.ENOUGH:
        is_match = has_all | (covered >= w.LEAST_COVERED * total)
    return Answers(relevance / np.float32(best or 1), is_match & (relevance > 0), not complete.any())


def _most() -> float:
    return w.TITLE + w.BODY + w.NAME


def strength_of(index: Index, concept: Concept) -> Scores:
    """Return how strongly a concept stands in each document: its best form in each place, added up."""
    size = index.catalogue.size
    places = {name: np.zeros(size, np.float32) for name in ("title", "body", "name")}
    for form in concept.forms:
        for place, numbers, worth in _places(index, form):
            here = numbers[numbers < size]
            strength = places[place]
            strength[here] = np.maximum(strength[here], np.float32(worth * form.weight))
    for subject in concept.subjects:
        here, worth = _about(index, subject), w.ORIGIN if subject.kind is Kind.ORGANISATION else w.NAME
        places["name"][here] = np.maximum(places["name"][here], np.float32(worth))
    strongest: Scores = sum(places.values(), np.zeros(size, np.float32))
    return strongest


def _places(index: Index, form: Form) -> list[tuple[str, Numbers, float]]:
    """Return where a form stands: place, documents, worth."""
    if not form.is_apart:
        title, body = index.holding(form.words)
        found = [("title", title, w.TITLE), ("body", body, w.BODY)]
        return found + _in_names(index, form.words)
    each = [np.union1d(*index.holding((word,))) for word in form.words]
    together = each[0]
    for numbers in each[1:]:
        together = np.intersect1d(together, numbers, assume_unique=True)
    return [("body", together, w.BODY)]


def _in_names(index: Index, words: tuple[str, ...]) -> list[tuple[str, Numbers, float]]:
    """Return the documents about, or by, something of whose name the words are a part."""
    holding = [index.names.holding.get(index.engine.stem(word), set()) for word in words]
    subjects = set.intersection(*map(set, holding)) if holding else set()
    return [
        ("name", _about(index, each), w.ORIGIN if each.kind is Kind.ORGANISATION else w.NAME_PART)
        for each in subjects
    ]


def _about(index: Index, subject: Subject) -> Numbers:
    """Return the documents about a subject, or by an organisation; by relay never the latter."""
    catalogue = index.catalogue
    code = catalogue.values[subject.kind].known.get(subject.key)
    if code is None:
        return np.empty(0, np.int64)
    if subject.kind is not Kind.ORGANISATION:
        return catalogue.several[subject.kind].having(code)
    found: Numbers = np.flatnonzero((catalogue.single["organisation"] == code) & ~catalogue.is_relay())
    return found


def score(index: Index, relevance: Scores, home: str, day: date) -> Scores:
    """Return the whole score of each document, from 0 to 1.

    Args:
        home: ODS code of the viewer's organisation, "" where they have none.
        day: today.
    """
    catalogue = index.catalogue
    age = (day.toordinal() - catalogue.days) / _DAYS_A_YEAR
    fresh = np.where(catalogue.days > 0, 0.5 ** (np.maximum(age, 0) / w.HALF_LIFE_YEARS), w.UNDATED)
    used = np.minimum(np.log1p(catalogue.uses) / np.log1p(w.MOST_USES), 1)
    whole: Scores = (
        w.RELEVANCE * relevance
        + w.FRESHNESS * fresh
        + w.USE * used
        + w.NEARNESS * _nearness(index, index.names.places.get(home))
    ).astype(np.float32)
    return whole


def _nearness(index: Index, home: Place | None) -> Scores | float:
    """Return how near the setting of each publisher is; by relay the mean of all, which tells nothing."""
    catalogue = index.catalogue
    if home is None or not catalogue.size:
        return 0.0
    unknown = Place("", "", "")
    places = [index.names.places.get(code, unknown) for code in catalogue.values["organisation"].names]
    near = np.array([*(_near(home, place) for place in places), 0.0], dtype=np.float32)
    found: Scores = near[catalogue.single["organisation"]]
    is_relay = catalogue.is_relay()
    found[is_relay] = found[~is_relay].mean() if not is_relay.all() else 0
    return found


def _near(home: Place, place: Place) -> float:
    parts = ((w.SAME_TYPE, "type"), (w.SAME_ICB, "icb"), (w.SAME_REGION, "region"))
    return sum(
        worth for worth, name in parts if getattr(home, name) and getattr(home, name) == getattr(place, name)
    )

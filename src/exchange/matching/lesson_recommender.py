"""The recommender of lessons: fit it to lessons beside organisations, then ask it what to read and why."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Self

import numpy as np

from exchange.matching import lesson_wording as say
from exchange.matching.estimator import Estimator
from exchange.matching.factor import Evidence, Shrinkage, Values, bits, stand_in
from exchange.matching.lesson import (
    CONTENT,
    LESSON_FACTORS,
    LESSON_WEIGHTS,
    PRIORITIES,
    PUBLISHER,
    STAGE,
    SYSTEMS,
    USES,
    LessonMatch,
    LessonProfile,
    Lessons,
)
from exchange.matching.lesson_asking import (
    LessonAsking,
    best,
    elsewhere,
    met,
    publisher,
    stage,
    vectoriser,
    with_an_end,
)
from exchange.matching.peer import Reason
from exchange.matching.person import PersonProfile
from exchange.matching.postings import Postings
from exchange.matching.profile import Stage
from exchange.matching.recommender import PeerRecommender
from exchange.matching.records import Record
from exchange.matching.weights import normalised

# Source: docs/decisions/0036-lessons-as-matches.md, for every number here.
_ASKERS = 64
_SHRINKAGES = {
    SYSTEMS: Shrinkage(4.0, 0.25),
    PRIORITIES: Shrinkage(3.0, 0.25),
    USES: Shrinkage(2.0, 0.5),  # so penalised, the value is a share of those who reported anything
}


_FIELDS = {
    SYSTEMS: ("area", "supplier", "product"),
    STAGE: ("stage", "area"),
    PRIORITIES: ("themes",),
    CONTENT: ("text",),
    PUBLISHER: ("ods_code",),
    USES: ("used_by", "not_for"),
}


class LessonRecommender(Estimator):
    """Rank lessons of other organisations by how much somebody can get from reading each.

    ``fit`` freezes how common keys and words are and the means that stand in for what is unknown. ``add`` and
    ``remove`` keep them, so that no score among the others changes.

    Args:
        organisations: fitted.
        weights: factor of ``LESSON_FACTORS`` → weight of at least 0, for whoever brings none.
        names: key of a subject, as in ``LessonProfile.about`` → what reasons call it; else they use its id.
    """

    lessons_: Lessons

    def __init__(
        self,
        organisations: PeerRecommender,
        weights: Mapping[str, float] = LESSON_WEIGHTS,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.organisations = organisations
        self.weights = weights
        self.names = names

    def fit(self, lessons: Iterable[LessonProfile]) -> Self:
        """Begin an epoch with these lessons, in any order.

        Raises:
            ValueError: an id occurs twice or is empty, or the weights are refused.
        """
        normalised({}, self.weights, LESSON_FACTORS)
        columns = Lessons.build(lessons)
        self.having_ = columns.about.counts() | columns.themes.counts()
        self.count_ = len(columns.profiles)
        self.vectoriser_ = vectoriser([lesson.text for lesson in columns.profiles])
        self.shrinkages_, self.means_ = dict(_SHRINKAGES), {STAGE: 0.5, CONTENT: 0.0, PUBLISHER: 0.5}
        self._set(columns)
        in_force = normalised({}, self.organisations.weights)
        codes = [asking.profile.ods_code for asking in self.organisations.index_.sample(_ASKERS)]
        asking = [LessonAsking(self.organisations.scored(code, in_force)) for code in codes]
        self._fit_means(self.lessons_, asking)
        return self

    def _fit_means(self, columns: Lessons, askers: list[LessonAsking]) -> None:
        there = [elsewhere(columns, asking) for asking in askers]
        for name, bare in _SHRINKAGES.items():
            pairs = [(self.evidence(name, columns, asking), asking) for asking in askers]
            kept = zip(pairs, there, strict=True)
            masked = [with_an_end(evidence, own) for (evidence, _), own in kept]
            self.shrinkages_[name] = bare.fitted_to((self.count_, each) for each in masked)
        for name, mean in self.means_.items():
            values = [self.values(name, columns, asking) for asking in askers]
            known = [v.value[v.known & own] for v, own in zip(values, there, strict=True)]
            count = sum(len(each) for each in known)
            self.means_[name] = math.fsum(float(each.sum()) for each in known) / count if count else mean

    def _set(self, columns: Lessons) -> None:
        texts = [lesson.text for lesson in columns.profiles]
        matrix = self.vectoriser_.transform(texts) if self.vectoriser_ and texts else None
        self.lessons_ = replace(columns, words=matrix)

    def add(self, lesson: LessonProfile) -> None:
        """Add a lesson, or replace the one with its id.

        Raises:
            ValueError: its id is empty.
        """
        with self._writing:
            kept = [each for each in self._columns().profiles if each.id != lesson.id]
            self._set(Lessons.build([*kept, lesson]))

    def remove(self, lesson_id: str) -> None:
        """Take a lesson out.

        Raises:
            ValueError: there is none with that id.
        """
        with self._writing:
            before = self._columns().profiles
            kept = [each for each in before if each.id != lesson_id]
            if len(kept) == len(before):
                raise ValueError(f"There is no lesson {lesson_id}")
            self._set(Lessons.build(kept))

    def _columns(self) -> Lessons:
        if not hasattr(self, "lessons_"):
            raise RuntimeError("Fit the recommender to lessons first")
        return self.lessons_

    def recommend(
        self,
        ods_code: str,
        *,
        person: PersonProfile | None = None,
        limit: int = 10,
        weights: Mapping[str, float] | None = None,
        area: str | None = None,
    ) -> list[LessonMatch]:
        """Return the best ``limit`` lessons of other organisations; ties: newest first, then id.

        Raises:
            UnknownOrganisation: the asking organisation has not been fitted.
            UnknownWeight: a weight is for no factor.
            ValueError: a weight is negative or no number, all are 0, ``limit`` is negative, the person
                belongs to another organisation, or nobody has anything registered in ``area``.
        """
        if limit < 0:
            raise ValueError(f"limit must be at least 0, not {limit}")
        if person is not None and person.ods_code != ods_code:
            raise ValueError(f"{person.id} belongs to {person.ods_code}, not to {ods_code}")
        in_force = normalised(weights or {}, self.weights, LESSON_FACTORS)
        columns = self._columns()
        of_peers = normalised({}, self.organisations.weights)
        asking = LessonAsking(self.organisations.scored(ods_code, of_peers, area), area, person)
        values = {name: self.values(name, columns, asking) for name in in_force}
        score = np.zeros(len(columns.profiles))
        for name, each in values.items():
            score += in_force[name] * each.value
        rows = best(columns, np.minimum(score, 1.0), elsewhere(columns, asking), limit)
        return [
            LessonMatch(
                rank=rank,
                id=columns.profiles[row].id,
                score=float(min(score[row], 1.0)),
                reasons=tuple(
                    self._reason(name, in_force[name], values[name], (columns.profiles[row], row, asking))
                    for name in in_force
                ),
            )
            for rank, row in enumerate(rows, start=1)
        ]

    def alike(self, lesson_id: str) -> dict[str, float]:
        """Return how alike each lesson is that shares a subject with one: half by subjects, half by words.

        Values are in (0, 1]: subjects count by their bits over those of the one with more, words by cosine.

        Raises:
            ValueError: there is no lesson of that id.
        """
        columns = self._columns()
        row = next((i for i, each in enumerate(columns.profiles) if each.id == lesson_id), None)
        if row is None:
            raise ValueError(f"There is no lesson {lesson_id}")
        own = columns.profiles[row].about
        weigh = {key: bits(count, self.count_) for key, count in self.having_.items()}
        value = np.zeros(len(columns.profiles))
        for key in sorted(own):
            value[columns.about.rows_of(key)] += weigh.get(key, 0.0)
        rows = [int(each) for each in np.flatnonzero(value) if each != row]
        words = columns.words[rows] @ columns.words[row].T if columns.words is not None and rows else None
        most = {each: sum(weigh.get(k, 0.0) for k in columns.profiles[each].about | own) for each in rows}
        return {
            columns.profiles[each].id: 0.5 * float(value[each]) / most[each]
            + (0.5 * float(words[i, 0]) if words is not None else 0.0)
            for i, each in enumerate(rows)
        }

    def evidence(self, name: str, columns: Lessons, asking: LessonAsking) -> Evidence:
        """Return what is shared, for the factors that shrink."""
        if name == USES:
            peers = asking.nearest
            used, against = met(columns, columns.used_by, peers), met(columns, columns.not_for, peers)
            return Evidence(used, against, used + against > 0)
        if name == SYSTEMS:
            return self._overlap(columns, columns.about, columns.about_count, asking.systems)
        return self._overlap(columns, columns.themes, columns.theme_count, asking.themes)

    def _overlap(
        self, columns: Lessons, postings: Postings, counts: np.ndarray[Any, Any], own: frozenset[str]
    ) -> Evidence:
        shared = np.zeros(len(columns.profiles))
        for key in sorted(own):
            shared[postings.rows_of(key)] += bits(self.having_.get(key, 0), self.count_)
        apart = np.minimum(counts, len(own)) - met(columns, postings, own)
        return Evidence(shared, apart, (counts > 0) & bool(own))

    def values(self, name: str, columns: Lessons, asking: LessonAsking) -> Values:
        """Return one factor by row, its mean wherever it is unknown."""
        if name in self.shrinkages_:
            return self.shrinkages_[name].value(self.evidence(name, columns, asking))
        value, known = {STAGE: stage, CONTENT: self._content, PUBLISHER: publisher}[name](columns, asking)
        return stand_in(value, known, self.means_[name])

    def _content(self, columns: Lessons, asking: LessonAsking) -> Values:
        count, matrix = len(columns.profiles), columns.words
        if matrix is None or not asking.words:
            return Values(np.zeros(count), np.zeros(count, dtype=bool))
        own = self.vectoriser_.transform([asking.words])
        value = np.clip((matrix @ own.T).toarray().ravel(), 0.0, 1.0)
        return Values(value, np.diff(matrix.indptr) > 0 if own.nnz else np.zeros(count, dtype=bool))

    def _reason(
        self, name: str, weight: float, values: Values, of: tuple[LessonProfile, int, LessonAsking]
    ) -> Reason:
        lesson, row, asking = of
        value, known = float(values.value[row]), bool(values.known[row])
        mean = self.shrinkages_[name].mean if name in self.shrinkages_ else self.means_[name]
        if not known:
            return Reason.untold(name, weight, value, say.MISSING[name])
        return Reason.told(
            name, weight, value, mean, [self._said(name, lesson, asking)], _records(name, lesson)
        )

    def _called(self, keys: frozenset[str]) -> list[str]:
        """Return what subjects are called, each once, areas before systems."""
        called = ((self.names or {}).get(key, key.partition(":")[2]) for key in sorted(keys))
        return list(dict.fromkeys(called))

    def _said(self, name: str, lesson: LessonProfile, asking: LessonAsking) -> str:
        if name == SYSTEMS:
            return say.about(self._called(lesson.about & asking.systems), "systems")
        if name == PRIORITIES:
            return say.about(self._called(lesson.theme_keys & asking.themes), "priorities")
        if name == STAGE and lesson.stage:
            return say.stage(list(Stage)[asking.stages[lesson.area]], lesson.stage)
        if name == CONTENT:
            analyse = self.vectoriser_.build_analyzer()
            return say.content(sorted(set(analyse(lesson.text)) & set(analyse(asking.words)))[:3])
        if name == PUBLISHER:
            row = asking.scored.index.row_of(lesson.ods_code)
            return say.publisher(asking.scored.index.profile(row).name, float(asking.scored.score[row]))
        peers = asking.nearest
        return say.uses(len(lesson.used_by & peers), len(lesson.not_for & peers), len(peers))


def _records(name: str, lesson: LessonProfile) -> list[Record]:
    return [Record(lesson.id, field) for field in _FIELDS[name] if getattr(lesson, field)]

"""Who asks for lessons, and what of a lesson can be told by row."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from exchange.matching.factor import Evidence, Mask, Values, Vector
from exchange.matching.lesson import Lessons
from exchange.matching.person import PersonProfile
from exchange.matching.persons import AskingPerson
from exchange.matching.postings import Postings
from exchange.matching.profile import Stage
from exchange.matching.scoring import Scored

# Source: docs/decisions/0036-lessons-as-matches.md, for every number here.
NEAREST = 20
_BY_STEPS_AHEAD = {0: 0.8, 1: 1.0, 2: 0.5}


@dataclass(frozen=True)
class LessonAsking:
    """Who asks: an organisation as it sees all others, and perhaps one of its persons."""

    scored: Scored
    area: str | None = None
    person: PersonProfile | None = None

    @cached_property
    def nearest(self) -> frozenset[str]:
        """ODS codes of the organisations that match best."""
        return frozenset(self.scored.index.code(row) for row in self.scored.best(NEAREST))

    @property
    def wants(self) -> frozenset[str]:
        """What the person wants to learn."""
        return AskingPerson(self.person, self.area).wants if self.person else frozenset()

    @property
    def systems(self) -> frozenset[str]:
        """Keys of what the organisation has registered and the person wants to learn."""
        runs = [each for each in self.scored.asking.profile.deployments if self.area in (None, each.area)]
        keys = {f"area:{each.area}" for each in runs if each.area}
        keys |= {f"supplier:{each.supplier}" for each in runs if each.is_named}
        keys |= {f"product:{each.product}" for each in runs if each.product}
        return frozenset(keys) | {key for key in self.wants if not key.startswith("theme:")}

    @property
    def themes(self) -> frozenset[str]:
        """Keys of the organisation's priorities, and of those the person wants to learn about."""
        own = {f"theme:{theme}" for theme in self.scored.asking.profile.themes}
        return frozenset(own) | {key for key in self.wants if key.startswith("theme:")}

    @property
    def words(self) -> str:
        """What is known of them as text: areas, systems, priorities and the person's role."""
        profile = self.scored.asking.profile
        runs = [each for each in profile.deployments if self.area in (None, each.area)]
        words = {word for each in runs for word in (each.area_name, each.system)} | profile.themes
        return " ".join([*sorted(words), self.person.role if self.person else ""]).strip()

    @property
    def stages(self) -> dict[str, int]:
        """Area → how far the organisation is with what it is working on there."""
        order, found = list(Stage), dict[str, int]()
        for each in self.scored.asking.profile.deployments:
            at = order.index(each.stage)
            found[each.area] = min(found.get(each.area, at), at)
        return found


def vectoriser(texts: list[str]) -> Any:
    """Return word weights frozen from the texts of all lessons, None where they have no words."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  (slow to import)

    vectoriser = TfidfVectorizer(stop_words="english")
    analyse = vectoriser.build_analyzer()
    return vectoriser.fit(texts) if any(analyse(text) for text in texts) else None


def with_an_end(evidence: Evidence, there: Mask) -> Evidence:
    """Return the evidence of other organisations' lessons, with a last row to leave out as one's own."""
    known = np.append(evidence.known & there, False)
    return replace(
        evidence, shared=np.append(evidence.shared, 0.0), apart=np.append(evidence.apart, 0.0), known=known
    )


def elsewhere(columns: Lessons, asking: LessonAsking) -> Mask:
    """Return which lessons other organisations published."""
    own = asking.scored.asking.profile.ods_code
    is_other = np.array([name != own for name in columns.organisations.names], dtype=bool)
    mask: Mask = is_other[columns.organisations.column]
    return mask


def met(columns: Lessons, postings: Postings, keys: frozenset[str]) -> Vector:
    """Return by row how many of the keys it has."""
    met = np.zeros(len(columns.profiles))
    for key in keys:
        met[postings.rows_of(key)] += 1
    return met


def stage(columns: Lessons, asking: LessonAsking) -> Values:
    """Return how near the stage of each lesson is to where the organisation is in its area."""
    own = np.array([asking.stages.get(name, -1) for name in columns.areas.names], dtype=np.intp)
    here = own[columns.areas.column]
    known = (here >= 0) & (columns.stages >= 0)
    value = np.zeros(len(columns.profiles))
    for steps, worth in _BY_STEPS_AHEAD.items():
        value[columns.stages - here == steps] = worth
    return Values(value, known)


def publisher(columns: Lessons, asking: LessonAsking) -> Values:
    """Return the score of the organisation that published each lesson."""
    found = map(asking.scored.index.roll.find, columns.organisations.names)
    rows = [-1 if row is None else row for row in found]
    by_row = np.array(rows, dtype=np.intp)[columns.organisations.column]
    return Values(asking.scored.score[by_row], by_row >= 0)


def best(columns: Lessons, score: Vector, elsewhere: Mask, limit: int) -> list[int]:
    """Return the rows of the best ``limit`` lessons elsewhere: by score, newest first, then id."""
    rows = np.flatnonzero(elsewhere)
    count = min(limit, len(rows))
    if not count:
        return []
    level = rows[score[rows] >= np.partition(score[rows], -count)[-count]]

    def order(row: int) -> tuple[float, int, str]:
        day = columns.profiles[row].happened_on
        return -score[row], -day.toordinal() if day else 0, columns.profiles[row].id

    return sorted(level.tolist(), key=order)[:count]

"""What matching knows of a lesson, what it answers, and all lessons of one moment in columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.peer import Reason
from exchange.matching.persons import Numbered
from exchange.matching.postings import Entry, Postings
from exchange.matching.profile import Stage

SYSTEMS, STAGE, PRIORITIES = "about your systems", "your stage", "your priorities"
CONTENT, PUBLISHER, USES = "alike content", "who published", "used by your peers"
LESSON_FACTORS = (SYSTEMS, STAGE, PRIORITIES, CONTENT, PUBLISHER, USES)

# Source: docs/decisions/0036-lessons-as-matches.md: judged, not measured.
LESSON_WEIGHTS = {SYSTEMS: 0.30, STAGE: 0.10, PRIORITIES: 0.15, CONTENT: 0.10, PUBLISHER: 0.20, USES: 0.15}


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonProfile:
    """One lesson. Whatever is "", None or empty is unknown, not absent.

    Attributes:
        id: unique among the lessons of one fit.
        ods_code: of the organisation that published it.
        author: id of the person who wrote it.
        area: id of a functional area.
        product, supplier, themes: names as in ``Deployment`` and ``Profile``.
        also_about: keys of further areas, suppliers and products, in the form of ``about``.
        stage: of the work that it is about.
        text: its title and words.
        used_by: ODS codes of who used or adapted it, or tried it without success, which is worth knowing too.
        not_for: ODS codes of who found that it is not for them.
    """

    id: str
    ods_code: str
    author: str = ""
    area: str = ""
    product: str = ""
    supplier: str = ""
    also_about: frozenset[str] = frozenset()
    stage: Stage | None = None
    themes: frozenset[str] = frozenset()
    text: str = ""
    happened_on: date | None = None
    used_by: frozenset[str] = frozenset()
    not_for: frozenset[str] = frozenset()

    @property
    def about(self) -> frozenset[str]:
        """Keys of what it is about, in the form of the subjects of persons."""
        named = (("area", self.area), ("supplier", self.supplier), ("product", self.product))
        return frozenset(f"{kind}:{name}" for kind, name in named if name) | self.also_about

    @property
    def theme_keys(self) -> frozenset[str]:
        """Keys of its themes, in that form."""
        return frozenset(f"theme:{theme}" for theme in self.themes)


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonMatch:
    """A lesson worth reading.

    Attributes:
        rank: 1 is best.
        score: in [0, 1]: the sum of the contributions of all reasons.
        reasons: one for each factor with a weight above 0, in the order of ``LESSON_FACTORS``.
    """

    rank: int
    id: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Lessons:
    """Columns of lessons by id, never changed.

    Attributes:
        about, themes, used_by, not_for: which rows name which key or ODS code.
        about_count, theme_count: arrays of shape (n,): how many keys each has.
        areas, organisations: names, "" where unknown.
        stages: array of shape (n,): position in ``Stage``, -1 where unknown.
        words: sparse matrix of the weights of words, shape (n, words); None where no lesson has any.
    """

    profiles: tuple[LessonProfile, ...]
    about: Postings
    themes: Postings
    used_by: Postings
    not_for: Postings
    about_count: NDArray[np.intp]
    theme_count: NDArray[np.intp]
    areas: Numbered
    organisations: Numbered
    stages: NDArray[np.intp]
    words: Any = None

    @classmethod
    def build(cls, lessons: Iterable[LessonProfile]) -> Self:
        """Put lessons into columns, whatever order they come in.

        Raises:
            ValueError: an id occurs twice or is empty.
        """
        ordered = tuple(sorted(lessons, key=lambda lesson: lesson.id))
        if any(one.id == following.id for one, following in pairwise(ordered)):
            raise ValueError("Each lesson may appear only once")
        if ordered and not ordered[0].id:
            raise ValueError("Each lesson must have an id")
        order = {stage: i for i, stage in enumerate(Stage)}
        return cls(
            ordered,
            _postings(lesson.about for lesson in ordered),
            _postings(lesson.theme_keys for lesson in ordered),
            _postings(lesson.used_by for lesson in ordered),
            _postings(lesson.not_for for lesson in ordered),
            np.array([len(lesson.about) for lesson in ordered], dtype=np.intp),
            np.array([len(lesson.themes) for lesson in ordered], dtype=np.intp),
            Numbered.build([lesson.area for lesson in ordered]),
            Numbered.build([lesson.ods_code for lesson in ordered]),
            np.array([order[each.stage] if each.stage else -1 for each in ordered], dtype=np.intp),
        )


def _postings(keys: Iterable[frozenset[str]]) -> Postings:
    return Postings.build([dict.fromkeys(own, Entry()) for own in keys])

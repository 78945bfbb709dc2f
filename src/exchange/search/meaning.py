"""Which lessons are like a question in meaning, although they use other words: latent semantic analysis.

Words that stand in the same lessons come to lie near each other. It learns from the lessons themselves, so it
needs some, and nothing from elsewhere. Pure.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from exchange.plumbing.words import STOP_WORDS, stem, words_of

LEAST, MOST = 60, 5_000
"""Of fewer lessons nothing can be learned; among more, words find enough, and learning takes too long."""
_DIMENSIONS = 50
_LESSONS_EACH = 3  # at least, for every dimension: with fewer, each lesson is like itself alone
_GROWTH = 1.25  # so many times the documents that there were when it was learned: it is learned anew
Likeness = npt.NDArray[np.float32]


class Meaning:
    """Lessons as points, by document number; a question is like those in whose direction it points."""

    def __init__(self, vectors: TfidfVectorizer, reduced: TruncatedSVD, learned_from: int) -> None:
        self._vectors, self._reduced, self._learned_from = vectors, reduced, learned_from
        self._points: Likeness = np.zeros((0, reduced.n_components), np.float32)

    @classmethod
    def learned(cls, texts: Mapping[int, str]) -> "Meaning":
        """Return what can be learned from texts by document number, at least ``LEAST`` of them not ""."""
        vectors = TfidfVectorizer(analyzer=_stems, sublinear_tf=True)
        matrix = vectors.fit_transform(filter(None, texts.values()))
        count, words = matrix.shape
        dimensions = max(1, min(_DIMENSIONS, count // _LESSONS_EACH, words - 1))
        reduced = TruncatedSVD(dimensions, random_state=0).fit(matrix)
        return cls(vectors, reduced, len(texts)).with_texts(texts)

    def with_texts(self, texts: Mapping[int, str]) -> "Meaning":
        """Return the same with documents added or replaced; "" takes one out."""
        new = Meaning(self._vectors, self._reduced, self._learned_from)
        size = max([len(self._points), *(number + 1 for number in texts)])
        new._points = np.zeros((size, self._points.shape[1]), np.float32)
        new._points[: len(self._points)] = self._points
        if texts:
            new._points[list(texts)] = self._directions(texts.values())
        return new

    def is_worn(self, count: int) -> bool:
        """Say whether so many documents are too many more, or fewer, than there were when it was learned."""
        return not self._learned_from / _GROWTH <= count <= self._learned_from * _GROWTH

    def likeness(self, question: str, size: int) -> Likeness:
        """Return how like a question every document is, from 0 to 1, as an array of that size."""
        found = np.zeros(size, np.float32)
        shared = min(size, len(self._points))
        found[:shared] = np.maximum(self._points[:shared] @ self._directions([question])[0], 0)
        return found

    def _directions(self, texts: Iterable[str]) -> Any:
        points = self._reduced.transform(self._vectors.transform(texts)).astype(np.float32)
        lengths = np.linalg.norm(points, axis=1, keepdims=True)
        return points / np.where(lengths, lengths, 1)


def _stems(text: str) -> list[str]:
    return [stem(word, "porter") for word in words_of(text) if word not in STOP_WORDS]

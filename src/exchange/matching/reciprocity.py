"""What suits both: the score one organisation gives, fused with the score it is given."""

from collections.abc import Mapping
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Vector
from exchange.matching.index import Index
from exchange.matching.recommender import PeerRecommender
from exchange.matching.scoring import Scored
from exchange.matching.weights import normalised

Weights = Mapping[str, float]


class Scale(NamedTuple):
    """Mean and standard deviation of the scores that one organisation gives to all others."""

    mean: float
    sd: float

    def standardised(self, score: Vector) -> Vector:
        """Return by how many standard deviations scores are above the mean; 0 where all are equal."""
        return (score - self.mean) / self.sd if self.sd > 0 else np.zeros_like(score)

    @classmethod
    def of(cls, score: Vector, own_row: int) -> Self:
        """Measure a score by row, the asking organisation's own left out."""
        others = np.delete(score, own_row)
        if not len(others):
            return cls(0.0, 0.0)
        mean, sd = float(others.mean()), float(others.std())
        return cls(mean, sd if sd > _LEVEL else 0.0)


KEPT = 1000  # organisations up to which all scores are kept, 8 MB; beyond, those asked for are worked out
_LEVEL = 1e-12  # scores that differ by less are equal but for rounding


class Reciprocity:
    """Fuse scores of both sides: ``own`` parts of the asker's, the rest of the other's.

    People weigh the factors differently, so that their scores are not on one scale; each is standardised over
    all that one organisation gives before they meet. The result is put back on the asker's scale, so that a
    price in points of score can be taken from it.

    Args:
        own: the asker's part, in [0, 1].

    Attributes:
        scales_: ODS code → mean and standard deviation of the scores it gives.

    Source: MATCHING.md section 3.6: 0.75 and 0.25; a harmonic mean of raw scores lost quality there.
    """

    def __init__(self, own: float = 0.75) -> None:
        self.own = own

    def fit(self, recommender: PeerRecommender, weights_of: Mapping[str, Weights] | None = None) -> Self:
        """Measure the scores that every organisation gives.

        Args:
            weights_of: ODS code → its own weights, where it has any.

        Raises:
            ValueError: ``own`` is outside [0, 1], or weights are refused.
        """
        if not 0 <= self.own <= 1:
            raise ValueError(f"own must be between 0 and 1, not {self.own}")
        self._recommender = recommender
        self._weights_of = dict(weights_of or {})
        self._index = recommender.index_
        codes = self._index.codes
        self._scores = self._all_scores(self._index) if len(codes) <= KEPT else None
        self.scales_ = {
            code: self._scale(self._seen_by(code, self._index))
            if self._scores is None
            else Scale.of(self._scores[row], row)
            for row, code in enumerate(codes)
        }
        return self

    def fused(self, scored: Scored, rows: NDArray[np.intp]) -> Vector:
        """Return the fused scores of some rows, on the scale of the asker's own."""
        own = scored.at(rows).score
        if self.own == 1:
            return own
        scale = self._scale(scored)
        theirs = np.array([self._view_of(scored, int(row)) for row in rows])
        return own + scale.sd * (1 - self.own) * (theirs - scale.standardised(own))

    def matrix(self) -> tuple[tuple[str, ...], Vector]:
        """Return the codes, and all fused scores, shape (n, n), row asks; the diagonal says nothing."""
        index = self._recommender.index_
        codes = index.codes
        kept = self._scores if index is self._index else None
        scores = self._all_scores(index) if kept is None else kept
        scales = [Scale.of(score, row) for row, score in enumerate(scores)]
        given = np.array([scale.standardised(score) for scale, score in zip(scales, scores, strict=True)])
        spread = np.array([scale.sd for scale in scales])[:, None]
        return codes, scores + spread * (1 - self.own) * (given.T - given) if len(codes) else scores

    def _view_of(self, scored: Scored, row: int) -> float:
        """Return the standardised score that one row gives to the asker."""
        code = scored.index.code(row)
        if self._scores is not None and scored.index is self._index:
            given, asker = np.searchsorted(self._index.roll.rows, (row, scored.asking.row))
            return float(self.scales_[code].standardised(self._scores[given, asker]))
        theirs = self._seen_by(code, scored.index)
        scale = self.scales_.get(code) or self._scale(theirs)
        asker = np.array([scored.asking.row], dtype=np.intp)
        return float(scale.standardised(theirs.at(asker).score)[0])

    def _all_scores(self, index: Index) -> Vector:
        size, rows = len(index.codes), index.roll.rows
        scores = [self._seen_by(code, index).score[rows] for code in index.codes]
        return np.array(scores).reshape(size, size)

    def _scale(self, scored: Scored) -> Scale:
        rows = scored.index.roll.rows
        return Scale.of(scored.score[rows], int(np.searchsorted(rows, scored.asking.row)))

    def _seen_by(self, code: str, index: Index) -> Scored:
        """Return everybody as one organisation sees them, at the moment of an index."""
        in_force = normalised(self._weights_of.get(code, {}), self._recommender.weights)
        factors = [factor for factor in self._recommender.factors_ if factor.name in in_force]
        return Scored(index, index.asking(code), factors, in_force)

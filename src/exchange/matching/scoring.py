"""From factors to a score, an order and reasons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Factor, Values, Vector
from exchange.matching.index import Asking, Index
from exchange.matching.nearby import distance_km
from exchange.matching.peer import Peer, Reason
from exchange.matching.wording import sentence


@dataclass(frozen=True)
class Scored:
    """All organisations as one of them sees them, under one set of weights.

    Args:
        factors: those in force, in the order of ``FACTORS``.
        weights: factor → weight above 0, together 1.
    """

    index: Index
    asking: Asking
    factors: Sequence[Factor]
    weights: Mapping[str, float]

    @cached_property
    def values(self) -> list[Values]:
        """The values of each factor, in the order of ``factors``."""
        return [factor.values(self.index, self.asking) for factor in self.factors]

    @cached_property
    def score(self) -> Vector:
        """The weighted sum by row, in [0, 1]; the asking organisation's own row says nothing."""
        score = np.zeros(len(self.index.codes))
        for factor, values in zip(self.factors, self.values, strict=True):
            score += self.weights[factor.name] * values.value
        return np.minimum(score, 1.0)

    def _km(self, rows: NDArray[np.int64]) -> Vector:
        return self.index.places.km_from(self.asking.row, rows)

    def best(self, limit: int) -> list[int]:
        """Return the rows of the best ``limit`` others: by score, then distance, then ODS code."""
        return best_rows(self.score, self._km, self.asking.row, limit)

    def rank(self, row: int) -> int:
        """Return the place of a row in that order, 1 being the best."""
        return rank_of(row, self.score, self._km, self.asking.row)

    def peer(self, row: int, rank: int) -> Peer:
        """Return one organisation with its reasons."""
        reasons = tuple(self._reason(i, row) for i in range(len(self.factors)))
        profile = self.index.profiles[row]
        return Peer(
            rank=rank,
            ods_code=profile.ods_code,
            name=profile.name,
            score=float(self.score[row]),
            distance_km=distance_km(self.asking.profile, profile),
            reasons=reasons,
        )

    def _reason(self, at: int, row: int) -> Reason:
        factor, weight = self.factors[at], self.weights[self.factors[at].name]
        value, known = float(self.values[at].value[row]), bool(self.values[at].known[row])
        evidence = tuple(factor.evidence(self.index, self.asking, row)) if known else ()
        return Reason(
            factor=factor.name,
            value=value,
            weight=weight,
            contribution=weight * value,
            text=sentence(evidence) if known else factor.missing(self.asking, self.index.profiles[row]),
            known=known,
            lift=weight * (value - factor.mean) if known else 0.0,
            evidence=evidence,
        )


def best_rows(
    score: Vector, km_to: Callable[[NDArray[np.int64]], Vector], asking_row: int, limit: int
) -> list[int]:
    """Return the best ``limit`` rows but the asking one's, ties by distance, then by row."""
    others = score.copy()
    others[asking_row] = -np.inf
    count = min(limit, len(others) - 1)
    if count <= 0:
        return []
    least = np.partition(others, -count)[-count]
    chosen: NDArray[np.int64] = np.flatnonzero(others >= least)
    order = np.lexsort((km_to(chosen), -others[chosen]))[:count]
    return [int(row) for row in chosen[order]]


def rank_of(row: int, score: Vector, km_to: Callable[[NDArray[np.int64]], Vector], asking_row: int) -> int:
    """Return the place of ``row`` in the order of ``best_rows``, 1 being the best."""
    others = score.copy()
    others[asking_row] = -np.inf
    level = np.flatnonzero(others == score[row])
    order = level[np.lexsort((km_to(level),))]
    return 1 + int(np.count_nonzero(others > score[row])) + int(np.flatnonzero(order == row)[0])

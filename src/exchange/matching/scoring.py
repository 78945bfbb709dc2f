"""From factors to a score, an order and reasons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Factor, Values, Vector
from exchange.matching.index import Asking, Index
from exchange.matching.keyed import ALL, Rows
from exchange.matching.nearby import distance_km
from exchange.matching.peer import Peer, Reason
from exchange.matching.search import candidates


@dataclass(frozen=True)
class ScoredRows:
    """Some rows as one organisation sees them.

    Attributes:
        values: of each factor in force, arrays of shape (rows,).
        score: the weighted sum to ``DIGITS`` digits, in [0, 1].
    """

    values: Sequence[Values]
    score: Vector


class Ranked(NamedTuple):
    """Rows in their order, the best first, and their scores."""

    rows: NDArray[np.intp]
    scores: Vector


DIGITS = 12  # of a score; closer ones are level, whichever way they were added up
Search = Callable[["Scored", int], tuple[NDArray[np.intp], Vector]]


@dataclass(frozen=True)
class Scored:
    """All organisations as one of them sees them, under one set of weights.

    Args:
        factors: those in force, in the order of ``FACTORS``.
        weights: factor → weight above 0, together 1.
        search: finds rows that include the best, and scores them.
    """

    index: Index
    asking: Asking
    factors: Sequence[Factor]
    weights: Mapping[str, float]
    search: Search = candidates

    def at(self, rows: Rows) -> ScoredRows:
        """Return some rows; the asking organisation's own says nothing."""
        values = [factor.values(self.index, self.asking, rows) for factor in self.factors]
        score = np.zeros(self.index.count(rows))
        for factor, each in zip(self.factors, values, strict=True):
            score += self.weights[factor.name] * each.value
        return ScoredRows(values, np.minimum(np.round(score, DIGITS), 1.0))

    @cached_property
    def _all(self) -> ScoredRows:
        return self.at(ALL)

    @property
    def values(self) -> Sequence[Values]:
        """The values of each factor by row, in the order of ``factors``."""
        return self._all.values

    @property
    def score(self) -> Vector:
        """The weighted sum by row, in [0, 1]; the asking organisation's own row says nothing."""
        return self._all.score

    def ceilings_of_blocks(self) -> Vector:
        """Return for each block of the index what no score in it exceeds."""
        total = np.zeros(len(self.index.blocks.radii))
        for factor in self.factors:
            total += self.weights[factor.name] * factor.ceilings_of_blocks(self.index, self.asking)
        return total

    def ceilings_of_rows(self, rows: NDArray[np.intp]) -> Vector:
        """Return for some rows what their score does not exceed, from what is quickly told."""
        total = np.zeros(len(rows))
        for factor in self.factors:
            total += self.weights[factor.name] * factor.ceilings_of_rows(self.index, self.asking, rows)
        return total

    def best(self, limit: int) -> list[int]:
        """Return the rows of the best ``limit`` others: by score, then distance, then ODS code."""
        rows: list[int] = self._ranked(*self.search(self, limit), limit).rows.tolist()
        return rows

    def best_of_all(self, limit: int) -> list[int]:
        """Return what ``best`` returns by scoring every row: what its shortcuts are held to."""
        every_row = self.index.roll.rows
        rows: list[int] = self._ranked(every_row, self.score[every_row], limit).rows.tolist()
        return rows

    def best_peers(self, limit: int) -> list[Peer]:
        """Return the best ``limit`` others with their reasons, best first."""
        ranked = self._ranked(*self.search(self, limit), limit)
        return self._peers(ranked, 1, cache(lambda: self.at(ranked.rows).values))

    def _ranked(self, rows: NDArray[np.intp], score: Vector, limit: int) -> Ranked:
        others = rows != self.asking.row
        rows, score = rows[others], score[others]
        count = min(limit, len(rows))
        if count:
            level = score >= np.partition(score, -count)[-count]
            rows, score = rows[level], score[level]
        order = self._order(rows, score)[:count]
        return Ranked(rows[order], score[order])

    def _order(self, rows: NDArray[np.intp], score: Vector) -> NDArray[np.intp]:
        """Return the places of some rows from best to last: by score, then distance, then ODS code."""
        order = np.argsort(-score)
        descending = score[order]
        if np.all(descending[1:] < descending[:-1]):
            return order
        codes = np.array([self.index.code(row) for row in rows.tolist()], dtype=np.str_)
        return np.lexsort((codes, self.index.places.km_from(self.asking.row, rows), -score))

    def rank(self, row: int) -> int:
        """Return the place of a row in that order, 1 being the best."""
        return rank_of(row, self.score, self.index, self.asking.row)

    def peers(self, rows: Sequence[int], first_rank: int = 1) -> list[Peer]:
        """Return some organisations with their reasons, ranked as they come."""
        scored = self.at(np.array(rows, dtype=np.intp))
        return self._peers(
            Ranked(np.array(rows, dtype=np.intp), scored.score), first_rank, lambda: scored.values
        )

    def peer(self, row: int, rank: int) -> Peer:
        """Return one organisation with its reasons."""
        return self.peers([row], rank)[0]

    def _peers(self, ranked: Ranked, first_rank: int, values: Callable[[], Sequence[Values]]) -> list[Peer]:
        pairs = zip(ranked.rows.tolist(), ranked.scores.tolist(), strict=True)
        return [
            self._peer(row, first_rank + place, score, partial(self._reasons, values, place, row))
            for place, (row, score) in enumerate(pairs)
        ]

    def _peer(self, row: int, rank: int, score: float, explain: Callable[[], tuple[Reason, ...]]) -> Peer:
        profile = self.index.profile(row)
        return Peer(
            rank=rank,
            ods_code=profile.ods_code,
            name=profile.name,
            score=score,
            measure=partial(distance_km, self.asking.profile, profile),
            explain=explain,
        )

    def _reasons(self, values: Callable[[], Sequence[Values]], place: int, row: int) -> tuple[Reason, ...]:
        return tuple(
            self._reason(factor, each, place, row)
            for factor, each in zip(self.factors, values(), strict=True)
        )

    def _reason(self, factor: Factor, values: Values, place: int, row: int) -> Reason:
        weight, value = self.weights[factor.name], float(values.value[place])
        other = self.index.profile(row)
        if not values.known[place]:
            return Reason.untold(factor.name, weight, value, factor.missing(self.asking, other))
        said = factor.evidence(self.index, self.asking, row)
        return Reason.told(factor.name, weight, value, factor.mean, said, factor.records(self.asking, other))


def rank_of(row: int, score: Vector, index: Index, asking_row: int) -> int:
    """Return the place of ``row`` among all others, 1 being the best: by score, distance, then ODS code."""
    others = np.where(index.roll.is_there, score, -np.inf)
    others[asking_row] = -np.inf
    level = np.flatnonzero(others == score[row])
    codes = np.array([index.code(each) for each in level.tolist()])
    order = level[np.lexsort((codes, index.places.km_from(asking_row, level)))]
    return 1 + int(np.count_nonzero(others > score[row])) + int(np.flatnonzero(order == row)[0])

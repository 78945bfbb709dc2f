"""The best of many without scoring all: what cannot be among them is passed over, nothing else is.

Every block, and then every row, has a ceiling that its score cannot exceed. Whoever's ceiling is below the
score of as many as are wanted is passed over; all others are scored in full. Source: MATCHING.md sections 0
and 3.3 (a threshold algorithm after Fagin).
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Vector

if TYPE_CHECKING:
    from exchange.matching.scoring import Scored

FEW = 1024  # rows, up to which all are scored
_FIRST = 2048  # rows that are looked at to find out how good the best are
_AT_ONCE = 256  # rows, for each that is wanted no fewer than this many in all are scored together
_SLACK = 1e-9  # of a score, for rounding


def candidates(scored: "Scored", limit: int) -> tuple[NDArray[np.intp], Vector]:
    """Return rows that include the best ``limit`` and all level with the last of them, and their scores."""
    index = scored.index
    if len(index.roll) <= FEW:
        return index.roll.rows, scored.score[index.roll.rows]
    ceilings = scored.ceilings_of_blocks()
    starts = index.blocks.starts
    order = np.argsort(-ceilings, kind="stable")
    first = int(np.searchsorted(np.cumsum(np.diff(starts)[order]), max(_FIRST, 4 * limit))) + 1
    rows = _rows_of(starts, order[:first], index.count())
    best, scores = _best_of(scored, rows, limit, -np.inf)
    least = _least(scores, limit)
    more = order[first:][ceilings[order[first:]] >= least - _SLACK]
    if len(more):
        rows, more_scores = _best_of(scored, _rows_of(starts, more), limit, least)
        best, scores = np.concatenate((best, rows)), np.concatenate((scores, more_scores))
    return best, scores


def _rows_of(
    starts: NDArray[np.int64], blocks: NDArray[np.intp], tail_to: int | None = None
) -> NDArray[np.intp]:
    """Return the rows of some blocks, and those after the last block up to ``tail_to``."""
    counts = starts[blocks + 1] - starts[blocks]
    begin = np.repeat(starts[blocks] - (np.cumsum(counts) - counts), counts)
    rows = begin + np.arange(len(begin))
    return rows if tail_to is None else np.concatenate((rows, np.arange(starts[-1], tail_to)))


def _best_of(
    scored: "Scored", rows: NDArray[np.intp], limit: int, least: float
) -> tuple[NDArray[np.intp], Vector]:
    """Score those of ``rows`` that can reach ``least``, the most promising first, which raises it."""
    rows = rows[scored.index.roll.is_there[rows]]
    ceilings = scored.ceilings_of_rows(rows)
    reaching = np.flatnonzero(ceilings >= least - _SLACK)
    at_once = max(_AT_ONCE, 4 * limit)
    if len(reaching) > at_once:
        chosen = np.argpartition(-ceilings[reaching], at_once)[:at_once]
        best = rows[reaching[chosen]]
        scores = scored.at(best).score
        least = max(least, _least(scores, limit))
        left = np.ones(len(reaching), dtype=bool)
        left[chosen] = False
        reaching = reaching[left & (ceilings[reaching] >= least - _SLACK)]
        rest = rows[reaching]
        return np.concatenate((best, rest)), np.concatenate((scores, scored.at(rest).score))
    best = rows[reaching]
    return best, scored.at(best).score


def _least(scores: Vector, limit: int) -> float:
    """Return the score that as many as are wanted have at least, one of whom may be the one that asks."""
    count = limit + 1
    return float(np.partition(scores, -count)[-count]) if len(scores) >= count else -np.inf

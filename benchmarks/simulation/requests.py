"""People who are shown lists: they look at some places, and ask some of those they look at."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulation.judging import LENGTH
from benchmarks.simulation.organisations import Array
from benchmarks.simulation.truth import Truth
from exchange.matching.outcomes import Impression, Outcome

EXPLORED = 0.1  # of the places are filled at random from the ranks down to DEEPEST
DEEPEST = 60
LOOKED_AT_POWER = 1.0  # a place is looked at with chance rank^-1; the learner does not know the power
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


class Log(NamedTuple):
    """What was shown and asked, one row for each list, one column for each place.

    Attributes:
        asking: array of shape (lists,): who asks.
        shown, explored, asked: arrays of shape (lists, 10).
        first: number of the first list, from which its time follows.
    """

    asking: NDArray[np.int64]
    shown: NDArray[np.int64]
    explored: NDArray[np.bool_]
    asked: NDArray[np.bool_]
    first: int = 0


def shown_lists(truth: Truth, score: Array, lists: int, chance: np.random.Generator, first: int = 0) -> Log:
    """Show lists by a score to organisations in turn of chance, and see whom they ask."""
    count = len(score)
    others = score.copy()
    np.fill_diagonal(others, -np.inf)
    deepest = min(DEEPEST, count - 1)
    order = np.argsort(-others, axis=1, kind="stable")[:, :deepest]
    asking = chance.integers(count, size=lists)
    shown = order[asking, :LENGTH]
    explored = chance.random(shown.shape) < EXPLORED
    below = chance.random((lists, deepest - LENGTH)).argsort(axis=1)[:, :LENGTH] + LENGTH
    shown = np.where(explored, np.take_along_axis(order[asking], below, axis=1), shown)
    looked_at = chance.random(shown.shape) < np.arange(1, LENGTH + 1) ** -LOOKED_AT_POWER
    asked = looked_at & (chance.random(shown.shape) < truth.useful[asking[:, None], shown])
    return Log(asking, shown, explored, asked, first)


def impressions(log: Log, values: Array, known: Array) -> list[Impression]:
    """Return a log as the learner takes it, one list a minute."""
    made = []
    for number, asking in enumerate(log.asking):
        shown_at = BEGIN + timedelta(minutes=log.first + number)
        for place, row in enumerate(log.shown[number]):
            made.append(
                Impression(
                    f"{log.first + number:06d}",
                    shown_at,
                    place + 1,
                    tuple(values[asking, row].tolist()),
                    tuple(known[asking, row].tolist()),
                    bool(log.explored[number, place]),
                    Outcome.ASKED if log.asked[number, place] else Outcome.SHOWN,
                )
            )
    return made


def asked_pairs(log: Log) -> list[tuple[int, int]]:
    """Return who asked whom, once for each request."""
    lists, places = np.nonzero(log.asked)
    return list(zip(log.asking[lists].tolist(), log.shown[lists, places].tolist(), strict=True))

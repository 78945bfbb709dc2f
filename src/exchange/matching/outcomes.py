"""What became of suggestions: impressions as values, and the same in columns for learning."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Mask, Vector
from exchange.matching.weights import FACTORS


class Outcome(IntEnum):
    """How far a suggestion led; each includes those before it."""

    SHOWN = 0
    VIEWED = 1
    ASKED = 2
    ACCEPTED = 3
    MET = 4
    USEFUL = 5


@dataclass(frozen=True, slots=True)
class Impression:
    """One suggestion in one list that somebody was shown. It names neither persons nor organisations.

    Attributes:
        list_id: the same for all suggestions of one list; opaque.
        shown_at: when the list was shown, aware.
        rank: place in the list, 1 being the first.
        values: of the five factors in the order of ``FACTORS``, in [0, 1], with the mean where unknown.
        known: which of them were known.
        explored: the place was filled at random, not by score.
        outcome: the furthest that it led by now.
    """

    list_id: str
    shown_at: datetime
    rank: int
    values: tuple[float, ...]
    known: tuple[bool, ...] = (True,) * len(FACTORS)
    explored: bool = False
    outcome: Outcome = Outcome.SHOWN


@dataclass(frozen=True)
class ShownLists:
    """Impressions in columns, list by list in the order of time, within a list by rank.

    Attributes:
        starts: array of shape (lists + 1,): where each list begins, and where the last ends.
        days: the first and the last day of a list, ISO 8601; none of none.
        ranks, values, known, explored, requested: one row for each impression; ``requested`` from asked on.
    """

    starts: NDArray[np.int64]
    days: tuple[str, ...]
    ranks: NDArray[np.int64]
    values: Vector
    known: Mask
    explored: Mask
    requested: Mask

    @classmethod
    def build(cls, impressions: Iterable[Impression]) -> Self:
        """Put impressions into columns, whatever order they come in.

        Raises:
            ValueError: a rank is below 1 or occurs twice in a list, a list has two times, or values are not
                five numbers from 0 to 1 with as many marks of what is known.
        """
        ordered = sorted(impressions, key=lambda each: (each.shown_at, each.list_id, each.rank))
        _check_lists(ordered)
        values = _table([each.values for each in ordered])
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError("The value of a factor must be a number from 0 to 1")
        ids = [each.list_id for each in ordered]
        begins = [place for place in range(len(ids)) if place == 0 or ids[place] != ids[place - 1]]
        ends = (ordered[0], ordered[-1]) if ordered else ()
        return cls(
            np.array([*begins, len(ids)], dtype=np.int64),
            tuple(each.shown_at.date().isoformat() for each in ends),
            np.array([each.rank for each in ordered], dtype=np.int64),
            values,
            _table([each.known for each in ordered]).astype(bool),
            np.array([each.explored for each in ordered], dtype=bool),
            np.array([each.outcome >= Outcome.ASKED for each in ordered], dtype=bool),
        )

    def __len__(self) -> int:
        """Return the number of lists."""
        return len(self.starts) - 1

    @property
    def list_of(self) -> NDArray[np.int64]:
        """The number of its list for each impression."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def between(self, first: int, last: int) -> Self:
        """Return the lists from ``first`` up to, not including, ``last``."""
        rows = slice(self.starts[first], self.starts[last])
        return type(self)(
            self.starts[first : last + 1] - self.starts[first],
            self.days,
            self.ranks[rows],
            self.values[rows],
            self.known[rows],
            self.explored[rows],
            self.requested[rows],
        )


def _table(rows: list[tuple[float, ...]] | list[tuple[bool, ...]]) -> Vector:
    if any(len(row) != len(FACTORS) for row in rows):
        raise ValueError(
            f"An impression has a value, and whether it was known, for each of {', '.join(FACTORS)}"
        )
    return np.array(rows, dtype=np.float64).reshape(-1, len(FACTORS))


def _check_lists(ordered: list[Impression]) -> None:
    if any(each.rank < 1 for each in ordered):
        raise ValueError("The first rank of a list is 1")
    shown_at: dict[str, datetime] = {}
    for each in ordered:
        if shown_at.setdefault(each.list_id, each.shown_at) != each.shown_at:
            raise ValueError(f"The impressions of list {each.list_id} must have one time")
    for one, other in pairwise(ordered):
        if (one.list_id, one.rank) == (other.list_id, other.rank):
            raise ValueError(f"List {one.list_id} has two impressions of rank {one.rank}")

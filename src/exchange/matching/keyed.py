"""For every organisation, the keys that it has: a sparse matrix by row, each entry with what is kept."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.growing import Growing
from exchange.matching.postings import Entry

Rows = slice | NDArray[np.intp]
ALL = slice(None)
_ENTRY = np.dtype([("key", "<u4"), ("strength", "u1"), ("stage", "u1"), ("month", "<i2")])


class Shared(NamedTuple):
    """What some rows have of somebody's own keys, row by row, each row's in the order of its keys.

    Attributes:
        own: the place of each among the keys that were asked for.
        at: the place of its row among the rows that were asked for.
        entries: what is kept with it.
        rows: how many rows were asked for.
    """

    own: NDArray[np.intp]
    at: NDArray[np.intp]
    entries: NDArray[np.void]
    rows: int

    def sums(self, amounts: NDArray[Any]) -> NDArray[np.float64]:
        """Return for each row the sum of what its entries amount to."""
        return np.bincount(self.at, amounts, self.rows).astype(np.float64, copy=False)

    def counts(self, which: NDArray[Any]) -> NDArray[np.intp]:
        """Return for each row how many of those entries it has."""
        return np.bincount(self.at[which], minlength=self.rows)

    def any(self, which: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return for each row whether it has one of those entries."""
        found = np.zeros(self.rows, dtype=bool)
        found[self.at[which]] = True
        return found


@dataclass(frozen=True)
class Keyed:
    """Rows, each with its keys. Never changed: updates return another.

    Attributes:
        numbers: key → its number.
        bounds: as ``starts``.
        packed: ``entries`` as numbers, which numpy copies ten times faster than structures.
    """

    numbers: Mapping[Hashable, int]
    bounds: Growing[np.int64]
    packed: Growing[np.uint64]

    @classmethod
    def build(cls, by_row: Sequence[Mapping[Any, Entry]]) -> Self:
        """Put the entries of all rows into one array, each row's in the order given."""
        numbers = {key: i for i, key in enumerate(sorted({key for own in by_row for key in own}))}
        entries = [(numbers[key], *entry) for own in by_row for key, entry in own.items()]
        starts = np.zeros(len(by_row) + 1, dtype=np.int64)
        np.cumsum([len(own) for own in by_row], out=starts[1:])
        return cls(numbers, Growing.of(starts), Growing.of(_packed(entries)))

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where the entries of each row begin and end, shape (rows + 1,)."""
        return self.bounds.rows

    @property
    def entries(self) -> NDArray[np.void]:
        """Structured array of ``_ENTRY``, 8 bytes for each key of each row."""
        return self.packed.rows.view(_ENTRY)

    @cached_property
    def _row_of_entry(self) -> NDArray[np.intp]:
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def numbers_of(self, keys: Sequence[Hashable]) -> NDArray[np.int32]:
        """Return, by number, the place of each key among ``keys``, -1 for all others."""
        places = np.full(len(self.numbers), -1, dtype=np.int32)
        for place, key in enumerate(keys):
            number = self.numbers.get(key)
            if number is not None:
                places[number] = place
        return places

    def shared(self, keys: Sequence[Hashable], rows: Rows = ALL) -> Shared:
        """Return what some rows, or all, have of ``keys``."""
        packed, at, count = self._entries_of(rows)
        own = self.numbers_of(keys)[packed.view(_ENTRY)["key"]]
        found = np.flatnonzero(own >= 0)
        return Shared(own[found].astype(np.intp), at[found], packed[found].view(_ENTRY), count)

    def _entries_of(self, rows: Rows) -> tuple[NDArray[np.uint64], NDArray[np.intp], int]:
        if isinstance(rows, slice):
            return self.packed.rows, self._row_of_entry, len(self.starts) - 1
        places, counts = self._places_of(rows)
        return self.packed.rows[places], np.repeat(np.arange(len(rows)), counts), len(rows)

    def _places_of(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Return the places of all entries of some rows, and how many each row has."""
        counts = self.starts[rows + 1] - self.starts[rows]
        first = np.repeat(self.starts[rows] - (np.cumsum(counts) - counts), counts)
        return first + np.arange(len(first)), counts

    def counts(self) -> dict[Hashable, int]:
        """Return the number of rows that have each key, leaving out keys that none has any more."""
        counts = np.bincount(self.entries["key"], minlength=len(self.numbers)).tolist()
        return {key: counts[number] for key, number in self.numbers.items() if counts[number]}

    def rows_of(self, key: Hashable) -> NDArray[np.intp]:
        """Return the rows that have a key."""
        places = np.flatnonzero(self.entries["key"] == self.numbers.get(key, len(self.numbers)))
        return np.searchsorted(self.starts, places, side="right") - 1

    def appended(self, own: Mapping[Any, Entry]) -> Self:
        """Return the rows with one more at the end."""
        new = [key for key in own if key not in self.numbers]
        numbers = self.numbers
        if new:
            numbers = {**numbers, **{key: len(numbers) + i for i, key in enumerate(new)}}
        packed = self.packed.appended(_packed([(numbers[key], *entry) for key, entry in own.items()]))
        return type(self)(numbers, self.bounds.appended(np.array([len(packed.rows)])), packed)

    def kept(self, rows: NDArray[np.intp]) -> Self:
        """Return some of the rows."""
        at, counts = self._places_of(rows)
        starts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts)))
        return type(self)(self.numbers, Growing.of(starts), self.packed.kept(at))


def _packed(entries: Sequence[tuple[int, ...]]) -> NDArray[np.uint64]:
    return np.array(entries, dtype=_ENTRY).view(np.uint64)

"""An inverted index: for every key, the organisations that have it."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Entries = NDArray[np.void]
_ENTRY = np.dtype([("row", "<i4"), ("strength", "u1"), ("stage", "u1"), ("month", "<i2")])


class Entry(NamedTuple):
    """What is kept with a key of an organisation; only systems need more than that it is there.

    Attributes:
        strength: how much it can teach, 0 to 100.
        stage: position in ``Stage``.
        month: of go-live, counted from the year 0; -1 where unknown.
    """

    strength: int = 100
    stage: int = 0
    month: int = -1


@dataclass(frozen=True)
class Postings:
    """Keys, each with its organisations in ascending order of row. Never changed: updates return another.

    Attributes:
        column: key → its place in ``starts``.
        starts: array of shape (keys + 1,): where the entries of each key begin and end.
        entries: structured array of ``_ENTRY``, 8 bytes for each key of each organisation.
    """

    column: Mapping[Hashable, int]
    starts: NDArray[np.int64]
    entries: Entries

    @classmethod
    def build(cls, by_row: Sequence[Mapping[Any, Entry]]) -> Self:
        """Index the entries of all organisations; row i belongs to ``by_row[i]``."""
        column = {key: i for i, key in enumerate(sorted({key for entries in by_row for key in entries}))}
        pairs = [(column[key], row, *entry) for row, own in enumerate(by_row) for key, entry in own.items()]
        pairs.sort()
        entries = np.array([pair[1:] for pair in pairs], dtype=_ENTRY)
        counts = np.bincount([pair[0] for pair in pairs] or np.zeros(0, int), minlength=len(column))
        return cls(column, np.concatenate(([0], np.cumsum(counts))), entries)

    def of(self, key: Hashable) -> Entries:
        """Return the entries of one key, none if it is new."""
        at = self.column.get(key)
        return self.entries[:0] if at is None else self.entries[self.starts[at] : self.starts[at + 1]]

    def rows_of(self, key: Hashable) -> NDArray[np.intp]:
        """Return the rows that have one key, in the type that numpy indexes with."""
        return self.of(key)["row"].astype(np.intp)

    def counts(self) -> dict[Hashable, int]:
        """Return the number of organisations that have each key."""
        return dict(zip(self.column, np.diff(self.starts).tolist(), strict=True))

    def inserted(self, row: int, own: Mapping[Any, Entry]) -> Self:
        """Return the index with one more organisation at ``row``; later rows move up by one."""
        new = [key for key in own if key not in self.column]
        column = {**self.column, **{key: len(self.column) + i for i, key in enumerate(new)}}
        starts = np.concatenate((self.starts, np.full(len(new), self.starts[-1])))
        entries = self.entries.copy()
        entries["row"] += entries["row"] >= row
        items = sorted((column[key], row, *entry) for key, entry in own.items())
        at = [self._place(starts, entries, item[0], row) for item in items]
        grown = np.zeros(len(starts), dtype=np.int64)
        grown[[item[0] + 1 for item in items]] = 1
        return type(self)(
            column,
            starts + np.cumsum(grown),
            np.insert(entries, at, np.array([item[1:] for item in items], dtype=_ENTRY)),
        )

    @staticmethod
    def _place(starts: NDArray[np.int64], entries: Entries, at: int, row: int) -> int:
        rows = entries["row"][starts[at] : starts[at + 1]]
        return int(starts[at] + np.searchsorted(rows, row))

    def removed(self, row: int) -> Self:
        """Return the index without the organisation at ``row``; later rows move down by one."""
        own = self.entries["row"] == row
        entries = self.entries[~own]
        entries["row"] -= entries["row"] > row
        starts = self.starts - np.searchsorted(np.flatnonzero(own), self.starts)
        return type(self)(self.column, starts, entries)

"""What search knows of every listed lesson beside its words, as arrays by document number. Pure.

Nothing here decides who may see a lesson.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import numpy.typing as npt

from exchange.search.kept_numbers import KeptNumbers, Numbers

Codes = npt.NDArray[np.int32]
SINGLE = ("stage", "outcome", "candour", "source", "organisation")
SEVERAL = ("area", "product", "supplier", "theme")
RELAY = "relay"
_MOST_MEMBERS = 16_000_000  # of kept sets of words; eight bytes each
_MOST_SEEN = 8_000_000  # of kept sets of what somebody may see


class Row(NamedTuple):
    """One document: its lesson, and the values that it can be filtered by; "" for none."""

    number: int
    change: int
    lesson_id: UUID
    day: int
    uses: int
    values: tuple[str, ...]  # as in SINGLE


class Values:
    """The values of one filter that occur, each with a code; grows, never shrinks."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self.names: list[str] = []

    def code(self, value: str) -> int:
        """Return the code of a value, a new one if need be; -1 of ""."""
        if not value:
            return -1
        if value not in self.known:
            self.known[value] = len(self.names)
            self.names.append(value)
        return self.known[value]


@dataclass(frozen=True)
class Pairs:
    """Which documents have which values, where a document can have several."""

    numbers: Numbers
    codes: Codes

    def having(self, code: int) -> Numbers:
        """Return the documents that have a value."""
        found: Numbers = self.numbers[self.codes == code]
        return found


NO_PAIRS = Pairs(np.empty(0, np.int64), np.empty(0, np.int32))


@dataclass(frozen=True)
class Catalogue:
    """All documents; arrays have a place for every number up to the highest, empty where there is none.

    Attributes:
        count: of documents.
        change: the change of each document.
        days: ordinal of the first day on which it can have happened, 0 where unknown.
        words, seen: what the database said of words and audiences, kept along with the catalogue.
    """

    count: int
    change: Numbers
    lesson_ids: list[UUID | None]
    days: Codes
    uses: Codes
    single: dict[str, Codes]
    several: dict[str, Pairs]
    values: dict[str, Values]
    words: KeptNumbers = field(default_factory=lambda: KeptNumbers(_MOST_MEMBERS))
    seen: KeptNumbers = field(default_factory=lambda: KeptNumbers(_MOST_SEEN))

    @property
    def size(self) -> int:
        """Return the length of the arrays."""
        return len(self.change)

    def changed_since(self, change: int) -> Numbers:
        """Return the documents that changed later."""
        return np.flatnonzero(self.change > change).astype(np.int64)

    def is_relay(self) -> npt.NDArray[np.bool_]:
        """Return which documents are by relay."""
        found: npt.NDArray[np.bool_] = self.single["candour"] == self.values["candour"].known.get(RELAY, -2)
        return found

    def mask(self, numbers: Numbers) -> npt.NDArray[np.bool_]:
        """Return a set as booleans; documents newer than the catalogue are left out."""
        found = np.zeros(self.size, dtype=bool)
        found[numbers[numbers < self.size]] = True
        return found


def empty() -> Catalogue:
    """Return a catalogue of nothing."""
    names = (*SINGLE, *SEVERAL)
    return Catalogue(
        count=0,
        change=np.zeros(0, np.int64),
        lesson_ids=[],
        days=np.zeros(0, np.int32),
        uses=np.zeros(0, np.int32),
        single={name: np.zeros(0, np.int32) for name in SINGLE},
        several=dict.fromkeys(SEVERAL, NO_PAIRS),
        values={name: Values() for name in names},
    )


def with_rows(old: Catalogue, rows: Sequence[Row]) -> Catalogue:
    """Return the catalogue with documents added or replaced."""
    size = max([old.size, *(row.number + 1 for row in rows)])
    numbers = np.array([row.number for row in rows], dtype=np.int64)
    lesson_ids = old.lesson_ids + [None] * (size - old.size)
    count = old.count
    for row in rows:
        count += lesson_ids[row.number] is None
        lesson_ids[row.number] = row.lesson_id

    def column(before: Any, values: Iterable[int], blank: int) -> Any:
        after = np.full(size, blank, dtype=before.dtype)
        after[: old.size] = before
        after[numbers] = np.fromiter(values, dtype=before.dtype, count=len(rows))
        return after

    single = {
        name: column(old.single[name], (old.values[name].code(row.values[at]) for row in rows), -1)
        for at, name in enumerate(SINGLE)
    }
    return replace(
        old,
        count=count,
        change=column(old.change, (row.change for row in rows), 0),
        lesson_ids=lesson_ids,
        days=column(old.days, (row.day for row in rows), 0),
        uses=column(old.uses, (row.uses for row in rows), 0),
        single=single,
    )


def with_pairs(
    old: Catalogue, name: str, found: Sequence[tuple[int, str]], among: Numbers | None
) -> Catalogue:
    """Return the catalogue with other values of a filter: of some documents, or of all."""
    numbers = np.array([number for number, _ in found], dtype=np.int64)
    codes = np.array([old.values[name].code(value) for _, value in found], dtype=np.int32)
    if among is not None:
        before = old.several[name]
        stays = ~np.isin(before.numbers, among)
        numbers = np.concatenate([before.numbers[stays], numbers])
        codes = np.concatenate([before.codes[stays], codes])
    return replace(old, several=old.several | {name: Pairs(numbers, codes)})

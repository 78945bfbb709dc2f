"""A column of names of which each organisation has one or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Values, Vector
from exchange.matching.growing import Growing
from exchange.matching.keyed import ALL, Rows

UNKNOWN = -1


@dataclass(frozen=True)
class Categories:
    """Names as small numbers.

    Attributes:
        numbers: name → its number.
        by_row: as ``column``.
    """

    numbers: Mapping[str, int]
    by_row: Growing[np.int32]

    @classmethod
    def build(cls, names: Sequence[str]) -> Self:
        """Number the names of all organisations; "" is unknown."""
        numbers = {name: i for i, name in enumerate(sorted(set(names) - {""}))}
        column = np.array([numbers.get(name, UNKNOWN) for name in names], dtype=np.int32)
        return cls(numbers, Growing.of(column))

    @property
    def column(self) -> NDArray[np.int32]:
        """The number of each row's name, shape (n,); -1 where unknown."""
        return self.by_row.rows

    def appended(self, name: str) -> Self:
        """Return the column with one name more at the end."""
        is_new = bool(name) and name not in self.numbers
        numbers = {**self.numbers, name: len(self.numbers)} if is_new else self.numbers
        number = np.array([numbers.get(name, UNKNOWN)], dtype=np.int32)
        return type(self)(numbers, self.by_row.appended(number))

    def kept(self, rows: NDArray[np.intp]) -> Self:
        """Return the column of some rows."""
        return type(self)(self.numbers, self.by_row.kept(rows))

    def sameness(self, row: int, mean: float) -> Vector:
        """Return, by number and last for unknown: 1 for the name of ``row``, 0 for others, else ``mean``."""
        own = self.column[row]
        table = np.full(len(self.numbers) + 1, mean if own == UNKNOWN else 0.0)
        table[own] = mean if own == UNKNOWN else 1.0
        table[UNKNOWN] = mean
        return table

    def likeness(self, row: int, similarity: Callable[[str, str], float], mean: float) -> Vector:
        """Return, by number and last for unknown, the similarity to the name of ``row``, else ``mean``."""
        names = tuple(self.numbers)
        own = self.column[row]
        if own == UNKNOWN:
            return np.full(len(names) + 1, mean)
        return np.array([*(similarity(names[own], name) for name in names), mean])

    def by(self, table: Vector, row: int, rows: Rows = ALL) -> Values:
        """Return what a table by number says of some rows, or all; known where both names are."""
        column = self.column[rows]
        return Values(table[column], (column != UNKNOWN) & (self.column[row] != UNKNOWN))

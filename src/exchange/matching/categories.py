"""A column of names of which each organisation has one or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Values, stand_in

_UNKNOWN = -1


@dataclass(frozen=True)
class Categories:
    """Names as small numbers.

    Attributes:
        numbers: name → its number.
        column: array of shape (n,); -1 where unknown.
    """

    numbers: Mapping[str, int]
    column: NDArray[np.int16]

    @classmethod
    def build(cls, names: Sequence[str]) -> Self:
        """Number the names of all organisations; "" is unknown."""
        numbers = {name: i for i, name in enumerate(sorted(set(names) - {""}))}
        return cls(numbers, np.array([numbers.get(name, _UNKNOWN) for name in names], dtype=np.int16))

    def inserted(self, row: int, name: str) -> Self:
        """Return the column with one name more at ``row``."""
        numbers = (
            self.numbers if name in self.numbers or not name else {**self.numbers, name: len(self.numbers)}
        )
        return type(self)(numbers, np.insert(self.column, row, numbers.get(name, _UNKNOWN)))

    def removed(self, row: int) -> Self:
        """Return the column without the name at ``row``."""
        return type(self)(self.numbers, np.delete(self.column, row))

    def same_as(self, row: int, mean: float) -> Values:
        """Return 1 where the name is that of ``row``, 0 where it differs, ``mean`` where unknown."""
        own = self.column[row]
        known = (self.column != _UNKNOWN) & (own != _UNKNOWN)
        return stand_in((self.column == own).astype(float), known, mean)

    def alike(self, row: int, similarity: Callable[[str, str], float], mean: float) -> Values:
        """Return the similarity of all names to that of ``row``, ``mean`` where either is unknown."""
        names = tuple(self.numbers)
        own = self.column[row]
        if own == _UNKNOWN:
            return stand_in(np.zeros(len(self.column)), np.zeros(len(self.column), dtype=bool), mean)
        table = np.array([*(similarity(names[own], name) for name in names), mean])
        return Values(table[self.column], self.column != _UNKNOWN)

    def taken(self, rows: Sequence[int]) -> Self:
        """Return the column of some organisations only, in the order of ``rows``."""
        return type(self)(self.numbers, self.column[rows])

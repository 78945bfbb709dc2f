"""How alike two job roles are, by the words of their names."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from exchange.matching.factor import bits

_STEM = 5  # letters: "midwife" and "midwifery", "clinician" and "clinical" begin alike


@dataclass(frozen=True)
class RoleLikeness:
    """The cosine between the words of two names, rare words counting more; the same name is 1.

    A word counts with its bits of information among all roles, and so do its first five letters.

    Attributes:
        having: word or beginning → number of roles that had it at the fit.
        roles: number of roles at the fit.
    """

    having: Mapping[str, int]
    roles: int

    @classmethod
    def fit(cls, names: Iterable[str]) -> Self:
        """Count the words of all roles, each name once."""
        distinct = {folded(name) for name in names} - {""}
        return cls(Counter(part for name in sorted(distinct) for part in _parts(name)), len(distinct))

    def of(self, one: str, other: str) -> float:
        """Return how alike two roles are, in [0, 1], the same in either direction."""
        if folded(one) == folded(other):
            return 1.0
        mine, theirs = self._vector(one), self._vector(other)
        shared = math.fsum(mine[part] ** 2 for part in sorted(mine.keys() & theirs.keys()))
        lengths = math.fsum(w * w for w in mine.values()) * math.fsum(w * w for w in theirs.values())
        return min(1.0, shared / math.sqrt(lengths)) if lengths else 0.0

    def _vector(self, name: str) -> dict[str, float]:
        return {part: bits(self.having.get(part, 0), self.roles) for part in _parts(name)}


def folded(name: str) -> str:
    """Return a name in small letters with single spaces, by which two spellings are one role."""
    return " ".join(name.casefold().split())


def _parts(name: str) -> list[str]:
    words = folded(name).replace("-", " ").split()
    return sorted({*words, *(f"{word[:_STEM]}…" for word in words if len(word) > _STEM)})

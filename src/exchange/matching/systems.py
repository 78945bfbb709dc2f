"""Same systems: products, suppliers and functional areas that both have registered."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from exchange.matching.factor import Evidence, Shrinkage, Values, bits
from exchange.matching.postings import Entry
from exchange.matching.profile import Profile
from exchange.matching.registered import STAGES, Key, Level, entries_of
from exchange.matching.system_wording import missing_systems, shared_system, unlike_systems

if TYPE_CHECKING:
    from exchange.matching.index import Asking, Index

# What each level adds to those below it. Source: MATCHING.md section 2 has product .6 and supplier .4;
# docs/decisions/0011-same-systems.md takes .2 of that for having something in the same area at all.
_SHARE = {Level.AREA: 0.2, Level.NAMED: 0.0, Level.IN_HOUSE: 0.0, Level.SUPPLIER: 0.3, Level.PRODUCT: 0.5}
_PRIOR_BITS = 4.0  # Source: MATCHING.md section 2, tech
_PENALTY = 0.25


@dataclass(frozen=True)
class SameSystems:
    """Bits of information in what both have, each weighed by the weaker of the two stages.

    Against them stand the areas in which both say what they have and nothing is shared.

    Attributes:
        having: key → number of organisations that had it at the fit.
        organisations: number of organisations at the fit.
    """

    having: Mapping[Hashable, int]
    organisations: int
    shrinkage: Shrinkage
    name: ClassVar[str] = "same systems"

    @classmethod
    def fit(cls, index: "Index") -> Self:
        """Freeze how common each system is, and the mean over all pairs with an area in common."""
        counts = index.systems.counts()
        unfitted = cls(counts, len(index.codes), Shrinkage(_PRIOR_BITS, _PENALTY))
        shrinkage = unfitted.shrinkage.fitted(index, lambda asking: unfitted._evidence(index, asking))
        return cls(counts, len(index.codes), shrinkage)

    @property
    def mean(self) -> float:
        """What stands in for pairs without an area in common."""
        return self.shrinkage.mean

    def values(self, index: "Index", asking: "Asking") -> Values:
        """Return how much all rows share with the one that asks."""
        return self.shrinkage.value(self._evidence(index, asking))

    def _evidence(self, index: "Index", asking: "Asking") -> Evidence:
        rows = len(index.codes)
        shared, apart, known = np.zeros(rows), np.zeros(rows), np.zeros(rows, dtype=bool)
        for key, own in asking.entries.items():
            found = index.systems.rows_of(key)
            if key.level is Level.AREA:
                known[found] = True
            if key.level is Level.NAMED:
                apart[found] += ~self._alike(index, asking, key.area)[found]
            elif _SHARE[key.level]:
                strength = np.minimum(index.systems.of(key)["strength"], np.uint8(own.strength))
                shared[found] += self.bits(key) / 100 * strength
        return Evidence(shared, apart, known)

    def _alike(
        self, index: "Index", asking: "Asking", area: str
    ) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return which rows share a supplier or product in an area, or built their own as well."""
        alike = np.zeros(len(index.codes), dtype=bool)
        for key in asking.entries:
            if key.area == area and key.level > Level.NAMED:
                alike[index.systems.rows_of(key)] = True
        return alike

    def bits(self, key: Key) -> float:
        """Return what sharing a key adds, in bits, when both are live with it."""
        in_area = self.having.get(Key(key.area, Level.AREA), 0)
        if key.level is Level.AREA:
            return _SHARE[key.level] * bits(in_area, self.organisations)
        return _SHARE[key.level] * bits(self.having.get(key, 0), in_area)

    def evidence(self, index: "Index", asking: "Asking", row: int) -> list[str]:
        """Return the systems that both have, rarest first; else how they differ."""
        theirs = entries_of(index.profiles[row], asking.area)
        both = [key for key in asking.entries if key in theirs]
        telling = _most_alike(both)
        telling.sort(key=lambda key: (-self._weighed(key, asking.entries[key], theirs[key]), key))
        names = {each.area: each.area_name for each in asking.profile.deployments}
        said = [
            shared_system(key, names[key.area], STAGES[asking.entries[key].stage], STAGES[theirs[key].stage])
            for key in telling
            if key.level > Level.NAMED
        ]
        return said or [unlike_systems(telling, names, asking.entries, theirs)]

    def _weighed(self, key: Key, own: Entry, other: Entry) -> float:
        return self.bits(key) * min(own.strength, other.strength)

    def missing(self, asking: "Asking", other: Profile) -> str:
        """Return on which side nothing is registered."""
        return missing_systems(asking.profile, other, asking.area)


def _most_alike(both: list[Key]) -> list[Key]:
    """Return the closest keys of each area; a supplier only where no product of it is shared."""
    best: dict[tuple[str, str], list[Key]] = {}
    for key in both:
        if key.level is not Level.IN_HOUSE:
            best.setdefault((key.area, key.supplier), []).append(key)
    closest = [key for keys in best.values() for key in keys if key.level == max(each.level for each in keys)]
    has_shared = {key.area for key in closest if key.level > Level.NAMED}
    return [key for key in closest if key.level > Level.NAMED or key.area not in has_shared]

"""Same systems: products, suppliers and functional areas that both have registered."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Evidence, Shrinkage, Values, Vector, bits
from exchange.matching.keyed import ALL, Rows
from exchange.matching.postings import Entry
from exchange.matching.profile import Profile
from exchange.matching.records import Record, in_areas_of_both
from exchange.matching.registered import STAGES, Key, Level, entries_of
from exchange.matching.system_wording import missing_systems, shared_system, unlike_systems

if TYPE_CHECKING:
    from exchange.matching.index import Asking, Index

# What each level adds to those below it. Source: MATCHING.md section 2 has product .6 and supplier .4;
# docs/decisions/0011-same-systems.md takes .2 of that for having something in the same area at all.
_SHARE = {Level.AREA: 0.2, Level.NAMED: 0.0, Level.IN_HOUSE: 0.0, Level.SUPPLIER: 0.3, Level.PRODUCT: 0.5}
_PRIOR_BITS = 4.0  # Source: MATCHING.md section 2, tech
_PENALTY = 0.25


class OwnSystems(NamedTuple):
    """The keys of the asking organisation, each an entry of arrays of shape (keys,).

    Attributes:
        gain: bits that sharing it adds, for each hundredth of strength.
        strength: its own, 0 to 100.
        area: number of the functional area.
        level: of the key.
    """

    gain: Vector
    strength: NDArray[np.uint8]
    area: NDArray[np.intp]
    level: NDArray[np.int8]


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
        unfitted = cls(counts, index.count(), Shrinkage(_PRIOR_BITS, _PENALTY))
        shrinkage = unfitted.shrinkage.fitted(index, lambda asking: unfitted._evidence(index, asking))
        return cls(counts, index.count(), shrinkage)

    @property
    def mean(self) -> float:
        """What stands in for pairs without an area in common."""
        return self.shrinkage.mean

    def values(self, index: "Index", asking: "Asking", rows: Rows = ALL) -> Values:
        """Return how much some rows share with the one that asks, or all."""
        return self.shrinkage.value(self._evidence(index, asking, rows))

    def ceilings_of_blocks(self, index: "Index", asking: "Asking") -> float:
        """Return one ceiling for all."""
        return self.ceiling(asking)

    def ceilings_of_rows(self, index: "Index", asking: "Asking", rows: Rows) -> float:
        """Return one ceiling for all."""
        return self.ceiling(asking)

    def ceiling(self, asking: "Asking") -> float:
        """Return what no row exceeds: that of one which shares everything."""
        own = self.own(asking)
        everything = float(np.sum(own.gain * own.strength))
        return self.shrinkage.ceiling(everything) if len(own.gain) else self.mean

    def own(self, asking: "Asking") -> OwnSystems:
        """Return what sharing each key of the asking organisation adds."""
        return asking.once(self, self._own)

    def _own(self, asking: "Asking") -> OwnSystems:
        keys = list(asking.entries)
        areas = {area: place for place, area in enumerate(sorted({key.area for key in keys}))}
        return OwnSystems(
            np.array([self.gain(key) for key in keys]),
            np.array([entry.strength for entry in asking.entries.values()], dtype=np.uint8),
            np.array([areas[key.area] for key in keys], dtype=np.intp),
            np.array([key.level for key in keys], dtype=np.int8),
        )

    def _evidence(self, index: "Index", asking: "Asking", rows: Rows = ALL) -> Evidence:
        own, found = self.own(asking), asking.shared(index, rows)
        strength = np.minimum(found.entries["strength"], own.strength[found.own])
        shared = found.sums(own.gain[found.own] * strength)
        level, area = own.level[found.own], own.area[found.own]
        named = found.counts(level == Level.NAMED)  # whoever shares a system there has said what it is
        alike = np.flatnonzero(level > Level.NAMED)
        pairs = found.at[alike] * (len(own.area) + 1) + area[alike]  # in order, since keys are
        first = alike[np.diff(pairs, prepend=-1) > 0]
        apart = (named - found.counts(first)).astype(float)
        return Evidence(shared, apart, found.any(level == Level.AREA))

    def gain(self, key: Key) -> float:
        """Return the bits that sharing a key adds for each hundredth of strength."""
        known = self._gains.get(key)
        return self.bits(key) / 100 if known is None else known

    @cached_property
    def _gains(self) -> dict[Hashable, float]:
        return {key: self.bits(key) / 100 for key in self.having if isinstance(key, Key)}

    def bits(self, key: Key) -> float:
        """Return what sharing a key adds, in bits, when both are live with it."""
        in_area = self.having.get(Key(key.area, Level.AREA), 0)
        if key.level is Level.AREA:
            return _SHARE[key.level] * bits(in_area, self.organisations)
        return _SHARE[key.level] * bits(self.having.get(key, 0), in_area)

    def evidence(self, index: "Index", asking: "Asking", row: int) -> list[str]:
        """Return the systems that both have, rarest first; else how they differ."""
        theirs = entries_of(index.profile(row), asking.area)
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

    def records(self, asking: "Asking", other: Profile) -> list[Record]:
        """Return the deployments that were compared."""
        return in_areas_of_both(asking.profile, other, asking.area)

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

"""A step ahead: the other organisation is further on with something that the asking one is doing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Values, Vector
from exchange.matching.keyed import ALL, Rows
from exchange.matching.postings import Entry
from exchange.matching.profile import Profile
from exchange.matching.records import Record, in_areas_of_both
from exchange.matching.registered import STAGES, Key, Level, entries_of
from exchange.matching.system_wording import further_on, missing_systems, system_in_area
from exchange.matching.wording import listed

if TYPE_CHECKING:
    from exchange.matching.index import Asking, Index

# What each level adds to those below it, so that a shared product counts 1, a supplier .6, an area .3.
# Source: docs/decisions/0012-a-step-ahead.md
SHARE = {Level.AREA: 0.3, Level.SUPPLIER: 0.3, Level.PRODUCT: 0.4}
MONTHS_PER_STEP = 24
PRIOR = 0.5
_NEUTRAL = 0.5


class OwnStages(NamedTuple):
    """The keys of the asking organisation, each an entry of arrays of shape (keys, …).

    Attributes:
        share: how much a lead with it counts, 0 where it does not.
        stage: position in ``Stage``.
        month: of go-live, counted from the year 0; -1 where unknown.
        by_stage: array of shape (keys, stages): the lead of whoever is at each stage.
    """

    share: Vector
    stage: NDArray[np.intp]
    month: NDArray[np.int16]
    by_stage: Vector


@dataclass(frozen=True)
class StepAhead:
    """value = 1/2 + 1/2 · (ahead - behind) / (prior + ahead + behind), summed over everything both are doing.

    One step is a stage, or between equal stages two years between their go-lives; a lead of s steps counts
    s / (1 + s). Exchanging the two organisations turns a value v into 1 - v, so that the mean over all
    ordered pairs is one half: unknown and level count the same.
    """

    mean: float = _NEUTRAL
    name: ClassVar[str] = "a step ahead"

    def values(self, index: "Index", asking: "Asking", rows: Rows = ALL) -> Values:
        """Return how far some rows are ahead of the one that asks, or all; 0.5 is level."""
        own, found = self.own(asking), asking.shared(index, rows)
        share = own.share[found.own]
        leads = share * _leads(own, found.own, found.entries)
        net, gross = found.sums(leads), found.sums(np.abs(leads))
        return Values(_NEUTRAL + 0.5 * net / (PRIOR + gross), found.any(share > 0))

    def ceilings_of_blocks(self, index: "Index", asking: "Asking") -> float:
        """Return one ceiling for all."""
        return self.ceiling(asking)

    def ceilings_of_rows(self, index: "Index", asking: "Asking", rows: Rows) -> float:
        """Return one ceiling for all."""
        return self.ceiling(asking)

    def ceiling(self, asking: "Asking") -> float:
        """Return what no row exceeds: a lead of 1 with everything."""
        most = float(np.sum(self.own(asking).share))
        return _NEUTRAL + 0.5 * most / (PRIOR + most)

    def own(self, asking: "Asking") -> OwnStages:
        """Return how far the asking organisation is with each of its keys."""
        return asking.once(self, self._own)

    def _own(self, asking: "Asking") -> OwnStages:
        entries = asking.entries.values()
        stages = np.array([entry.stage for entry in entries], dtype=np.intp)
        return OwnStages(
            np.array([SHARE.get(key.level, 0.0) for key in asking.entries]),
            stages,
            np.array([entry.month for entry in entries], dtype=np.int16),
            _saturating(np.arange(len(STAGES)) - stages[:, np.newaxis]),
        )

    def evidence(self, index: "Index", asking: "Asking", row: int) -> list[str]:
        """Return who is further on with what, on the side that prevails first, greatest lead first."""
        theirs = entries_of(index.profile(row), asking.area)
        both = [key for key in asking.entries if key in theirs and key.level in SHARE]
        leads = {key: SHARE[key.level] * lead(asking.entries[key], theirs[key]) for key in both}
        prevailing = sum(leads.values())
        closest = _closest([key for key in both if leads[key]])
        closest.sort(key=lambda key: (leads[key] * prevailing < 0, -abs(leads[key]), key))
        names = {each.area: each.area_name for each in asking.profile.deployments}
        said = [
            further_on(system_in_area(key, names[key.area]), asking.entries[key], theirs[key])
            for key in closest
        ]
        return said or [f"At the same stage with {listed(sorted({names[key.area] for key in both})[:4])}"]

    def records(self, asking: "Asking", other: Profile) -> list[Record]:
        """Return the deployments that were compared."""
        return in_areas_of_both(asking.profile, other, asking.area)

    def missing(self, asking: "Asking", other: Profile) -> str:
        """Return on which side nothing is registered."""
        return missing_systems(asking.profile, other, asking.area)


def lead(own: Entry, theirs: Entry) -> float:
    """Return how far they are ahead with one thing, above -1 and below 1; 0 is level."""
    if own.stage == theirs.stage and own.month >= 0 and theirs.month >= 0:
        return float(_saturating((own.month - theirs.month) / MONTHS_PER_STEP))
    return float(_saturating(theirs.stage - own.stage))


def _leads(own: OwnStages, key: NDArray[np.intp], entries: NDArray[np.void]) -> Vector:
    leads: Vector = own.by_stage[key, entries["stage"]]
    level = (entries["stage"] == own.stage[key]) & (entries["month"] >= 0) & (own.month[key] >= 0)
    months = own.month[key[level]] - entries["month"][level]
    leads[level] = _saturating(months / MONTHS_PER_STEP)
    return leads


def _saturating(steps: Any) -> Any:
    return steps / (1 + np.abs(steps))


def _closest(keys: list[Key]) -> list[Key]:
    """Return the most specific key of each area: a product rather than its supplier, rather than the area."""
    level = {key.area: max(other.level for other in keys if other.area == key.area) for key in keys}
    return [key for key in keys if key.level == level[key.area]]

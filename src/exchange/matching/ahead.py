"""A step ahead: the other organisation is further on with something that the asking one is doing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from exchange.matching.factor import Mask, Values, Vector
from exchange.matching.postings import Entries, Entry
from exchange.matching.profile import Profile
from exchange.matching.registered import STAGES, Key, Level, entries_of
from exchange.matching.system_wording import further_on, missing_systems, system_in_area
from exchange.matching.wording import listed

if TYPE_CHECKING:
    from exchange.matching.index import Asking, Index

# What each level adds to those below it, so that a shared product counts 1, a supplier .6, an area .3.
# Source: docs/decisions/0012-a-step-ahead.md
_SHARE = {Level.AREA: 0.3, Level.SUPPLIER: 0.3, Level.PRODUCT: 0.4}
_MONTHS_PER_STEP = 24
_PRIOR = 0.5
_NEUTRAL = 0.5


@dataclass(frozen=True)
class StepAhead:
    """value = 1/2 + 1/2 · (ahead - behind) / (prior + ahead + behind), summed over everything both are doing.

    One step is a stage, or between equal stages two years between their go-lives; a lead of s steps counts
    s / (1 + s). Exchanging the two organisations turns a value v into 1 - v, so that the mean over all
    ordered pairs is one half: unknown and level count the same.
    """

    mean: float = _NEUTRAL
    name: ClassVar[str] = "a step ahead"

    def values(self, index: "Index", asking: "Asking") -> Values:
        """Return how far all rows are ahead of the one that asks; 0.5 is level."""
        rows = len(index.codes)
        net, gross, known = np.zeros(rows), np.zeros(rows), np.zeros(rows, dtype=bool)
        for key, own in asking.entries.items():
            if key.level in _SHARE:
                found = index.systems.rows_of(key)
                lead = _SHARE[key.level] * _leads(own, index.systems.of(key))
                net[found] += lead
                gross[found] += np.abs(lead)
                known[found] = True
        return Values(_NEUTRAL + 0.5 * net / (_PRIOR + gross), known)

    def evidence(self, index: "Index", asking: "Asking", row: int) -> list[str]:
        """Return who is further on with what, on the side that prevails first, greatest lead first."""
        theirs = entries_of(index.profiles[row], asking.area)
        both = [key for key in asking.entries if key in theirs and key.level in _SHARE]
        leads = {key: _SHARE[key.level] * lead(asking.entries[key], theirs[key]) for key in both}
        prevailing = sum(leads.values())
        closest = _closest([key for key in both if leads[key]])
        closest.sort(key=lambda key: (leads[key] * prevailing < 0, -abs(leads[key]), key))
        names = {each.area: each.area_name for each in asking.profile.deployments}
        said = [
            further_on(system_in_area(key, names[key.area]), asking.entries[key], theirs[key])
            for key in closest
        ]
        return said or [f"At the same stage with {listed(sorted({names[key.area] for key in both})[:4])}"]

    def missing(self, asking: "Asking", other: Profile) -> str:
        """Return on which side nothing is registered."""
        return missing_systems(asking.profile, other, asking.area)


def lead(own: Entry, theirs: Entry) -> float:
    """Return how far they are ahead with one thing, above -1 and below 1; 0 is level."""
    as_array = np.array(
        [(0, *theirs)], dtype=[("row", int), ("strength", int), ("stage", int), ("month", int)]
    )
    return float(_leads(own, as_array)[0])


def _leads(own: Entry, entries: Entries) -> Vector:
    by_stage = np.array([_saturating(stage - own.stage) for stage in range(len(STAGES))])
    leads: Vector = by_stage[entries["stage"]]
    if own.month >= 0:
        level: Mask = (entries["stage"] == own.stage) & (entries["month"] >= 0)
        leads[level] = _saturating((own.month - entries["month"][level]) / _MONTHS_PER_STEP)
    return leads


def _saturating(steps: Any) -> Any:
    return steps / (1 + np.abs(steps))


def _closest(keys: list[Key]) -> list[Key]:
    """Return the most specific key of each area: a product rather than its supplier, rather than the area."""
    level = {key.area: max(other.level for other in keys if other.area == key.area) for key in keys}
    return [key for key in keys if key.level == level[key.area]]

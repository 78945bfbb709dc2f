"""Who may meet whom: rules with a sentence each, exclusions, and what stands between two participants."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from geopy.distance import great_circle

from exchange.matching.nearby import distance_km
from exchange.matching.profile import Profile, Stage
from exchange.matching.wording import listed, sentence

_SPHERE_IS_SURE = 0.01  # geodesics differ from a sphere's by less than 0.6 %. Source: geopy's manual


class Rule(Protocol):
    """Something that two organisations must fulfil to meet; what is unknown does not fulfil it."""

    @property
    def demand(self) -> str:
        """What it demands, as in "Rule: at most 60 km apart"."""

    def allows(self, one: Profile, other: Profile) -> bool:
        """Whether two organisations, in either order, fulfil it."""

    def evidence(self, one: Profile, other: Profile) -> str:
        """Return in words how two organisations that it allows fulfil it."""


@dataclass(frozen=True)
class SameSupplier:
    """Both have a system of one supplier registered that is not retired; in-house is no supplier.

    Args:
        area: id of the functional area in which they must; "" for any, which may differ between the two.
        area_name: its display name for sentences.
    """

    area: str = ""
    area_name: str = ""

    @property
    def demand(self) -> str:
        """What it demands."""
        return f"the same supplier{self._for_area()}"

    def allows(self, one: Profile, other: Profile) -> bool:
        """Whether they share a supplier."""
        return not self._suppliers(one).isdisjoint(self._suppliers(other))

    def evidence(self, one: Profile, other: Profile) -> str:
        """Return the suppliers they share."""
        shared = sorted(self._suppliers(one) & self._suppliers(other))
        return sentence([f"Same supplier{self._for_area()}: {listed(shared)}"])

    def _for_area(self) -> str:
        return f" for {self.area_name or self.area}" if self.area else ""

    def _suppliers(self, profile: Profile) -> set[str]:
        return {
            each.supplier
            for each in profile.deployments
            if each.supplier and each.is_named and each.stage != Stage.RETIRED
            if self.area in ("", each.area)
        }


@dataclass(frozen=True)
class Within:
    """The main sites are at most so many kilometres apart, by geodesic.

    Raises:
        ValueError: ``km`` is negative or no number.
    """

    km: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.km) or self.km < 0:
            raise ValueError(f"A distance must be a number of at least 0, not {self.km}")

    @property
    def demand(self) -> str:
        """What it demands."""
        return f"at most {self.km:g} km apart"

    def allows(self, one: Profile, other: Profile) -> bool:
        """Whether both places are known and near, by the geodesic where a sphere cannot tell."""
        roughly = _sphere_km(one, other)
        if roughly is None or abs(roughly - self.km) > _SPHERE_IS_SURE * self.km + 0.1:
            return roughly is not None and roughly < self.km
        km = distance_km(one, other)
        return km is not None and km <= self.km

    def evidence(self, one: Profile, other: Profile) -> str:
        """Return the distance."""
        return f"{distance_km(one, other):g} km apart"


def _sphere_km(one: Profile, other: Profile) -> float | None:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    return float(great_circle((one.latitude, one.longitude), (other.latitude, other.longitude)).km)


@dataclass(frozen=True)
class AcrossIcbs:
    """Both belong to an ICB, and not to the same."""

    @property
    def demand(self) -> str:
        """What it demands."""
        return "in different ICBs"

    def allows(self, one: Profile, other: Profile) -> bool:
        """Whether both boards are known and differ."""
        return bool(one.icb and other.icb) and one.icb != other.icb

    def evidence(self, one: Profile, other: Profile) -> str:
        """Return the two boards."""
        return f"In different ICBs: {listed(sorted((one.icb, other.icb)))}"


@dataclass(frozen=True)
class Exclusion:
    """Two who must not meet, in either order, and why.

    Args:
        one, other: ODS codes, or ids of participants of a round.

    Raises:
        ValueError: one of them is empty, or both are the same.
    """

    one: str
    other: str
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.one or not self.other or self.one == self.other:
            raise ValueError(f"An exclusion names two who differ, not '{self.one}' and '{self.other}'")


@dataclass(frozen=True, order=True)
class Participant:
    """Who takes part: a person of an organisation, or itself with its ODS code as ``id``."""

    ods_code: str
    id: str

    @classmethod
    def organisation(cls, ods_code: str) -> "Participant":
        """Return an organisation that takes part as a whole."""
        return cls(ods_code, ods_code)


class Admission:
    """Whether two participants may meet under rules, exclusions and, where given, earlier pairs.

    Args:
        profiles: ODS code → profile of every participant's organisation.
        met: pairs of ids that must not meet again.
    """

    def __init__(
        self,
        profiles: Mapping[str, Profile],
        rules: Sequence[Rule] = (),
        excluded: Iterable[Exclusion] = (),
        met: Iterable[frozenset[str]] = (),
    ) -> None:
        self._profiles = profiles
        self._rules = tuple(rules)
        by_reason = sorted(excluded, key=lambda each: each.reason)  # of two reasons the later, "" never
        self._excluded = {frozenset((each.one, each.other)): each.reason for each in by_reason}
        self._met = frozenset(met)

    def obstacle(self, one: Participant, other: Participant) -> str | None:
        """Return what keeps two apart, all broken rules where it is rules; None where they may meet."""
        if one.ods_code == other.ods_code:
            return "the same organisation"
        for each in (one.id, one.ods_code):
            for beside in (other.id, other.ods_code):
                reason = self._excluded.get(frozenset((each, beside)))
                if reason is not None:
                    return f"excluded: {reason}" if reason else "excluded"
        if frozenset((one.id, other.id)) in self._met:
            return "met before"
        here, there = self._profiles[one.ods_code], self._profiles[other.ods_code]
        broken = [rule.demand for rule in self._rules if not rule.allows(here, there)]
        return f"rule: {listed(broken)}" if broken else None

    def evidence(self, one: Participant, other: Participant) -> tuple[str, ...]:
        """Return how two who may meet fulfil each rule."""
        here, there = self._profiles[one.ods_code], self._profiles[other.ods_code]
        return tuple(rule.evidence(here, there) for rule in self._rules)


def counted(obstacles: Iterable[str]) -> str:
    """Return how often each obstacle occurs, the most frequent first: "3 (rule: …) and 1 (met before)"."""
    counts = Counter(obstacles)
    return listed(
        [f"{counts[each]} ({each})" for each in sorted(counts, key=lambda each: (-counts[each], each))]
    )

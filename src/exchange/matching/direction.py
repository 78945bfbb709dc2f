"""Shared direction: declared priorities, networks, integrated care board and region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.categories import Categories
from exchange.matching.direction_wording import direction_statements, missing_direction
from exchange.matching.factor import Evidence, Shrinkage, Values, bits, mean_of_known
from exchange.matching.postings import Entry, Postings
from exchange.matching.profile import Profile

if TYPE_CHECKING:
    from exchange.matching.index import Asking, Index

_AGENDA_SHARE = 0.6  # of the factor; the rest is place, half of it the board and half the region
_PLACE_SHARE = 0.2
_PRIOR_BITS = 3.0  # Source: MATCHING.md section 2, strategy
_PENALTY = 0.25


class Topic(NamedTuple):
    """A theme that is prioritised, or a network that is belonged to."""

    kind: str
    name: str


KINDS = ("theme", "network")


def topics_of(profile: Profile) -> list[Topic]:
    """Return themes and networks of an organisation, sorted."""
    return sorted(
        {Topic("theme", name) for name in profile.themes}
        | {Topic("network", name) for name in profile.networks}
    )


@dataclass(frozen=True)
class Directions:
    """Columns that say where organisations are heading, and with whom.

    Attributes:
        topics: which organisations have which topic.
        topic_counts: kind → array of shape (n,): how many topics of it.
    """

    topics: Postings
    topic_counts: Mapping[str, NDArray[np.int16]]
    icbs: Categories
    regions: Categories

    @classmethod
    def build(cls, profiles: Sequence[Profile]) -> Self:
        """Put the directions of all organisations into columns."""
        return cls(
            Postings.build([_entries(profile) for profile in profiles]),
            {
                kind: np.array([_count(profile, kind) for profile in profiles], dtype=np.int16)
                for kind in KINDS
            },
            Categories.build([profile.icb for profile in profiles]),
            Categories.build([profile.region for profile in profiles]),
        )

    def inserted(self, row: int, profile: Profile) -> Self:
        """Return the columns with one organisation more at ``row``."""
        return type(self)(
            self.topics.inserted(row, _entries(profile)),
            {
                kind: np.insert(counts, row, _count(profile, kind))
                for kind, counts in self.topic_counts.items()
            },
            self.icbs.inserted(row, profile.icb),
            self.regions.inserted(row, profile.region),
        )

    def removed(self, row: int) -> Self:
        """Return the columns without the organisation at ``row``."""
        return type(self)(
            self.topics.removed(row),
            {kind: np.delete(counts, row) for kind, counts in self.topic_counts.items()},
            self.icbs.removed(row),
            self.regions.removed(row),
        )


def _entries(profile: Profile) -> dict[Topic, Entry]:
    return {topic: Entry() for topic in topics_of(profile)}


def _count(profile: Profile, kind: str) -> int:
    return len(profile.themes if kind == "theme" else profile.networks)


@dataclass(frozen=True)
class SharedDirection:
    """What is prioritised and belonged to, by rarity, for three fifths; a fifth each for board and region.

    Each part that is unknown counts as its own mean, so that these add up to the factor's.

    Attributes:
        bits: topic → information in sharing it, frozen at the fit.
        declaring: kind → number of organisations with any topic of it.
    """

    bits: Mapping[Topic, float]
    declaring: Mapping[str, int]
    agenda: Shrinkage
    same_icb: float
    same_region: float
    name: ClassVar[str] = "shared direction"

    @classmethod
    def fit(cls, index: "Index") -> Self:
        """Freeze how common each topic is, and the mean of every part."""
        directions = index.directions
        declaring = {kind: int(np.count_nonzero(counts)) for kind, counts in directions.topic_counts.items()}
        frozen = {
            topic: bits(count, declaring[topic.kind])
            for topic, count in directions.topics.counts().items()
            if isinstance(topic, Topic)
        }
        bare = cls(frozen, declaring, Shrinkage(_PRIOR_BITS, _PENALTY), 0.0, 0.0)
        return cls(
            frozen,
            declaring,
            bare.agenda.fitted(index, lambda asking: bare._agenda(index, asking)),
            mean_of_known(index, lambda asking: directions.icbs.same_as(asking.row, 0.0)),
            mean_of_known(index, lambda asking: directions.regions.same_as(asking.row, 0.0)),
        )

    @property
    def mean(self) -> float:
        """What stands in where neither topics, board nor region can be compared."""
        return (
            _AGENDA_SHARE * self.agenda.mean + _PLACE_SHARE * self.same_icb + _PLACE_SHARE * self.same_region
        )

    def values(self, index: "Index", asking: "Asking") -> Values:
        """Return how far all rows head the same way."""
        agenda = self.agenda.value(self._agenda(index, asking))
        icb = index.directions.icbs.same_as(asking.row, self.same_icb)
        region = index.directions.regions.same_as(asking.row, self.same_region)
        value = _AGENDA_SHARE * agenda.value + _PLACE_SHARE * icb.value + _PLACE_SHARE * region.value
        return Values(value, agenda.known | icb.known | region.known)

    def _agenda(self, index: "Index", asking: "Asking") -> Evidence:
        directions = index.directions
        rows = len(index.codes)
        shared, apart = np.zeros(rows), np.zeros(rows)
        for topic in topics_of(asking.profile):
            found = directions.topics.rows_of(topic)
            shared[found] += self.bits_of(topic)
            apart[found] -= 1
        known = np.zeros(rows, dtype=bool)
        for counts in directions.topic_counts.values():
            comparable = np.minimum(counts, counts[asking.row])
            apart += comparable
            known |= comparable > 0
        return Evidence(shared, apart, known)

    def bits_of(self, topic: Topic) -> float:
        """Return the information in sharing a topic; one that is new since the fit counts as rare."""
        return self.bits.get(topic, bits(1, self.declaring[topic.kind]))

    def evidence(self, index: "Index", asking: "Asking", row: int) -> list[str]:
        """Return place, networks and themes that are shared, the rarest of each kind first."""
        other = index.profiles[row]
        shared = set(topics_of(asking.profile)) & set(topics_of(other))
        rarest = sorted(shared, key=lambda topic: (-self.bits_of(topic), topic.name))
        named = {kind: [topic.name for topic in rarest if topic.kind == kind] for kind in KINDS}
        return direction_statements(asking.profile, other, named)

    def missing(self, asking: "Asking", other: Profile) -> str:
        """Return on which side no direction is registered."""
        return missing_direction(asking.profile, other)

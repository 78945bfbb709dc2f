"""Shared direction: declared priorities, networks, integrated care board and region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.categories import Categories
from exchange.matching.direction_wording import direction_statements, missing_direction
from exchange.matching.factor import Evidence, Shrinkage, Values, Vector, bits, mean_of_known
from exchange.matching.growing import Growing
from exchange.matching.keyed import ALL, Keyed, Rows
from exchange.matching.postings import Entry
from exchange.matching.profile import Profile
from exchange.matching.records import Record, known_to_both, named_by_both

if TYPE_CHECKING:
    from exchange.matching.index import Asking, Index

AGENDA_SHARE = 0.6  # of the factor; the rest is place, half of it the board and half the region
PLACE_SHARE = 0.2
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
        counts: how many topics of each of ``KINDS``, shape (n, kinds).
    """

    topics: Keyed
    counts: Growing[np.int16]
    icbs: Categories
    regions: Categories

    @classmethod
    def build(cls, profiles: Sequence[Profile]) -> Self:
        """Put the directions of all organisations into columns."""
        return cls(
            Keyed.build([_entries(profile) for profile in profiles]),
            Growing.of(_counts(profiles)),
            Categories.build([profile.icb for profile in profiles]),
            Categories.build([profile.region for profile in profiles]),
        )

    def appended(self, profile: Profile) -> Self:
        """Return the columns with one organisation more at the end."""
        return type(self)(
            self.topics.appended(_entries(profile)),
            self.counts.appended(_counts([profile])),
            self.icbs.appended(profile.icb),
            self.regions.appended(profile.region),
        )

    def kept(self, rows: NDArray[np.intp]) -> Self:
        """Return the columns of some rows."""
        return type(self)(
            self.topics.kept(rows), self.counts.kept(rows), self.icbs.kept(rows), self.regions.kept(rows)
        )

    @property
    def topic_counts(self) -> NDArray[np.int16]:
        """How many topics of each kind each row has, shape (kinds, n)."""
        return self.counts.rows.T


def _entries(profile: Profile) -> dict[Topic, Entry]:
    return {topic: Entry() for topic in topics_of(profile)}


def _counts(profiles: Sequence[Profile]) -> NDArray[np.int16]:
    counts = [(len(profile.themes), len(profile.networks)) for profile in profiles]
    return np.array(counts, dtype=np.int16).reshape(-1, len(KINDS))


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
        declaring = dict(zip(KINDS, np.count_nonzero(directions.topic_counts, axis=1).tolist(), strict=True))
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
            mean_of_known(index, lambda asking: bare._icb(index, asking)),
            mean_of_known(index, lambda asking: bare._region(index, asking)),
        )

    @property
    def mean(self) -> float:
        """What stands in where neither topics, board nor region can be compared."""
        return AGENDA_SHARE * self.agenda.mean + PLACE_SHARE * self.same_icb + PLACE_SHARE * self.same_region

    def values(self, index: "Index", asking: "Asking", rows: Rows = ALL) -> Values:
        """Return how far some rows head the same way, or all."""
        agenda = self.agenda.value(self._agenda(index, asking, rows))
        icb, region = self._icb(index, asking, rows), self._region(index, asking, rows)
        value = AGENDA_SHARE * agenda.value + PLACE_SHARE * icb.value + PLACE_SHARE * region.value
        return Values(value, agenda.known | icb.known | region.known)

    def ceilings_of_blocks(self, index: "Index", asking: "Asking") -> Vector:
        """Return what the best place of each block counts, and every topic shared."""
        icb = index.blocks.icbs.most(self.icbs(index, asking))
        region = index.blocks.regions.most(self.regions(index, asking))
        return AGENDA_SHARE * self.ceiling_of_agenda(asking) + PLACE_SHARE * (icb + region)

    def ceilings_of_rows(self, index: "Index", asking: "Asking", rows: Rows) -> Vector:
        """Return what the place counts, and every topic shared."""
        directions = index.directions
        icb = self.icbs(index, asking)[directions.icbs.column[rows]]
        region = self.regions(index, asking)[directions.regions.column[rows]]
        return AGENDA_SHARE * self.ceiling_of_agenda(asking) + PLACE_SHARE * (icb + region)

    def ceiling_of_agenda(self, asking: "Asking") -> float:
        """Return what the agenda of no row exceeds: that of one with all topics of the asking one."""
        return self.agenda.ceiling(float(np.sum(self.own(asking))))

    def icbs(self, index: "Index", asking: "Asking") -> Vector:
        """Return what each integrated care board counts, by its number and last for unknown."""
        return index.directions.icbs.sameness(asking.row, self.same_icb)

    def regions(self, index: "Index", asking: "Asking") -> Vector:
        """Return what each region counts, by its number and last for unknown."""
        return index.directions.regions.sameness(asking.row, self.same_region)

    def _icb(self, index: "Index", asking: "Asking", rows: Rows = ALL) -> Values:
        return index.directions.icbs.by(self.icbs(index, asking), asking.row, rows)

    def _region(self, index: "Index", asking: "Asking", rows: Rows = ALL) -> Values:
        return index.directions.regions.by(self.regions(index, asking), asking.row, rows)

    def own(self, asking: "Asking") -> Vector:
        """Return the bits of each topic of the asking organisation."""
        return asking.once(self, self._own)

    def _own(self, asking: "Asking") -> Vector:
        return np.array([self.bits_of(topic) for topic in asking.topics])

    def _agenda(self, index: "Index", asking: "Asking", rows: Rows = ALL) -> Evidence:
        found = index.directions.topics.shared(asking.topics, rows)
        counts = index.directions.topic_counts
        comparable = np.minimum(counts[:, rows], counts[:, asking.row, np.newaxis]).sum(axis=0)
        apart = comparable - found.sums(np.ones(len(found.own)))
        return Evidence(found.sums(self.own(asking)[found.own]), apart, comparable > 0)

    def bits_of(self, topic: Topic) -> float:
        """Return the information in sharing a topic; one that is new since the fit counts as rare."""
        return self.bits.get(topic, bits(1, self.declaring[topic.kind]))

    def evidence(self, index: "Index", asking: "Asking", row: int) -> list[str]:
        """Return place, networks and themes that are shared, the rarest of each kind first."""
        other = index.profile(row)
        shared = set(topics_of(asking.profile)) & set(topics_of(other))
        rarest = sorted(shared, key=lambda topic: (-self.bits_of(topic), topic.name))
        named = {kind: [topic.name for topic in rarest if topic.kind == kind] for kind in KINDS}
        return direction_statements(asking.profile, other, named)

    def records(self, asking: "Asking", other: Profile) -> list[Record]:
        """Return the places, and the topics that both have; where they have none in common, all of them."""
        mine = asking.profile
        return [
            *known_to_both(mine, other, "region", "icb"),
            *named_by_both(mine, other, "networks", mine.networks & other.networks),
            *named_by_both(mine, other, "themes", mine.themes & other.themes),
        ]

    def missing(self, asking: "Asking", other: Profile) -> str:
        """Return on which side no direction is registered."""
        return missing_direction(asking.profile, other)

"""All organisations of one moment in columns, one row each, in the order of their ODS codes."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Self

from exchange.matching.direction import Directions
from exchange.matching.nearby import Places
from exchange.matching.postings import Entry, Postings
from exchange.matching.profile import Profile
from exchange.matching.registered import Key, Level, entries_of
from exchange.matching.setting import Settings


class UnknownOrganisation(KeyError):
    """No organisation with that ODS code has been fitted or added."""

    def __init__(self, ods_code: str) -> None:
        self.ods_code = ods_code
        super().__init__(ods_code)

    def __str__(self) -> str:
        return f"There is no organisation {self.ods_code} among those that were fitted"


@dataclass(frozen=True)
class Asking:
    """The organisation that asks, and for which functional area (None: for all)."""

    row: int
    profile: Profile
    area: str | None = None

    @cached_property
    def entries(self) -> Mapping[Key, Entry]:
        """What it has registered in the area asked for."""
        return entries_of(self.profile, self.area)


@dataclass(frozen=True)
class Index:
    """Columns of all organisations. Never changed: updates return another, so that readers need no lock."""

    profiles: tuple[Profile, ...]
    codes: tuple[str, ...]
    places: Places
    systems: Postings
    directions: Directions
    settings: Settings

    @classmethod
    def build(cls, profiles: Sequence[Profile]) -> Self:
        """Put organisations into columns, whatever order they come in.

        Raises:
            ValueError: a code occurs twice, or a maturity score is not from 1 to 5.
        """
        ordered = tuple(sorted(profiles, key=lambda profile: profile.ods_code))
        codes = tuple(profile.ods_code for profile in ordered)
        if len(set(codes)) < len(codes):
            twice = next(code for code, following in pairwise(codes) if code == following)
            raise ValueError(f"Each organisation may appear only once, {twice} appears twice")
        return cls(
            ordered,
            codes,
            Places.build(ordered),
            Postings.build([entries_of(profile) for profile in ordered]),
            Directions.build(ordered),
            Settings.build(ordered),
        )

    def row_of(self, ods_code: str) -> int:
        """Return the row of an organisation.

        Raises:
            UnknownOrganisation: there is none.
        """
        row = bisect_left(self.codes, ods_code)
        if row == len(self.codes) or self.codes[row] != ods_code:
            raise UnknownOrganisation(ods_code)
        return row

    def asking(self, ods_code: str, area: str | None = None) -> Asking:
        """Return the organisation that asks.

        Raises:
            UnknownOrganisation: there is none.
        """
        row = self.row_of(ods_code)
        return Asking(row, self.profiles[row], area)

    def has_area(self, area: str) -> bool:
        """Whether anybody has anything registered in a functional area."""
        return bool(len(self.systems.of(Key(area, Level.AREA))))

    def sample(self, at_most: int) -> Iterator[Asking]:
        """Yield every organisation in turn, or ``at_most`` of them evenly spaced by code."""
        count = min(at_most, len(self.codes))
        for i in range(count):
            row = i * len(self.codes) // count
            yield Asking(row, self.profiles[row])

    def with_profile(self, profile: Profile) -> Self:
        """Return the index with one organisation more, or with another profile for one that it has."""
        row = bisect_left(self.codes, profile.ods_code)
        base = self.without(profile.ods_code) if self.codes[row : row + 1] == (profile.ods_code,) else self
        return type(self)(
            (*base.profiles[:row], profile, *base.profiles[row:]),
            (*base.codes[:row], profile.ods_code, *base.codes[row:]),
            base.places.inserted(row, profile),
            base.systems.inserted(row, entries_of(profile)),
            base.directions.inserted(row, profile),
            base.settings.inserted(row, profile),
        )

    def without(self, ods_code: str) -> Self:
        """Return the index without one organisation.

        Raises:
            UnknownOrganisation: there is none.
        """
        row = self.row_of(ods_code)
        return type(self)(
            self.profiles[:row] + self.profiles[row + 1 :],
            self.codes[:row] + self.codes[row + 1 :],
            self.places.removed(row),
            self.systems.removed(row),
            self.directions.removed(row),
            self.settings.removed(row),
        )

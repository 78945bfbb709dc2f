"""All organisations of one moment in columns, one row each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from exchange.matching.blocks import Blocks, in_order
from exchange.matching.direction import Directions
from exchange.matching.keyed import ALL, Keyed, Rows
from exchange.matching.nearby import Places
from exchange.matching.postings import Entry
from exchange.matching.profile import Profile, check
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
    """Columns of all organisations. Never changed: updates return another, so that readers need no lock.

    Attributes:
        rows: ODS code → row. The order of rows says nothing.
    """

    profiles: tuple[Profile, ...]
    codes: tuple[str, ...]
    rows: Mapping[str, int]
    places: Places
    systems: Keyed
    directions: Directions
    settings: Settings
    blocks: Blocks

    @classmethod
    def build(cls, profiles: Sequence[Profile]) -> Self:
        """Put organisations into columns, whatever order they come in.

        Raises:
            ValueError: a code occurs twice, or a number is not what ``Profile`` says of it.
        """
        for profile in profiles:
            check(profile)
        ordered = tuple(in_order(profiles))
        codes = tuple(profile.ods_code for profile in ordered)
        rows = {code: row for row, code in enumerate(codes)}
        if len(rows) < len(codes):
            twice = min(code for code, count in Counter(codes).items() if count > 1)
            raise ValueError(f"Each organisation may appear only once, {twice} appears twice")
        places, directions = Places.build(ordered), Directions.build(ordered)
        systems = Keyed.build([entries_of(profile) for profile in ordered])
        settings = Settings.build(ordered)
        blocks = Blocks.build(places, directions, settings)
        return cls(ordered, codes, rows, places, systems, directions, settings, blocks)

    def row_of(self, ods_code: str) -> int:
        """Return the row of an organisation.

        Raises:
            UnknownOrganisation: there is none.
        """
        row = self.rows.get(ods_code)
        if row is None:
            raise UnknownOrganisation(ods_code)
        return row

    def asking(self, ods_code: str, area: str | None = None) -> Asking:
        """Return the organisation that asks.

        Raises:
            UnknownOrganisation: there is none.
        """
        row = self.row_of(ods_code)
        return Asking(row, self.profiles[row], area)

    def count(self, rows: Rows = ALL) -> int:
        """Return the number of some rows, or of all."""
        return len(self.codes) if isinstance(rows, slice) else len(rows)

    def has_area(self, area: str) -> bool:
        """Whether anybody has anything registered in a functional area."""
        return self.systems.has(Key(area, Level.AREA))

    def sample(self, at_most: int) -> Iterator[Asking]:
        """Yield every organisation in turn, or ``at_most`` of them evenly spaced."""
        count = min(at_most, len(self.codes))
        for i in range(count):
            row = i * len(self.codes) // count
            yield Asking(row, self.profiles[row])

    def with_profile(self, profile: Profile) -> Self:
        """Return the index with one organisation more, or with another profile for one that it has.

        Raises:
            ValueError: a number is not what ``Profile`` says of it.
        """
        check(profile)
        base = self.without(profile.ods_code) if profile.ods_code in self.rows else self
        return type(self)(
            (*base.profiles, profile),
            (*base.codes, profile.ods_code),
            {**base.rows, profile.ods_code: len(base.codes)},
            base.places.appended(profile),
            base.systems.appended(entries_of(profile)),
            base.directions.appended(profile),
            base.settings.appended(profile),
            base.blocks,
        )

    def without(self, ods_code: str) -> Self:
        """Return the index without one organisation.

        Raises:
            UnknownOrganisation: there is none.
        """
        row = self.row_of(ods_code)
        codes = self.codes[:row] + self.codes[row + 1 :]
        return type(self)(
            self.profiles[:row] + self.profiles[row + 1 :],
            codes,
            dict(zip(codes, range(len(codes)), strict=True)),
            self.places.removed(row),
            self.systems.removed(row),
            self.directions.removed(row),
            self.settings.removed(row),
            self.blocks.removed(row),
        )

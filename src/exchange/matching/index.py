"""All organisations of one moment in columns, one row each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self, TypeVar, cast

from exchange.matching.blocks import Blocks, in_order
from exchange.matching.direction import Directions, Topic, topics_of
from exchange.matching.factor import Factor
from exchange.matching.keyed import ALL, Keyed, Rows, Shared
from exchange.matching.nearby import Places
from exchange.matching.postings import Entry
from exchange.matching.profile import Profile, check
from exchange.matching.registered import Key, Level, entries_of
from exchange.matching.roll import Roll
from exchange.matching.setting import Settings

T = TypeVar("T")
_MOST_GONE = 1 / 8  # of the rows
_FEW_GONE = 64


@dataclass(frozen=True)
class Asking:
    """The organisation that asks, and for which functional area (None: for all).

    What follows from that alone is worked out once, however many rows are looked at.
    """

    row: int
    profile: Profile
    area: str | None = None
    _worked_out: dict[str, tuple[Any, Any]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def entries(self) -> Mapping[Key, Entry]:
        """What it has registered in the area asked for."""
        return entries_of(self.profile, self.area)

    @cached_property
    def topics(self) -> list[Topic]:
        """What it prioritises and belongs to."""
        return topics_of(self.profile)

    def once(self, factor: Factor, work: Callable[["Asking"], T]) -> T:
        """Return what a factor works out of it, worked out when it is asked for first."""
        by, found = self._worked_out.get(factor.name, (None, None))
        if by is not factor:
            found = work(self)
            self._worked_out[factor.name] = (factor, found)
        return cast(T, found)

    def shared(self, index: "Index", rows: Rows) -> Shared:
        """Return what some rows, or all, have of its entries; kept until others are asked for."""
        of, found = self._worked_out.get("shared", (None, None))
        if of is None or of[0] is not index or of[1] is not rows:
            found = index.systems.shared(list(self.entries), rows)
            self._worked_out["shared"] = ((index, rows), found)
        return cast(Shared, found)


@dataclass(frozen=True)
class Index:
    """Columns of all organisations. Never changed: updates return another, so that readers need no lock.

    An update costs the same among many as among few: it appends to columns that share their memory, and
    leaves behind rows that are gone, until an eighth is.

    Attributes:
        roll: which organisation is in which row. The order of rows says nothing.
    """

    roll: Roll
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
        ordered = in_order(profiles)
        roll = Roll.build(ordered)
        places, directions = Places.build(ordered), Directions.build(ordered)
        systems = Keyed.build([entries_of(profile) for profile in ordered])
        settings = Settings.build(ordered)
        return cls(roll, places, systems, directions, settings, Blocks.build(places, directions, settings))

    def __contains__(self, ods_code: str) -> bool:
        return self.roll.find(ods_code) is not None

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """All organisations. Where none was added or removed since the fit, row i is that of the i-th."""
        return self.roll.profiles

    @property
    def codes(self) -> tuple[str, ...]:
        """Their ODS codes, in the same order."""
        return self.roll.codes

    def row_of(self, ods_code: str) -> int:
        """Return the row of an organisation.

        Raises:
            UnknownOrganisation: there is none.
        """
        return self.roll.row_of(ods_code)

    def profile(self, row: int) -> Profile:
        """Return the organisation of a row."""
        return self.roll.profile(row)

    def code(self, row: int) -> str:
        """Return the ODS code of a row."""
        return self.roll.profile(row).ods_code

    def asking(self, ods_code: str, area: str | None = None) -> Asking:
        """Return the organisation that asks.

        Raises:
            UnknownOrganisation: there is none.
        """
        row = self.roll.row_of(ods_code)
        return Asking(row, self.roll.profile(row), area)

    def count(self, rows: Rows = ALL) -> int:
        """Return the number of some rows, or of all, with those that are gone."""
        return len(self.roll.is_there) if isinstance(rows, slice) else len(rows)

    def has_area(self, area: str) -> bool:
        """Whether anybody has anything registered in a functional area."""
        return bool(self.roll.is_there[self.systems.rows_of(Key(area, Level.AREA))].any())

    def sample(self, at_most: int) -> Iterator[Asking]:
        """Yield every organisation in turn, or ``at_most`` of them evenly spaced."""
        rows = self.roll.rows
        count = min(at_most, len(rows))
        for i in range(count):
            row = int(rows[i * len(rows) // count])
            yield Asking(row, self.roll.profile(row))

    def with_profile(self, profile: Profile) -> Self:
        """Return the index with one organisation more, or with another profile for one that it has.

        Raises:
            ValueError: a number is not what ``Profile`` says of it.
        """
        check(profile)
        base = self if self.roll.find(profile.ods_code) is None else self.without(profile.ods_code)
        return type(self)(
            base.roll.appended(profile),
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
        left = replace(self, roll=self.roll.without(self.roll.row_of(ods_code)))
        return left if left.roll.gone <= _MOST_GONE * len(left.roll.is_there) + _FEW_GONE else left._tidied()

    def _tidied(self) -> Self:
        """Return the index without the rows that are gone."""
        rows = self.roll.rows
        return type(self)(
            self.roll.kept(rows),
            self.places.kept(rows),
            self.systems.kept(rows),
            self.directions.kept(rows),
            self.settings.kept(rows),
            self.blocks.kept(self.roll.is_there),
        )

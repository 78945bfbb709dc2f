"""Similar setting: type of organisation, size, and digital maturity within the same care setting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.categories import Categories
from exchange.matching.factor import Values, Vector, mean_of_known, stand_in
from exchange.matching.growing import Growing
from exchange.matching.keyed import ALL, Rows
from exchange.matching.profile import Profile
from exchange.matching.records import Record, known_to_both, named_by_both
from exchange.matching.setting_wording import missing_setting, setting_statements
from exchange.matching.type_similarity import type_similarity

if TYPE_CHECKING:
    from exchange.matching.index import Asking, Index

TYPE_SHARE, SIZE_SHARE, MATURITY_SHARE = 0.5, 0.3, 0.2
PILLARS = 7
STEPS = 50  # maturity is kept in fiftieths of a point, one byte a score; 0 is unknown


@dataclass(frozen=True)
class Settings:
    """Columns that describe organisations.

    Attributes:
        sizes: staff and beds, shape (n, 2), NaN where unknown.
        care_settings: those that anybody has assessed, each with its place in ``maturity``.
        assessments: as ``maturity``.
    """

    types: Categories
    sizes: Growing[np.float32]
    care_settings: Mapping[str, int]
    assessments: Growing[np.uint8]

    @classmethod
    def build(cls, profiles: Sequence[Profile]) -> Self:
        """Put the settings of all organisations into columns.

        Raises:
            ValueError: a maturity assessment is not seven scores from 1 to 5.
        """
        names = sorted({name for profile in profiles for name in profile.maturity})
        places = {name: place for place, name in enumerate(names)}
        return cls(
            Categories.build([profile.type for profile in profiles]),
            Growing.of(_sizes(profiles)),
            places,
            Growing.of(_assessments(profiles, places)),
        )

    @property
    def staff(self) -> NDArray[np.float32]:
        """Whole-time equivalents of each row, shape (n,); NaN where unknown."""
        return self.sizes.rows[:, 0]

    @property
    def beds(self) -> NDArray[np.float32]:
        """Beds of each row, shape (n,); NaN where unknown."""
        return self.sizes.rows[:, 1]

    @property
    def maturity(self) -> NDArray[np.uint8]:
        """Assessments in fiftieths of a point, shape (n, care settings, 7); 0 where unknown."""
        return self.assessments.rows

    def appended(self, profile: Profile) -> Self:
        """Return the columns with one organisation more at the end.

        Raises:
            ValueError: a maturity assessment is not seven scores from 1 to 5.
        """
        new = sorted(profile.maturity.keys() - self.care_settings.keys())
        more = {name: len(self.care_settings) + i for i, name in enumerate(new)}
        places = {**self.care_settings, **more}
        wide = np.pad(self.maturity, ((0, 0), (0, len(new)), (0, 0))) if new else None
        known = self.assessments if wide is None else Growing.of(wide)
        return type(self)(
            self.types.appended(profile.type),
            self.sizes.appended(_sizes([profile])),
            places,
            known.appended(_assessments([profile], places)),
        )

    def kept(self, rows: NDArray[np.intp]) -> Self:
        """Return the columns of some rows."""
        return type(self)(
            self.types.kept(rows), self.sizes.kept(rows), self.care_settings, self.assessments.kept(rows)
        )


def _sizes(profiles: Sequence[Profile]) -> NDArray[np.float32]:
    sizes = [(_size(profile.staff_wte), _size(profile.beds)) for profile in profiles]
    return np.array(sizes, dtype=np.float32).reshape(-1, 2)


def _assessments(profiles: Sequence[Profile], places: Mapping[str, int]) -> NDArray[np.uint8]:
    found = np.zeros((len(profiles), len(places), PILLARS), np.uint8)
    for row, profile in enumerate(profiles):
        for name, scores in profile.maturity.items():
            found[row, places[name]] = _in_steps(profile, scores)
    return found


def _size(number: float | None) -> float:
    return number if number is not None and number > 0 else np.nan


def _in_steps(profile: Profile, scores: Sequence[float]) -> NDArray[np.uint8]:
    if len(scores) != PILLARS or not all(1 <= score <= 5 for score in scores):
        raise ValueError(
            f"Digital maturity of {profile.ods_code} must be seven scores from 1 to 5, not {scores}"
        )
    return np.round(np.array(scores) * STEPS).astype(np.uint8)


class Parts(NamedTuple):
    """Type, size and maturity: as values against all rows, as values against one, or as means."""

    type: Values
    size: Values
    maturity: Values


@dataclass(frozen=True)
class SimilarSetting:
    """Half type, three tenths size, two tenths digital maturity; an unknown part counts as its own mean.

    Size halves with every doubling of staff (of beds, where either side has no staff figure), maturity with
    every point of average difference. Source: docs/decisions/0010-factors-and-scales.md.
    """

    type_mean: float = 0.0
    size_mean: float = 0.0
    maturity_mean: float = 0.0
    name: ClassVar[str] = "similar setting"

    @classmethod
    def fit(cls, index: "Index") -> Self:
        """Freeze the mean of every part."""
        bare = cls()
        return cls(
            mean_of_known(index, lambda asking: bare._parts(index.settings, asking.row).type),
            mean_of_known(index, lambda asking: bare._parts(index.settings, asking.row).size),
            mean_of_known(index, lambda asking: bare._parts(index.settings, asking.row).maturity),
        )

    @property
    def mean(self) -> float:
        """What stands in where nothing can be compared."""
        return TYPE_SHARE * self.type_mean + SIZE_SHARE * self.size_mean + MATURITY_SHARE * self.maturity_mean

    def values(self, index: "Index", asking: "Asking", rows: Rows = ALL) -> Values:
        """Return how similar the setting of some rows is, or of all."""
        kind, size, maturity = self._parts(index.settings, asking.row, rows)
        value = TYPE_SHARE * kind.value + SIZE_SHARE * size.value + MATURITY_SHARE * maturity.value
        return Values(value, kind.known | size.known | maturity.known)

    def ceilings_of_blocks(self, index: "Index", asking: "Asking") -> Vector:
        """Return what the likest type and size of each block count, and the same maturity."""
        settings, kind = index.settings, index.blocks.types.most(self.types(index, asking))
        by_beds = self.size_mean if np.isnan(settings.beds[asking.row]) else 1.0
        size = index.blocks.sizes.likest(settings.staff[asking.row], by_beds)
        return TYPE_SHARE * kind + SIZE_SHARE * size + MATURITY_SHARE * self._most_mature(index, asking)

    def ceilings_of_rows(self, index: "Index", asking: "Asking", rows: Rows) -> Vector:
        """Return what type and size count, and the same maturity."""
        kind = self.types(index, asking)[index.settings.types.column[rows]]
        size = size_similarity(index.settings, asking.row, self.size_mean, rows).value
        return TYPE_SHARE * kind + SIZE_SHARE * size + MATURITY_SHARE * self._most_mature(index, asking)

    def _most_mature(self, index: "Index", asking: "Asking") -> float:
        return 1.0 if index.settings.maturity[asking.row].any() else self.maturity_mean

    def types(self, index: "Index", asking: "Asking") -> Vector:
        """Return what each type counts, by its number and last for unknown."""
        return index.settings.types.likeness(asking.row, type_similarity, self.type_mean)

    def _parts(self, settings: Settings, row: int, rows: Rows = ALL) -> Parts:
        types = settings.types
        return Parts(
            types.by(types.likeness(row, type_similarity, self.type_mean), row, rows),
            size_similarity(settings, row, self.size_mean, rows),
            _maturity_similarity(settings, row, self.maturity_mean, rows),
        )

    def evidence(self, index: "Index", asking: "Asking", row: int) -> list[str]:
        """Return what is alike, as far as it is more so than on average; else how the types differ."""
        parts = self._parts(index.settings, asking.row, np.array([row]))
        means = (self.type_mean, self.size_mean, self.maturity_mean)
        alike = [
            bool(part.known[0] and part.value[0] > mean) for part, mean in zip(parts, means, strict=True)
        ]
        return setting_statements(asking.profile, index.profile(row), alike[0], alike[1], alike[2])

    def records(self, asking: "Asking", other: Profile) -> list[Record]:
        """Return types, sizes and the digital maturity of care settings that both assessed."""
        mine = asking.profile
        size = known_to_both(mine, other, "staff_wte") or known_to_both(mine, other, "beds")
        settings = mine.maturity.keys() & other.maturity.keys()
        maturity = named_by_both(mine, other, "maturity", settings) if settings else []
        return [*known_to_both(mine, other, "type"), *size, *maturity]

    def missing(self, asking: "Asking", other: Profile) -> str:
        """Return on which side nothing is registered."""
        return missing_setting(asking.profile, other)


def size_similarity(settings: Settings, row: int, mean: float, rows: Rows = ALL) -> Values:
    """Return the smaller over the larger figure of staff, or of beds where either has no staff figure."""
    by_staff = _smaller_over_larger(settings.staff, row, rows)
    by_beds = _smaller_over_larger(settings.beds, row, rows)
    value = np.where(np.isnan(by_staff), by_beds, by_staff)
    return stand_in(value, ~np.isnan(value), mean)


def _smaller_over_larger(sizes: NDArray[np.float32], row: int, rows: Rows) -> Vector:
    own, others = sizes[row], sizes[rows]
    return np.asarray(np.minimum(others, own) / np.maximum(others, own), dtype=np.float64)


def _maturity_similarity(settings: Settings, row: int, mean: float, rows: Rows) -> Values:
    """Compare within the care settings that both assessed, the average of these."""
    own = settings.maturity[row].astype(np.int16)
    others = settings.maturity[rows]
    total, count = np.zeros(len(others)), np.zeros(len(others))
    for place in np.flatnonzero(own[:, 0]):
        known = others[:, place, 0] > 0
        apart = np.abs(others[:, place] - own[place]).sum(axis=1, dtype=np.int16) / (PILLARS * STEPS)
        total += np.where(known, np.exp2(-apart), 0.0)
        count += known
    return stand_in(total / np.maximum(count, 1), count > 0, mean)

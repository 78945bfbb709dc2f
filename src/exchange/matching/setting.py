"""Similar setting: type of organisation, size, and digital maturity within the same care setting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.categories import Categories
from exchange.matching.factor import Values, Vector, mean_of_known, stand_in
from exchange.matching.profile import Profile
from exchange.matching.setting_wording import missing_setting, setting_statements
from exchange.matching.type_similarity import type_similarity

if TYPE_CHECKING:
    from exchange.matching.index import Asking, Index

_TYPE_SHARE, _SIZE_SHARE, _MATURITY_SHARE = 0.5, 0.3, 0.2
_PILLARS = 7
_STEPS = 50  # maturity is kept in fiftieths of a point, one byte a score; 0 is unknown


@dataclass(frozen=True)
class Settings:
    """Columns that describe organisations.

    Attributes:
        staff, beds: arrays of shape (n,), NaN where unknown.
        maturity: care setting → array of shape (7, n) in fiftieths of a point, 0 where unknown.
    """

    types: Categories
    staff: NDArray[np.float32]
    beds: NDArray[np.float32]
    maturity: Mapping[str, NDArray[np.uint8]]

    @classmethod
    def build(cls, profiles: Sequence[Profile]) -> Self:
        """Put the settings of all organisations into columns.

        Raises:
            ValueError: a maturity assessment is not seven scores from 1 to 5.
        """
        maturity = {
            name: np.zeros((_PILLARS, len(profiles)), np.uint8) for p in profiles for name in p.maturity
        }
        for row, profile in enumerate(profiles):
            for name, scores in profile.maturity.items():
                maturity[name][:, row] = _in_steps(profile, scores)
        return cls(
            Categories.build([profile.type for profile in profiles]),
            np.array([_size(profile.staff_wte) for profile in profiles], dtype=np.float32),
            np.array([_size(profile.beds) for profile in profiles], dtype=np.float32),
            {name: maturity[name] for name in sorted(maturity)},
        )

    def inserted(self, row: int, profile: Profile) -> Self:
        """Return the columns with one organisation more at ``row``.

        Raises:
            ValueError: a maturity assessment is not seven scores from 1 to 5.
        """
        none = np.zeros((_PILLARS, len(self.staff)), np.uint8)
        own = {name: _in_steps(profile, scores) for name, scores in profile.maturity.items()}
        return type(self)(
            self.types.inserted(row, profile.type),
            np.insert(self.staff, row, _size(profile.staff_wte)),
            np.insert(self.beds, row, _size(profile.beds)),
            {
                name: np.insert(self.maturity.get(name, none), row, own.get(name, 0), axis=1)
                for name in sorted({*self.maturity, *own})
            },
        )

    def taken(self, rows: Sequence[int]) -> Self:
        """Return the columns of some organisations only, in the order of ``rows``."""
        return type(self)(
            self.types.taken(rows),
            self.staff[rows],
            self.beds[rows],
            {name: scores[:, rows] for name, scores in self.maturity.items()},
        )

    def removed(self, row: int) -> Self:
        """Return the columns without the organisation at ``row``."""
        return type(self)(
            self.types.removed(row),
            np.delete(self.staff, row),
            np.delete(self.beds, row),
            {name: np.delete(scores, row, axis=1) for name, scores in self.maturity.items()},
        )


def _size(number: float | None) -> float:
    return number if number is not None and number > 0 else np.nan


def _in_steps(profile: Profile, scores: Sequence[float]) -> NDArray[np.uint8]:
    if len(scores) != _PILLARS or not all(1 <= score <= 5 for score in scores):
        raise ValueError(
            f"Digital maturity of {profile.ods_code} must be seven scores from 1 to 5, not {scores}"
        )
    return np.round(np.array(scores) * _STEPS).astype(np.uint8)


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
        return (
            _TYPE_SHARE * self.type_mean + _SIZE_SHARE * self.size_mean + _MATURITY_SHARE * self.maturity_mean
        )

    def values(self, index: "Index", asking: "Asking") -> Values:
        """Return how similar the setting of all rows is."""
        kind, size, maturity = self._parts(index.settings, asking.row)
        value = _TYPE_SHARE * kind.value + _SIZE_SHARE * size.value + _MATURITY_SHARE * maturity.value
        return Values(value, kind.known | size.known | maturity.known)

    def _parts(self, settings: Settings, row: int) -> Parts:
        return Parts(
            settings.types.alike(row, type_similarity, self.type_mean),
            _size_similarity(settings, row, self.size_mean),
            _maturity_similarity(settings, row, self.maturity_mean),
        )

    def evidence(self, index: "Index", asking: "Asking", row: int) -> list[str]:
        """Return what is alike, as far as it is more so than on average; else how the types differ."""
        parts = self._parts(index.settings.taken([asking.row, row]), 0)
        means = (self.type_mean, self.size_mean, self.maturity_mean)
        alike = [
            bool(part.known[1] and part.value[1] > mean) for part, mean in zip(parts, means, strict=True)
        ]
        return setting_statements(asking.profile, index.profiles[row], alike[0], alike[1], alike[2])

    def missing(self, asking: "Asking", other: Profile) -> str:
        """Return on which side nothing is registered."""
        return missing_setting(asking.profile, other)


def _size_similarity(settings: Settings, row: int, mean: float) -> Values:
    by_staff = _smaller_over_larger(settings.staff, row)
    by_beds = _smaller_over_larger(settings.beds, row)
    value = np.where(np.isnan(by_staff), by_beds, by_staff)
    return stand_in(value, ~np.isnan(value), mean)


def _smaller_over_larger(sizes: NDArray[np.float32], row: int) -> Vector:
    own = sizes[row]
    return np.asarray(np.minimum(sizes, own) / np.maximum(sizes, own), dtype=np.float64)


def _maturity_similarity(settings: Settings, row: int, mean: float) -> Values:
    """Compare within the care settings that both assessed, the average of these."""
    total, count = np.zeros(len(settings.staff)), np.zeros(len(settings.staff))
    for scores in settings.maturity.values():
        own = scores[:, row].astype(np.int16)
        if own.any():
            known = scores[0] > 0
            apart = np.abs(scores - own[:, np.newaxis]).sum(axis=0, dtype=np.int16) / (_PILLARS * _STEPS)
            total += np.where(known, np.exp2(-apart), 0.0)
            count += known
    return stand_in(total / np.maximum(count, 1), count > 0, mean)

"""Which organisation is in which row, as of one moment."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Mask
from exchange.matching.growing import Growing
from exchange.matching.profile import Profile


class UnknownOrganisation(KeyError):
    """No organisation with that ODS code has been fitted or added."""

    def __init__(self, ods_code: str) -> None:
        self.ods_code = ods_code
        super().__init__(ods_code)

    def __str__(self) -> str:
        return f"There is no organisation {self.ods_code} among those that were fitted"


@dataclass(frozen=True)
class Roll:
    """The organisations by row. A row whose organisation was removed or replaced is gone, and stays empty.

    Never changed: updates return another, and share all but a few bytes with it.

    Attributes:
        by_row: the profile of each row, of gone ones too.
        is_there: array of shape (n,): which rows are not gone.
        fitted: ODS code → row, of those that were there at first; perhaps gone.
        added: the same of those that were added since, which come before ``fitted``.
        gone: number of rows that are.
    """

    by_row: Growing[np.object_]
    is_there: Mask
    fitted: Mapping[str, int]
    added: Mapping[str, int] = field(default_factory=dict)
    gone: int = 0

    @classmethod
    def build(cls, profiles: Sequence[Profile]) -> Self:
        """Give each organisation the row of its place.

        Raises:
            ValueError: a code occurs twice.
        """
        codes = [profile.ods_code for profile in profiles]
        rows = {code: row for row, code in enumerate(codes)}
        if len(rows) < len(codes):
            twice = min(code for code, count in Counter(codes).items() if count > 1)
            raise ValueError(f"Each organisation may appear only once, {twice} appears twice")
        return cls(Growing.of(_objects(profiles)), np.ones(len(codes), dtype=bool), rows)

    def __len__(self) -> int:
        return len(self.is_there) - self.gone

    def find(self, ods_code: str) -> int | None:
        """Return the row of an organisation, None where there is none."""
        row = self.added.get(ods_code)
        if row is None:
            row = self.fitted.get(ods_code)
        return row if row is not None and self.is_there[row] else None

    def row_of(self, ods_code: str) -> int:
        """Return the row of an organisation.

        Raises:
            UnknownOrganisation: there is none.
        """
        row = self.find(ods_code)
        if row is None:
            raise UnknownOrganisation(ods_code)
        return row

    def profile(self, row: int) -> Profile:
        """Return the organisation of a row."""
        profile: Profile = self.by_row.rows[row]
        return profile

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """The rows that are not gone, in ascending order."""
        return np.flatnonzero(self.is_there)

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """The organisations that are there, in the order of ``rows``."""
        return tuple(self.by_row.rows[self.rows])

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Their ODS codes, in the same order."""
        return tuple(profile.ods_code for profile in self.profiles)

    def appended(self, profile: Profile) -> Self:
        """Return the roll with an organisation that it does not have in a row at the end."""
        return replace(
            self,
            by_row=self.by_row.appended(_objects([profile])),
            is_there=np.append(self.is_there, True),
            added={**self.added, profile.ods_code: len(self.is_there)},
        )

    def without(self, row: int) -> Self:
        """Return the roll with one row gone."""
        is_there = self.is_there.copy()
        is_there[row] = False
        return replace(self, is_there=is_there, gone=self.gone + 1)

    def kept(self, rows: NDArray[np.intp]) -> Self:
        """Return the roll of some rows alone, numbered anew."""
        return self.build(self.by_row.rows[rows].tolist())


def _objects(profiles: Sequence[Profile]) -> NDArray[np.object_]:
    objects = np.empty(len(profiles), dtype=object)
    objects[:] = profiles
    return objects

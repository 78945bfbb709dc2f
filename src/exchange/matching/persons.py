"""All persons of one moment in columns, one row each, by organisation and then id."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Mask
from exchange.matching.person import PersonProfile
from exchange.matching.postings import Entry, Postings
from exchange.matching.roles import folded


@dataclass(frozen=True)
class AskingPerson:
    """The person who asks, and about which functional area (None: about what they want to learn)."""

    profile: PersonProfile
    area: str | None = None

    @property
    def wants(self) -> frozenset[str]:
        """The subjects they look for help with."""
        return self.profile.wants if self.area is None else frozenset({self._asked})

    @property
    def can_help(self) -> frozenset[str]:
        """The subjects that count among those they can help with themselves."""
        return self.profile.can_help if self.area is None else self.profile.can_help & {self._asked}

    @property
    def _asked(self) -> str:
        return f"area:{self.area}"


@dataclass(frozen=True)
class Numbered:
    """A column of names as numbers.

    Attributes:
        names: each name once, sorted.
        column: array of shape (n,): the place in ``names``.
    """

    names: tuple[str, ...]
    column: NDArray[np.intp]

    @classmethod
    def build(cls, names: Sequence[str]) -> Self:
        """Number the names of all rows."""
        distinct = sorted(set(names))
        number = {name: i for i, name in enumerate(distinct)}
        return cls(tuple(distinct), np.array([number[name] for name in names], dtype=np.intp))


@dataclass(frozen=True)
class Persons:
    """Columns of persons, never changed.

    Attributes:
        can_help, wants: which rows name which subject.
        helps, learns: arrays of shape (n,): how many subjects each names.
        roles, organisations: folded names of roles, "" where unknown, and ODS codes.
        at_budget: array of shape (n,).
    """

    profiles: tuple[PersonProfile, ...]
    can_help: Postings
    wants: Postings
    helps: NDArray[np.intp]
    learns: NDArray[np.intp]
    roles: Numbered
    organisations: Numbered
    at_budget: Mask

    @classmethod
    def build(cls, persons: Iterable[PersonProfile]) -> Self:
        """Put persons into columns, whatever order they come in.

        Raises:
            ValueError: an id occurs twice.
        """
        ordered = tuple(sorted(persons, key=lambda person: (person.ods_code, person.id)))
        ids = sorted(person.id for person in ordered)
        if any(one == following for one, following in pairwise(ids)):
            raise ValueError("Each person may appear only once")
        return cls(
            ordered,
            _postings([person.can_help for person in ordered]),
            _postings([person.wants for person in ordered]),
            np.array([len(person.can_help) for person in ordered], dtype=np.intp),
            np.array([len(person.wants) for person in ordered], dtype=np.intp),
            Numbered.build([folded(person.role) for person in ordered]),
            Numbered.build([person.ods_code for person in ordered]),
            np.array([person.at_budget for person in ordered], dtype=bool),
        )

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The row of each person by id."""
        return {person.id: row for row, person in enumerate(self.profiles)}

    def sample(self, at_most: int) -> list[int]:
        """Return every row, or ``at_most`` of them evenly spaced."""
        count = min(at_most, len(self.profiles))
        return [i * len(self.profiles) // count for i in range(count)]


def _postings(subjects: Sequence[frozenset[str]]) -> Postings:
    return Postings.build([dict.fromkeys(own, Entry()) for own in subjects])

"""Same agenda: a person can help with what the asking one wants to learn, and has a role like theirs."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from exchange.matching.agenda_wording import (
    both_are,
    can_help_with,
    missing_agenda,
    nothing_in_common,
    similar_role,
    subjects_in_words,
)
from exchange.matching.factor import ASKERS, Evidence, Shrinkage, Values, Vector, bits, stand_in
from exchange.matching.person import PersonProfile
from exchange.matching.persons import AskingPerson, Persons
from exchange.matching.records import Record
from exchange.matching.roles import RoleLikeness, folded
from exchange.matching.weights import SAME_AGENDA

# Source: docs/decisions/0015-same-agenda.md, for every number here.
_SUBJECTS_SHARE = 0.75  # of the factor; the rest is the role
_ROLE_SHARE = 0.25
_IN_COMMON = 0.4  # of a subject's bits where both can help with it, or both want to learn it
_PRIOR_BITS = 2.0
_PENALTY = 0.25
_LIKE = 0.35  # from here on two roles are called alike


@dataclass(frozen=True)
class SameAgenda:
    """value = 0.75 · subjects + 0.25 · likeness of roles; a part that is unknown counts as its own mean.

    A subject counts with its bits of information: all of them where the other can help with what the asking
    person wants, 0.4 where both can help with it or both want it. Against them stand subjects that are wanted
    where the other has named others instead that nobody asked for.

    Attributes:
        having: subject → number of persons who named it at the fit.
        saying: number of persons who named any.
        names: subject → its name for people to read.
        subjects: the shrinkage of the part about subjects, with its mean.
        role_mean: the mean likeness of two persons' roles.
    """

    having: Mapping[Hashable, int]
    saying: int
    names: Mapping[str, str]
    roles: RoleLikeness
    subjects: Shrinkage
    role_mean: float
    name: ClassVar[str] = SAME_AGENDA

    @classmethod
    def fit(cls, persons: Persons, names: Mapping[str, str]) -> Self:
        """Freeze how common each subject and each word of a role is, and the mean of both parts."""
        having: dict[Hashable, int] = {}
        for profile in persons.profiles:
            for key in profile.can_help | profile.wants:
                having[key] = having.get(key, 0) + 1
        saying = int(np.count_nonzero(persons.helps + persons.learns))
        likeness = RoleLikeness.fit(persons.roles.names)
        bare = cls(having, saying, names, likeness, Shrinkage(_PRIOR_BITS, _PENALTY), 0.0)
        askers = ((row, AskingPerson(persons.profiles[row])) for row in persons.sample(ASKERS))
        fitted = bare.subjects.fitted_to((row, bare._evidence(persons, asking)) for row, asking in askers)
        return replace(bare, subjects=fitted, role_mean=_mean_likeness(persons, likeness))

    @property
    def mean(self) -> float:
        """What stands in where neither subjects nor roles can be compared."""
        return _SUBJECTS_SHARE * self.subjects.mean + _ROLE_SHARE * self.role_mean

    def values(self, persons: Persons, asking: AskingPerson) -> Values:
        """Return how far the agenda of all rows is that of the person who asks."""
        subjects = self.subjects.value(self._evidence(persons, asking))
        roles = self._roles(persons, asking)
        value = _SUBJECTS_SHARE * subjects.value + _ROLE_SHARE * roles.value
        return Values(value, subjects.known | roles.known)

    def _evidence(self, persons: Persons, asking: AskingPerson) -> Evidence:
        count = len(persons.profiles)
        shared, met, beside = np.zeros(count), np.zeros(count), np.zeros(count)
        for key in sorted(asking.wants | asking.can_help):
            shared += self.bits(key) * self._share(persons, asking, key)
        for key in sorted(asking.wants):
            met[persons.can_help.rows_of(key)] += 1
        for key in sorted(asking.can_help - asking.wants):
            beside[persons.can_help.rows_of(key)] += 1  # in common, so not held against them
        wanted, offered = len(asking.wants), len(asking.can_help)
        known = ((wanted > 0) & (persons.helps + persons.learns > 0)) | ((offered > 0) & (persons.helps > 0))
        return Evidence(shared, np.minimum(persons.helps - beside, wanted) - met, known)

    def _share(self, persons: Persons, asking: AskingPerson, key: str) -> Vector:
        """Return by row how much of a subject's bits counts; where it meets in two ways, the greater."""
        share = np.zeros(len(persons.profiles))
        if key in asking.wants:
            share[persons.wants.rows_of(key)] = _IN_COMMON
        share[persons.can_help.rows_of(key)] = 1.0 if key in asking.wants else _IN_COMMON
        return share

    def _roles(self, persons: Persons, asking: AskingPerson) -> Values:
        own, names = asking.profile.role, persons.roles.names
        table = np.array([self.roles.of(own, name) if own and name else 0.0 for name in names])
        is_known = np.array([bool(own and name) for name in names], dtype=bool)
        return stand_in(table[persons.roles.column], is_known[persons.roles.column], self.role_mean)

    def bits(self, key: str) -> float:
        """Return the information in sharing a subject; one that is new since the fit counts as rare."""
        return bits(self.having.get(key, 0), self.saying)

    def evidence(self, asking: AskingPerson, other: PersonProfile) -> list[str]:
        """Return what to say of a known pair, most telling first."""
        helps = asking.wants & other.can_help
        subjects = []
        if helps:
            subjects.append(can_help_with(asking, self._in_words(helps)))
        if both_help := asking.can_help & other.can_help - helps:
            subjects.append(f"Both can help with {self._in_words(both_help)}")
        if both_want := asking.wants & other.wants - helps:
            subjects.append(f"Both want to learn {self._in_words(both_want)}")
        roles = self._of_roles(asking.profile.role, other.role)
        return [*subjects[:1], *roles, *subjects[1:]] or [
            nothing_in_common(other, self._in_words(other.can_help))
        ]

    def records(self, asking: AskingPerson, other: PersonProfile) -> list[Record]:
        """Return the subjects of the other person that the evidence names, and both roles."""
        helps = other.can_help & (asking.wants | asking.can_help)
        wants = other.wants & asking.wants - other.can_help
        subjects = helps or wants or other.can_help
        roles = (asking.profile, other) if asking.profile.role and other.role else ()
        return [
            *(Record(other.id, "can_help", key) for key in sorted(subjects & other.can_help)),
            *(Record(other.id, "wants", key) for key in sorted(wants)),
            *(Record(person.id, "role") for person in roles),
        ]

    def _in_words(self, keys: frozenset[str]) -> str:
        return subjects_in_words(sorted(keys, key=lambda key: (-self.bits(key), key)), self.names)

    def _of_roles(self, own: str, theirs: str) -> list[str]:
        if not own or not theirs:
            return []
        if folded(own) == folded(theirs):
            return [both_are(theirs)]
        return [similar_role(theirs)] if self.roles.of(own, theirs) >= _LIKE else []

    def missing(self, asking: AskingPerson, other: PersonProfile) -> str:
        """Return on which side nothing is given."""
        return missing_agenda(asking, other)


def _mean_likeness(persons: Persons, likeness: RoleLikeness) -> float:
    """Return the mean likeness over all ordered pairs of different persons who both have a role."""
    counts = np.bincount(persons.roles.column, minlength=len(persons.roles.names)).tolist()
    having = [
        (name, count) for name, count in zip(persons.roles.names, counts, strict=True) if name and count
    ]
    people = sum(count for _, count in having)
    pairs = people * (people - 1)
    if not pairs:
        return 0.5
    alike = sum(
        count * other_count * likeness.of(name, other)
        for name, count in having
        for other, other_count in having
    )
    return float((alike - people) / pairs)

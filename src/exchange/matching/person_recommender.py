"""The recommender of persons: fit it to persons beside organisations, then ask it whom to talk to and why."""

import math
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.agenda import SameAgenda
from exchange.matching.estimator import Estimator
from exchange.matching.factor import Values, Vector
from exchange.matching.peer import Reason
from exchange.matching.person import PersonMatch, PersonProfile
from exchange.matching.persons import AskingPerson, Persons
from exchange.matching.recommender import PeerRecommender
from exchange.matching.roll import UnknownOrganisation
from exchange.matching.scoring import Scored
from exchange.matching.weights import PERSON_FACTORS, PERSON_WEIGHTS, SAME_AGENDA, normalised

STEP_BACK = 0.1
"""By how much a person at their budget is put back in the order; the score that is shown stays what it is."""


class UnknownPerson(KeyError):
    """No person with that id has been fitted."""


class PersonRecommender(Estimator):
    """Rank persons by how much somebody can get from talking to each.

    An estimator in the manner of scikit-learn. The score of a person is that of their organisation, as the
    asking person's organisation sees it, and beside it "same agenda": what they can help with and their role.

    Args:
        organisations: fitted to the organisations of all persons; whoever belongs to another is left out.
        weights: factor of ``PERSON_FACTORS`` → weight of at least 0, for whoever brings none.

    Attributes:
        persons_: all persons in columns.
        agenda_: the factor "same agenda" with its frozen statistics.
    """

    persons_: Persons
    agenda_: SameAgenda

    def __init__(self, organisations: PeerRecommender, weights: Mapping[str, float] = PERSON_WEIGHTS) -> None:
        self.organisations = organisations
        self.weights = weights

    def fit(self, persons: Iterable[PersonProfile], names: Mapping[str, str] | None = None) -> Self:
        """Freeze the statistics of all persons.

        Args:
            names: subject → its name for people to read; a subject without one is called by its key.

        Raises:
            ValueError: an id occurs twice, or the weights are unusable.
        """
        normalised({}, self.weights, PERSON_FACTORS)
        self.persons_ = Persons.build(persons)
        self.agenda_ = SameAgenda.fit(self.persons_, dict(names or {}))
        return self

    def beside(self, organisations: PeerRecommender, names: Mapping[str, str] | None = None) -> Self:
        """Return the same fit beside another state of the organisations, with more names of subjects."""
        self._fitted()
        other = copy(self)
        other.organisations = organisations
        other.agenda_ = replace(self.agenda_, names={**self.agenda_.names, **(names or {})})
        return other

    def recommend(
        self,
        person: PersonProfile | str,
        *,
        limit: int = 10,
        weights: Mapping[str, float] | None = None,
        area: str | None = None,
    ) -> list[PersonMatch]:
        """Return the best ``limit`` persons of other organisations, best first.

        Ties break by distance, ODS code and id. Persons at their budget are put back in the order.

        Args:
            person: who asks: the id of a fitted person, or any profile.
            weights: factor → weight of at least 0, in place of the default of that factor; 0 leaves it out.
            area: id of a functional area, to which systems, stages and what is looked for are restricted.

        Raises:
            UnknownPerson: there is nobody with that id.
            UnknownOrganisation: the asking person's organisation has not been fitted.
            UnknownWeight: a weight is for no factor.
            ValueError: a weight is negative or no number, all are 0, ``limit`` is negative, or nobody has
                anything registered in ``area``.
        """
        if limit < 0:
            raise ValueError(f"limit must be at least 0, not {limit}")
        return self._scored(self._asking(person), self._fitted(), weights, area).matches(limit)

    def closest(
        self,
        person: PersonProfile | str,
        others: Iterable[PersonProfile] | None = None,
        *,
        limit: int | None = None,
        weights: Mapping[str, float] | None = None,
        area: str | None = None,
    ) -> list[str]:
        """Return ids without reasons, which is quicker, in the order of ``recommend`` and with its errors.

        Args:
            others: among whom, fitted or not; None for all that were fitted.
        """
        persons = self._fitted() if others is None else Persons.build(others)
        scored = self._scored(self._asking(person), persons, weights, area)
        rows = scored.best(len(persons.profiles) if limit is None else limit)
        return [persons.profiles[row].id for row in rows]

    def among(
        self,
        person: PersonProfile | str,
        others: Iterable[PersonProfile],
        *,
        limit: int | None = None,
        weights: Mapping[str, float] | None = None,
        area: str | None = None,
    ) -> list[PersonMatch]:
        """Return some persons, fitted or not, in the order and with the reasons of ``recommend``.

        Raises:
            UnknownPerson, UnknownOrganisation, UnknownWeight, ValueError: as ``recommend``.
        """
        some = Persons.build(others)
        self._fitted()
        most = len(some.profiles) if limit is None else limit
        return self._scored(self._asking(person), some, weights, area).matches(most)

    def _asking(self, person: PersonProfile | str) -> PersonProfile:
        if isinstance(person, PersonProfile):
            return person
        persons = self._fitted()
        if person not in persons.row_of:
            raise UnknownPerson(person)
        return persons.profiles[persons.row_of[person]]

    def _scored(
        self, asking: PersonProfile, persons: Persons, weights: Mapping[str, float] | None, area: str | None
    ) -> "ScoredPersons":
        in_force = normalised(weights or {}, self.weights, PERSON_FACTORS)
        organisations = self.organisations.scored(asking.ods_code, in_force, area)
        weight = in_force.get(SAME_AGENDA, 0.0)
        return ScoredPersons(persons, AskingPerson(asking, area), organisations, self.agenda_, weight)

    def _fitted(self) -> Persons:
        if not hasattr(self, "persons_"):
            raise RuntimeError("Fit the recommender to persons first")
        return self.persons_


@dataclass(frozen=True)
class ScoredPersons:
    """Some persons as one person sees them, under one set of weights.

    Args:
        organisations: their organisations as the asking person's own sees them, with the weights in force.
        weight: of "same agenda"; together with those of ``organisations`` 1.
    """

    persons: Persons
    asking: AskingPerson
    organisations: Scored
    agenda: SameAgenda
    weight: float

    @cached_property
    def values(self) -> Values:
        """The values of "same agenda" by row."""
        return self.agenda.values(self.persons, self.asking)

    @cached_property
    def _organisation_rows(self) -> NDArray[np.int64]:
        """The row of each person's organisation, -1 where it is not known."""
        found = np.array([self._row_of(code) for code in self.persons.organisations.names], dtype=np.int64)
        rows: NDArray[np.int64] = found[self.persons.organisations.column]
        return rows

    def _row_of(self, ods_code: str) -> int:
        try:
            return self.organisations.index.row_of(ods_code)
        except UnknownOrganisation:
            return -1

    @cached_property
    def score(self) -> Vector:
        """The weighted sum by row, in [0, 1]."""
        of_organisation = self.organisations.score[self._organisation_rows]
        return np.minimum(of_organisation + self.weight * self.values.value, 1.0)

    def matches(self, limit: int) -> list[PersonMatch]:
        """Return the best ``limit`` persons elsewhere, best first."""
        return [self._match(row, rank) for rank, row in enumerate(self.best(limit), start=1)]

    def best(self, limit: int) -> list[int]:
        """Return the rows of the best ``limit`` persons elsewhere: by standing, distance, ODS code and id."""
        rows = self._organisation_rows
        elsewhere = np.flatnonzero((rows >= 0) & (rows != self.organisations.asking.row))
        count = min(limit, len(elsewhere))
        if not count:
            return []
        standing = self.score[elsewhere] - STEP_BACK * self.persons.at_budget[elsewhere]
        least = np.partition(standing, -count)[-count]
        chosen = np.flatnonzero(standing >= least)
        index, own = self.organisations.index, self.organisations.asking.row
        km = index.places.km_from(own, rows[elsewhere[chosen]])
        order = np.lexsort((km, -standing[chosen]))[:count]
        return [int(row) for row in elsewhere[chosen[order]]]

    def _match(self, row: int, rank: int) -> PersonMatch:
        profile = self.persons.profiles[row]
        there = self.organisations.peer(int(self._organisation_rows[row]), rank)
        reasons = (*there.reasons, self._reason(row)) if self.weight else there.reasons
        return PersonMatch(
            rank=rank,
            id=profile.id,
            ods_code=profile.ods_code,
            score=min(1.0, math.fsum(reason.contribution for reason in reasons)),
            distance_km=there.distance_km,
            reasons=reasons,
            at_budget=profile.at_budget,
        )

    def _reason(self, row: int) -> Reason:
        other = self.persons.profiles[row]
        value, known = float(self.values.value[row]), bool(self.values.known[row])
        agenda = self.agenda
        if not known:
            return Reason.untold(agenda.name, self.weight, value, agenda.missing(self.asking, other))
        said = agenda.evidence(self.asking, other)
        return Reason.told(
            agenda.name, self.weight, value, agenda.mean, said, agenda.records(self.asking, other)
        )

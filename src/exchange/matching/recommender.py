"""The recommender: fit it to organisations, then ask it for peers and why."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Self

from exchange.matching.ahead import StepAhead
from exchange.matching.direction import SharedDirection
from exchange.matching.estimator import Estimator
from exchange.matching.factor import Factor
from exchange.matching.index import Index
from exchange.matching.nearby import Nearby
from exchange.matching.peer import Peer
from exchange.matching.profile import Profile
from exchange.matching.registered import area_names
from exchange.matching.scoring import Scored, Search
from exchange.matching.search import candidates
from exchange.matching.setting import SimilarSetting
from exchange.matching.systems import SameSystems
from exchange.matching.weights import DEFAULT_WEIGHTS, normalised


class PeerRecommender(Estimator):
    """Rank organisations by how much one of them can get from talking to each.

    ``fit`` freezes the statistics of
    an epoch: how common systems and topics are, the means that stand in for what is unknown, how far apart
    neighbours are. ``add`` and ``remove`` keep them, so that no score among the others changes.

    Readers need no lock: each works on the index that was current when it began.

    Args:
        weights: factor → weight of at least 0, for whoever brings none.
        compiled: search with numba (``exchange[fast]``), for registries of tens of thousands and more. The
            answers are the same.

    Attributes:
        index_: all organisations in columns.
        factors_: one for each of ``FACTORS``, in that order, with its frozen statistics.
        fitted_profiles_: what the statistics were frozen from.
    """

    index_: Index
    search_: Search
    factors_: tuple[Factor, ...]
    fitted_profiles_: tuple[Profile, ...]

    def __init__(self, weights: Mapping[str, float] = DEFAULT_WEIGHTS, *, compiled: bool = False) -> None:
        self.weights = weights
        self.compiled = compiled

    def fit(self, profiles: Sequence[Profile]) -> Self:
        """Begin an epoch with these organisations, in any order.

        Raises:
            ValueError: a code occurs twice, a number is not what ``Profile`` says of it, or the weights are
                refused.
            ModuleNotFoundError: ``compiled`` was asked for and numba is not installed.
        """
        normalised({}, self.weights)
        index = Index.build(profiles)
        self.factors_ = (
            Nearby.fit(index),
            SameSystems.fit(index),
            StepAhead(),
            SharedDirection.fit(index),
            SimilarSetting.fit(index),
        )
        self.search_ = compiled_search(self.factors_) if self.compiled else candidates
        self.index_ = index
        self.fitted_profiles_ = index.profiles
        return self

    def recommend(
        self,
        ods_code: str,
        *,
        limit: int = 10,
        weights: Mapping[str, float] | None = None,
        area: str | None = None,
    ) -> list[Peer]:
        """Return the best ``limit`` peers, best first; ties by distance, then ODS code.

        Args:
            weights: factor → weight of at least 0, in place of the default of that factor; 0 leaves it out.
            area: id of a functional area to which systems and stages are restricted.

        Raises:
            UnknownOrganisation: the code has been neither fitted nor added.
            UnknownWeight: a weight is for no factor.
            ValueError: a weight is negative or no number, all are 0, ``limit`` is negative, or nobody has
                anything registered in ``area``.
        """
        if limit < 0:
            raise ValueError(f"limit must be at least 0, not {limit}")
        return self._scored(ods_code, weights, area).best_peers(limit)

    def compare(
        self,
        ods_code: str,
        other: str,
        *,
        weights: Mapping[str, float] | None = None,
        area: str | None = None,
    ) -> Peer:
        """Return any other organisation as ``recommend`` would, with its rank among all.

        Raises:
            UnknownOrganisation, UnknownWeight: as ``recommend``.
            ValueError: as ``recommend``, or both are the same organisation.
        """
        if ods_code == other:
            raise ValueError(f"{ods_code} cannot be compared with itself")
        scored = self._scored(ods_code, weights, area)
        row = scored.index.row_of(other)
        return scored.peer(row, scored.rank(row))

    def add(self, profile: Profile) -> None:
        """Add an organisation, or replace the one with its code.

        Raises:
            ValueError: a number is not what ``Profile`` says of it.
        """
        with self._writing:
            self.index_ = self._current().with_profile(profile)

    def among(self, profiles: Sequence[Profile]) -> Self:
        """Return one that knows exactly these organisations, by the statistics of this epoch.

        Raises:
            ValueError: as ``fit``.
        """
        fitting, known = copy(self), self._current()
        wanted = {profile.ods_code: profile for profile in profiles}
        for code in known.codes:
            if code not in wanted:
                fitting.remove(code)
        for code, profile in wanted.items():
            row = known.roll.find(code)
            if row is None or known.profile(row) != profile:
                fitting.add(profile)
        return fitting

    def remove(self, ods_code: str) -> None:
        """Take an organisation out.

        Raises:
            UnknownOrganisation: there is none with that code.
        """
        with self._writing:
            self.index_ = self._current().without(ods_code)

    def _scored(self, ods_code: str, weights: Mapping[str, float] | None, area: str | None) -> Scored:
        return self.scored(ods_code, normalised(weights or {}, self.weights), area)

    def scored(self, ods_code: str, in_force: Mapping[str, float], area: str | None = None) -> Scored:
        """Return all organisations as one of them sees them, for scores that go beyond organisations.

        Args:
            in_force: factor → weight above 0, together at most 1; other names are left alone.

        Raises:
            UnknownOrganisation: as ``recommend``.
            ValueError: nobody has anything registered in ``area``.
        """
        index = self._current()
        if area is not None:
            _check_area(index, area)
        factors = [factor for factor in self.factors_ if factor.name in in_force]
        return Scored(index, index.asking(ods_code, area), factors, in_force, self.search_)

    def _current(self) -> Index:
        if not hasattr(self, "index_"):
            raise RuntimeError("Fit the recommender to organisations first")
        return self.index_


def compiled_search(factors: tuple[Factor, ...]) -> Search:
    """Return the search that numba compiles.

    Raises:
        ModuleNotFoundError: numba is not installed.
    """
    try:
        from exchange.matching.compiled import CompiledSearch  # noqa: PLC0415  (numba is optional, and slow to import)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "compiled=True needs numba: install exchange[fast], or leave it out", name=error.name
        ) from error
    return CompiledSearch(factors)


def _check_area(index: Index, area: str) -> None:
    if not index.has_area(area):
        known = ", ".join(sorted(area_names(index.profiles))) or "none"
        raise ValueError(f"Nobody has registered anything for an area '{area}'. Known areas: {known}")

"""What organisations get from each other: the scores that planners add up, and the reasons on both sides."""

from collections.abc import Mapping, Sequence
from copy import copy

import numpy as np

from exchange.matching.factor import Vector
from exchange.matching.peer import Peer
from exchange.matching.profile import Profile
from exchange.matching.recommender import PeerRecommender
from exchange.matching.weights import normalised


class Mutual:
    """One state of a recommender under one set of weights; organisations added meanwhile change nothing.

    The mutual match of two organisations is the mean of the two scores, so that it reads like one: in [0, 1].

    Raises:
        RuntimeError: the recommender has not been fitted.
        UnknownWeight, ValueError: as ``PeerRecommender.recommend``.
    """

    def __init__(
        self, recommender: PeerRecommender, weights: Mapping[str, float] | None, area: str | None
    ) -> None:
        if not hasattr(recommender, "index_"):
            raise RuntimeError("Fit the recommender to organisations first")
        self._recommender = copy(recommender)
        self._index = self._recommender.index_
        self._weights = weights
        self._in_force = normalised(weights or {}, recommender.weights)
        self._area = area

    def profile(self, ods_code: str) -> Profile:
        """Return one organisation.

        Raises:
            UnknownOrganisation: it has been neither fitted nor added.
        """
        return self._index.profile(self._index.row_of(ods_code))

    def scores(self, askers: Sequence[str], others: Sequence[str]) -> Vector:
        """Return what each asker gets from each other, shape (askers, others), in [0, 1]; the own is 0.

        Raises:
            UnknownOrganisation: one has been neither fitted nor added.
            ValueError: nobody has anything registered in the area.
        """
        rows = np.array([self._index.row_of(code) for code in others], dtype=np.intp)
        found = np.zeros((len(askers), len(others)))
        for at, code in enumerate(askers):
            found[at] = self._recommender.scored(code, self._in_force, self._area).at(rows).score
        found[np.equal.outer(np.array(askers, dtype=object), np.array(others, dtype=object))] = 0.0
        return found

    def matches(self, ones: Sequence[str], others: Sequence[str]) -> Vector:
        """Return the mutual matches, shape (ones, others), in [0, 1]; fails as ``scores``."""
        return (self.scores(ones, others) + self.scores(others, ones).T) / 2

    def peer(self, asking: str, other: str) -> Peer:
        """Return one organisation as another sees it, with reasons."""
        return self._recommender.compare(asking, other, weights=self._weights, area=self._area)

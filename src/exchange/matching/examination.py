"""How likely a place in a list is to be looked at, and what a request from there is worth as evidence."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Mask, Vector

DEFAULT_POWER = 0.7  # Source: MATCHING.md section 3, Learning
LEAST_REQUESTS = 20
LARGEST_WEIGHT = 10.0
_STEEPEST = 2.0
_BISECTIONS = 40


@dataclass(frozen=True)
class ExaminationCurve:
    """The chance that a rank is looked at, rank^-power; the first is always looked at.

    Attributes:
        requests: from places filled at random, from which the power was estimated.
        estimated: there were enough of them; else the power is the default.
    """

    power: float = DEFAULT_POWER
    requests: int = 0
    estimated: bool = False

    @classmethod
    def fit(cls, ranks: NDArray[np.int64], requested: Mask) -> Self:
        """Estimate the power from places that were filled at random.

        What stands there is alike on average at every rank, so that requests fall as looks do. Given how
        many requests there were, the chance that one came from rank r is n_r r^-power / Σ n_s s^-power; the
        power is that of greatest likelihood, within 0 to 2.

        Source: intervention harvesting, Agarwal et al. 2019, as read in MATCHING.md sections 1 and 3.

        Args:
            ranks: array of shape (places,), from 1.
            requested: which of them led to a request.

        Raises:
            ValueError: the lengths differ, or a rank is below 1.
        """
        if ranks.shape != requested.shape or (ranks < 1).any():
            raise ValueError("Each place needs a rank of at least 1 and whether it led to a request")
        requests = int(np.count_nonzero(requested))
        if requests < LEAST_REQUESTS:
            return cls(DEFAULT_POWER, requests, False)
        return cls(_likeliest(np.log(ranks), requested), requests, True)

    def propensity(self, ranks: NDArray[np.int64]) -> Vector:
        """Return the chance that each rank is looked at, in (0, 1]."""
        chance: Vector = np.asarray(ranks, dtype=np.float64) ** -self.power
        return chance

    def looked_at_unasked(self, ranks: NDArray[np.int64], chance: Vector) -> Vector:
        """Return the chance that a suggestion was looked at, given that it was not asked.

        Args:
            chance: that it is asked once looked at, in [0, 1).
        """
        looked_at = self.propensity(ranks)
        return looked_at * (1 - chance) / (1 - looked_at * chance)

    def weights(self, ranks: NDArray[np.int64]) -> Vector:
        """Return what a request from each rank counts, the inverse of that chance, from 1 to 10."""
        return np.minimum(1 / self.propensity(ranks), LARGEST_WEIGHT)


def _likeliest(log_ranks: Vector, requested: Mask) -> float:
    """Bisect for the power at which requests are expected as far down, in mean log rank, as they were."""
    observed = float(log_ranks[requested].mean())
    low, high = 0.0, _STEEPEST
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        looked_at = np.exp(-middle * log_ranks)
        if float(looked_at @ log_ranks / looked_at.sum()) > observed:
            low = middle
        else:
            high = middle
    return round((low + high) / 2, 4)

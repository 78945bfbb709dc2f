"""How often everybody is suggested: lists of the greatest total score in which nobody is lost or overrun."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.estimator import Estimator
from exchange.matching.factor import Mask, Vector

CANDIDATES = 50  # best others of each asker that are tried first, and as many askers of each other
_BETTER = 1e-9  # a pair worth so little more than a chosen one changes nothing
_ROUNDS = 20  # of adding pairs; two or three suffice in practice


class Standing(NamedTuple):
    """In how many other lists an organisation is, in how many it may be at most and must be at least."""

    lists: int
    most: int
    least: int

    @property
    def is_full(self) -> bool:
        """Whether one list more would be too many."""
        return self.lists >= self.most

    @property
    def is_needed(self) -> bool:
        """Whether one list fewer would be too few."""
        return self.lists < self.least


class Infeasible(ValueError):
    """No lists can respect all limits at once."""


class Exposure(Estimator):
    """Give everybody a list so that the total score is greatest within limits on how often each is in one.

    One linear programme finds it. Its constraints are those of a flow in a network, so that the simplex
    method ends in whole places and no repair is needed. Its dual solution is a price for each organisation:
    above 0 for whoever would be in too many lists, below 0 for whoever would be in too few. Pairs are added
    until no pair left out could improve the total, so that the result is the best over all pairs.

    A limit of 0.6 of the mean from below holds for everybody, hence for every group of organisations: with
    lists of ten, 6. ``benchmarks/fairness.py`` measures what it costs.

    Of level lists, the programme takes one, the same whatever order the organisations come in. It works on
    arrays of shape (n, n): for thousands of organisations, not for millions.

    Args:
        list_length: places in each list; fewer where there are fewer others.
        cap: most lists that an organisation may be in.
        floor: fewest lists that an organisation must be in; fewer where its cap, or the number of those who
            may see it, is lower.

    Attributes:
        prices_: ODS code → what to take from its scores for the order of suggestions, never from the score.
        lists_: ODS code → codes in its list, by score less price, then code.
        counts_: ODS code → number of lists it is in.
        caps_, floors_: ODS code → limits in force.
        total_: the sum of the scores in all lists.

    Source: MATCHING.md, "Congestion"; pairs added by price: Dantzig and Wolfe, Operations
    Research 8(1), 1960.
    """

    prices_: dict[str, float]
    lists_: dict[str, tuple[str, ...]]
    counts_: Counter[str]
    caps_: dict[str, int]
    floors_: dict[str, int]
    total_: float

    def __init__(self, list_length: int = 10, cap: int = 20, floor: int = 6) -> None:
        self.list_length = list_length
        self.cap = cap
        self.floor = floor

    def fit(
        self,
        codes: Sequence[str],
        scores: Vector,
        *,
        caps: Mapping[str, int] | None = None,
        without: Collection[tuple[str, str]] = (),
    ) -> Self:
        """Find the lists and the prices, whatever order the organisations come in.

        Args:
            scores: shape (n, n), row asks, finite; the diagonal is not read.
            caps: ODS code → cap of its own; 0 for whoever is not to be suggested to anybody now, for example
                because it has as many open requests as it takes.
            without: (asker, other) who are not to be suggested: dismissed, already in contact.

        Raises:
            Infeasible: no lists respect all limits.
            ValueError: a parameter, a code or a score is not what it must be.
        """
        self._check()
        order = _order(codes, scores)
        self._codes = [codes[at] for at in order]
        limits = self._caps(caps or {})
        allowed = _allowed(self._codes, limits, without)
        own = np.asarray(scores, dtype=np.float64)[np.ix_(order, order)]
        wanted = np.minimum(self.list_length, allowed.sum(axis=1))
        least = np.minimum(np.minimum(self.floor, limits), allowed.sum(axis=0))
        if wanted.sum() > limits.sum():
            raise Infeasible(f"The lists have {wanted.sum()} places, the caps allow only {limits.sum()}")
        chosen, price = _Programme(own, allowed, wanted, least, limits).solve()
        self._keep(own, chosen, price)
        self.caps_ = dict(zip(self._codes, limits.tolist(), strict=True))
        self.floors_ = dict(zip(self._codes, least.tolist(), strict=True))
        return self

    def standings(self, asker: str) -> dict[str, Standing]:
        """Return how everybody stands as far as the lists of all but one organisation go."""
        own = set(self.lists_.get(asker, ()))
        return {
            code: Standing(self.counts_[code] - (code in own), self.caps_[code], self.floors_[code])
            for code in self._codes
        }

    def settle(self, asker: str, codes: Sequence[str]) -> None:
        """Replace the list of one organisation by one that was made within ``standings``.

        Raises:
            ValueError: it would leave somebody in too many or too few lists, or names somebody not fitted.
        """
        standings = self.standings(asker)
        unknown = sorted({asker, *codes} - set(standings))
        if unknown:
            raise ValueError(f"{unknown[0]} is not among the organisations that were fitted")
        for code in sorted({*codes, *self.lists_[asker]}):
            lists = standings[code].lists + (code in codes)
            if not self.floors_[code] <= lists <= self.caps_[code]:
                raise ValueError(f"{code} would be in {lists} lists, outside its limits")
        self.counts_ = self.counts_ - Counter(self.lists_[asker]) + Counter(codes)
        self.lists_ = {**self.lists_, asker: tuple(codes)}

    def _check(self) -> None:
        if self.list_length < 1:
            raise ValueError(f"list_length must be at least 1, not {self.list_length}")
        if not 0 <= self.floor <= self.list_length:
            raise ValueError(f"floor must be between 0 and list_length, the mean, not {self.floor}")
        if self.cap < self.list_length:
            raise ValueError(f"cap must be at least list_length, the mean, not {self.cap}")

    def _caps(self, caps: Mapping[str, int]) -> NDArray[np.int64]:
        unknown = sorted(set(caps) - set(self._codes))
        if unknown:
            raise ValueError(f"There is a cap for {unknown[0]}, which is not among the organisations")
        wrong = sorted(code for code, cap in caps.items() if not cap >= 0 or cap != int(cap))
        if wrong:
            raise ValueError(f"The cap of {wrong[0]} must be a whole number of at least 0")
        return np.array([int(caps.get(code, self.cap)) for code in self._codes], dtype=np.int64)

    def _keep(self, own: Vector, chosen: Mask, price: Vector) -> None:
        self.prices_ = dict(zip(self._codes, price.tolist(), strict=True))
        self.lists_ = {}
        for row, code in enumerate(self._codes):
            columns = np.flatnonzero(chosen[row])
            best = columns[np.argsort(-(own[row] - price)[columns], kind="stable")]
            self.lists_[code] = tuple(self._codes[column] for column in best)
        self.counts_ = Counter(code for listed in self.lists_.values() for code in listed)
        self.total_ = float(own[chosen].sum())


class _Programme(NamedTuple):
    """The linear programme: arrays by asker and other, each asker's places, each other's limits."""

    scores: Vector
    allowed: Mask
    wanted: NDArray[np.int64]
    least: NDArray[np.int64]
    most: NDArray[np.int64]

    def solve(self) -> tuple[Mask, Vector]:
        """Return who is in whose list, and the prices."""
        if not self.allowed.any():
            return np.zeros_like(self.allowed), np.zeros(len(self.allowed))
        tried = self._first()
        found = self._over(tried)
        for _ in range(_ROUNDS):
            if found is None:
                break
            chosen, price, worth = found
            better = self.allowed & ~tried & (self.scores - price - worth[:, None] > _BETTER)
            if not better.any():
                return chosen, price
            tried = tried | better
            found = self._over(tried)
        return self._best_of_all()

    def _best_of_all(self) -> tuple[Mask, Vector]:
        found = self._over(self.allowed)
        if found is None:
            raise Infeasible("No lists put everybody between floor and cap. Raise caps or lower the floor")
        return found[:2]

    def _first(self) -> Mask:
        """The best others of each asker, and the best askers of each other."""
        value = np.where(self.allowed, self.scores, -np.inf)
        most = min(CANDIDATES, len(value)) - 1
        of_asker = np.partition(-value, most, axis=1)[:, most][:, None]
        of_other = np.partition(-value, most, axis=0)[most][None, :]
        first: Mask = self.allowed & ((-value <= of_asker) | (-value <= of_other))
        return first

    def _over(self, tried: Mask) -> tuple[Mask, Vector, Vector] | None:
        """Return choice, price of each other and worth of each asker's last place; None if infeasible."""
        from scipy.optimize import linprog  # noqa: PLC0415  (slow to import, needed only here)
        from scipy.sparse import csr_array, vstack  # noqa: PLC0415  (the same)

        asker, other = np.nonzero(tried)
        size, one, each = len(tried), np.ones(len(asker)), np.arange(len(asker))
        lists = csr_array((one, (other, each)), shape=(size, len(asker)))
        result = linprog(
            -self.scores[asker, other],
            A_ub=vstack([lists, -lists]),
            b_ub=np.concatenate([self.most, -self.least]),
            A_eq=csr_array((one, (asker, each)), shape=(size, len(asker))),
            b_eq=self.wanted,
            bounds=(0, 1),
            method="highs-ds",
        )
        if result.status == 2:  # linprog's word for infeasible
            return None
        if not result.success:
            raise RuntimeError(f"The linear programme ended without a result: {result.message}")
        chosen = np.zeros_like(tried)
        chosen[asker, other] = result.x > 0.5  # a whole place or none, but for rounding
        dual = result.ineqlin.marginals
        return chosen, dual[size:] - dual[:size], -result.eqlin.marginals


def _order(codes: Sequence[str], scores: Vector) -> list[int]:
    """Return the places of the codes in their order."""
    if len(set(codes)) < len(codes):
        raise ValueError("Each organisation may appear only once")
    values = np.asarray(scores)
    if values.shape != (len(codes), len(codes)):
        raise ValueError(f"scores must have shape ({len(codes)}, {len(codes)}), not {values.shape}")
    if not np.isfinite(values[~np.eye(len(codes), dtype=bool)]).all():
        raise ValueError("Every score must be a finite number")
    return sorted(range(len(codes)), key=lambda at: codes[at])


def _allowed(codes: Sequence[str], limits: NDArray[np.int64], without: Collection[tuple[str, str]]) -> Mask:
    allowed: Mask = ~np.eye(len(codes), dtype=bool) & (limits > 0)
    rows = {code: row for row, code in enumerate(codes)}
    for asker, other in without:
        if asker in rows and other in rows:
            allowed[rows[asker], rows[other]] = False
    return allowed


def gini(counts: Sequence[int]) -> float:
    """Return the Gini coefficient: 0 where all are in as many lists, towards 1 where one is in all."""
    ordered = np.sort(np.asarray(counts, dtype=np.float64))
    if not ordered.sum() > 0:
        return 0.0
    weights = 2 * np.arange(1, len(ordered) + 1) - len(ordered) - 1
    return float(weights @ ordered / (len(ordered) * ordered.sum()))

"""Learning the default weights from requests, with a gate: nothing changes until it is shown to be better."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from exchange.matching.examination import ExaminationCurve
from exchange.matching.factor import Vector
from exchange.matching.outcomes import Impression, ShownLists
from exchange.matching.weights import DEFAULT_WEIGHTS, FACTORS, normalised

LEAST_REQUESTS = 200  # Source: MATCHING.md section 3, the gate
_PARTS = 4  # of the lists by time: each but the first is judged by what was learned from those before it
_SCALE = 8.0  # Source: MATCHING.md section 3: the prior is 8 · defaults
_STRENGTH = 0.3
_SWEEPS = 6  # of expectation and maximisation; the weights change by less than 0.001 afterwards
_DRAWS = 1000
_LOWEST = 0.05  # one-sided 95 %
_CUTOFF = 10


@dataclass(frozen=True)
class Comparison:
    """Estimated NDCG@10 of three sets of weights, on lists later than those the learned ones were fitted to.

    What was shown is put into the order of each set of weights. A request counts the inverse of the chance
    that its rank was looked at, at most 10, so that what stood far down is not forgotten.

    Attributes:
        lists: of those later lists, how many had a request.
        learned, in_force, defaults: NDCG in [0, 1].
        lower_bound: of learned minus in force, one-sided 95 %, bootstrapped over lists.
    """

    lists: int = 0
    learned: float = 0.0
    in_force: float = 0.0
    defaults: float = 0.0
    lower_bound: float = 0.0


@dataclass(frozen=True)
class LearnedWeights:
    """A proposal: what the outcomes say the weights should be, and whether it may be used.

    Attributes:
        weights: factor → weight of at least 0, together 1, in the order of ``FACTORS``.
        intervals: factor → 95 % interval of its weight.
        known: factor → share of impressions in which it was known.
        lists, impressions, requests: what was learned from.
        days: the first and the last day of a list, ISO 8601.
        usable: the gate lets it through.
        decision: the gate's reason, in one sentence.
    """

    weights: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    known: Mapping[str, float]
    lists: int
    impressions: int
    requests: int
    days: tuple[str, ...]
    curve: ExaminationCurve
    comparison: Comparison
    usable: bool
    decision: str


@dataclass(frozen=True)
class WeightLearner:
    """Fits weights to requests: logistic regression that shrinks towards the defaults, no weight below 0.

    A suggestion that was not asked either did not appeal or was not looked at. Expectation and maximisation
    in turn weigh it by the chance that it was looked at, given its rank and its appeal. Fitting is
    deterministic and does not depend on the order of impressions.

    Source: regression-based expectation and maximisation, Wang et al. 2018 (doi 10.1145/3159652.3159732),
    with the prior of MATCHING.md section 3, whose inverse propensities serve the comparison.

    Args:
        defaults: factor → weight, what is believed without any outcome.
        strength: of that belief, above 0; larger moves less. It is doubled at 200 requests, more below.
    """

    defaults: Mapping[str, float] = field(default_factory=lambda: DEFAULT_WEIGHTS)
    strength: float = _STRENGTH

    def learn(
        self, impressions: Iterable[Impression], in_force: Mapping[str, float] | None = None
    ) -> LearnedWeights:
        """Return the weights that the outcomes speak for, judged beside the weights in force.

        The judged weights are fitted to the lists before those that judge them, the proposed ones to all.

        Args:
            impressions: of the period to learn from; what people value may have changed since older ones.
            in_force: factor → weight, the defaults where None.

        Raises:
            ValueError: as ``ShownLists.build``, or weights are refused.
        """
        lists = ShownLists.build(impressions)
        defaults = _as_array(self.defaults)
        current = defaults if in_force is None else _as_array(in_force)
        curve = ExaminationCurve.fit(lists.ranks[lists.explored], lists.requested[lists.explored])
        weights, intervals = self._fitted(lists, curve, defaults)
        comparison = self._compared(lists, curve, defaults, current)
        requests = int(np.count_nonzero(lists.requested))
        usable, decision = _decide(requests, comparison)
        return LearnedWeights(
            weights=_named(weights),
            intervals={name: (low, high) for name, (low, high) in zip(FACTORS, intervals, strict=True)},
            known=_named(lists.known.mean(axis=0) if len(lists) else np.zeros(len(FACTORS))),
            lists=len(lists),
            impressions=len(lists.ranks),
            requests=requests,
            days=lists.days,
            curve=curve,
            comparison=comparison,
            usable=usable,
            decision=decision,
        )

    def _fitted(
        self, lists: ShownLists, curve: ExaminationCurve, defaults: Vector
    ) -> tuple[Vector, list[tuple[float, float]]]:
        """Return weights and their intervals; the defaults as long as nobody, or everybody, was asked."""
        if lists.requested.all() or not lists.requested.any():
            return defaults, [(0.0, 1.0)] * len(FACTORS)
        from exchange.matching.prior_logit import PriorLogit  # noqa: PLC0415  (a second of import, seldom needed)

        # A handful of requests is also too little to tell at which ranks people look: hold on the more.
        strength = self.strength * (1 + LEAST_REQUESTS / np.count_nonzero(lists.requested))
        model = PriorLogit(prior=_SCALE * defaults, strength=strength, positive=True)
        looked_at = curve.propensity(lists.ranks)
        for _ in range(_SWEEPS):
            model.fit(lists.values, lists.requested, sample_weight=np.where(lists.requested, 1.0, looked_at))
            chance = model.predict_proba(lists.values)[:, 1]
            looked_at = curve.looked_at_unasked(lists.ranks, chance)
        drawn = np.random.default_rng(0).multivariate_normal(model.coef_[0], model.covariance_, size=_DRAWS)
        return _shares(model.coef_, defaults)[0], _intervals(_shares(np.maximum(drawn, 0), defaults))

    def _compared(
        self, lists: ShownLists, curve: ExaminationCurve, defaults: Vector, current: Vector
    ) -> Comparison:
        """Judge each later quarter of the lists by weights fitted to all lists before it."""
        bounds = [len(lists) * quarter // _PARTS for quarter in range(_PARTS + 1)]
        parts = [
            _gains(
                lists.between(start, end),
                curve,
                [self._fitted(lists.between(0, start), curve, defaults)[0], current, defaults],
            )
            for start, end in pairwise(bounds[1:])
        ]
        gains = np.concatenate(parts, axis=1)
        if not gains.shape[1]:
            return Comparison()
        best = gains[3]
        learned, in_force, by_default = (float(gain.sum() / best.sum()) for gain in gains[:3])
        return Comparison(len(best), learned, in_force, by_default, _lower_bound(gains[0] - gains[1], best))


def _as_array(weights: Mapping[str, float]) -> Vector:
    chosen = normalised({name: 0.0 for name in FACTORS} | dict(weights), {})
    return np.array([chosen.get(name, 0.0) for name in FACTORS])


def _named(numbers: Vector) -> dict[str, float]:
    return {name: round(float(number), 6) for name, number in zip(FACTORS, numbers, strict=True)}


def _shares(coefficients: Vector, otherwise: Vector) -> Vector:
    """Return each row divided by its sum, ``otherwise`` where that is 0."""
    total = coefficients.sum(axis=1, keepdims=True)
    return np.where(total > 0, coefficients / np.where(total > 0, total, 1), otherwise)


def _intervals(drawn: Vector) -> list[tuple[float, float]]:
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    return [(round(float(a), 4), round(float(b), 4)) for a, b in zip(low, high, strict=True)]


def _gains(lists: ShownLists, curve: ExaminationCurve, weights: list[Vector]) -> Vector:
    """Return the discounted gain of lists with a request under each set of weights, and the best possible.

    The result has shape (sets of weights + 1, lists with a request).
    """
    worth = np.where(lists.requested, curve.weights(lists.ranks), 0.0)
    gains = [_discounted(lists, lists.values @ each, worth) for each in weights]
    best = _discounted(lists, worth, worth)
    return np.array([*gains, best])[:, best > 0]


def _discounted(lists: ShownLists, score: Vector, worth: Vector) -> Vector:
    """Return the discounted gain of the best ten of each list, shown in the order of ``score``, ties by rank.

    Source: Järvelin and Kekäläinen 2002, discount 1 / log2(1 + place).
    """
    numbers = lists.list_of
    order = np.lexsort((lists.ranks, -score, numbers))
    place = np.arange(len(order)) - lists.starts[numbers]
    gain = np.where(place < _CUTOFF, worth[order] / np.log2(place + 2), 0.0)
    return np.bincount(numbers, gain, minlength=len(lists)).astype(np.float64)


def _lower_bound(better_by: Vector, best: Vector) -> float:
    drawn = np.random.default_rng(0).integers(len(best), size=(_DRAWS, len(best)))
    return float(np.quantile(better_by[drawn].sum(axis=1) / best[drawn].sum(axis=1), _LOWEST))


def _decide(requests: int, comparison: Comparison) -> tuple[bool, str]:
    if requests < LEAST_REQUESTS:
        return False, f"Not used: {requests} requests were made, and at least {LEAST_REQUESTS} are needed."
    if comparison.lower_bound <= 0:
        return False, (
            f"Not used: on the later lists it may be no better than the weights in force "
            f"(NDCG {comparison.learned:.3f} against {comparison.in_force:.3f}, the difference at least "
            f"{comparison.lower_bound:+.3f})."
        )
    return True, (
        f"May be used: on the later lists it is better than the weights in force "
        f"(NDCG {comparison.learned:.3f} against {comparison.in_force:.3f}, the difference at least "
        f"{comparison.lower_bound:+.3f})."
    )

"""How well the recommender finds partners that are known to have worked together, beside simpler methods."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from exchange.matching.baselines import random_scores, standardised_euclidean
from exchange.matching.factor import Vector
from exchange.matching.profile import Profile
from exchange.matching.recommender import PeerRecommender
from exchange.matching.scoring import Scored, rank_of
from exchange.matching.weights import FACTORS, normalised

CUTOFFS = (1, 5, 10, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodResult:
    """How one method ranked the partners.

    Attributes:
        mrr: mean reciprocal rank.
        hit_at: cut-off → share of partners that are ranked within it.
        ranks: the partner's rank for each pair, in the order of ``Evaluation.pairs``: as the first of a pair
            sees the second, then as the second sees the first.
    """

    method: str
    mrr: float
    hit_at: dict[int, float]
    ranks: tuple[int, ...]

    def as_row(self) -> dict[str, str | float]:
        """Return method, mrr, hit@1, hit@5, hit@10 and hit@20 under these names."""
        return {
            "method": self.method,
            "mrr": self.mrr,
            **{f"hit@{k}": share for k, share in self.hit_at.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The outcome of one run.

    Attributes:
        pairs: those that were judged, each once however often and in whatever order it was given.
        methods: "default", each factor alone, "equal weights", "standardised euclidean", "random".
        not_loaded: codes in the given pairs that are no organisation of these, sorted.
    """

    pairs: tuple[tuple[str, str], ...]
    methods: tuple[MethodResult, ...]
    not_loaded: tuple[str, ...]


def evaluate(profiles: Sequence[Profile], pairs: Iterable[tuple[str, str]], *, seed: int = 0) -> Evaluation:
    """Rank every partner from both sides among all organisations, by every method.

    Ties are broken alike for all methods: by distance, then ODS code.

    Args:
        pairs: ODS codes of two organisations that worked together.
        seed: of the random order.

    Raises:
        ValueError: as ``PeerRecommender.fit``.
    """
    matcher = PeerRecommender().fit(profiles)
    distinct = list(dict.fromkeys((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]))
    loaded = set(matcher.index_.codes)
    judged = tuple(pair for pair in distinct if loaded.issuperset(pair))
    return Evaluation(
        pairs=judged,
        methods=tuple(_result(name, matcher, judged, scores) for name, scores in _methods(matcher, seed)),
        not_loaded=tuple(sorted({code for pair in distinct for code in pair} - loaded)),
    )


Scores = Callable[[int], Vector]


def _methods(matcher: PeerRecommender, seed: int) -> list[tuple[str, Scores]]:
    alone = [(name, {other: float(other == name) for other in FACTORS}) for name in FACTORS]
    weighted = [("default", {}), *alone, ("equal weights", dict.fromkeys(FACTORS, 1.0))]
    return [
        *((name, _by_weights(matcher, weights)) for name, weights in weighted),
        ("standardised euclidean", standardised_euclidean(matcher.index_.profiles)),
        ("random", random_scores(len(matcher.index_.codes), seed)),
    ]


def _by_weights(matcher: PeerRecommender, weights: dict[str, float]) -> Scores:
    in_force = normalised(weights, matcher.weights)
    factors = [factor for factor in matcher.factors_ if factor.name in in_force]
    index = matcher.index_
    return lambda row: Scored(index, index.asking(index.code(row)), factors, in_force).score


def _result(
    name: str, matcher: PeerRecommender, pairs: Sequence[tuple[str, str]], scores: Scores
) -> MethodResult:
    index = matcher.index_
    ranks = []
    for one, other in pairs:
        for asking, partner in (
            (index.row_of(one), index.row_of(other)),
            (index.row_of(other), index.row_of(one)),
        ):
            ranks.append(rank_of(partner, scores(asking), index, asking))
    return MethodResult(
        method=name,
        mrr=float(np.mean(1 / np.array(ranks))) if ranks else 0.0,
        hit_at={k: float(np.mean(np.array(ranks) <= k)) if ranks else 0.0 for k in CUTOFFS},
        ranks=tuple(ranks),
    )

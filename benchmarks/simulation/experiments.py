"""One country drawn from one seed, and everything that is measured in it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from benchmarks.simulation.judging import (
    LENGTH,
    Lists,
    best_weights,
    lists_of,
    ndcg,
    ndcg_by_row,
    useful_exchanges,
)
from benchmarks.simulation.methods import (
    attainable,
    euclidean,
    factor_values,
    factorisation,
    gower_similarity,
    observed_features,
    one_hot_cosine,
    recommended,
)
from benchmarks.simulation.organisations import Array, Organisations, make_organisations
from benchmarks.simulation.requests import asked_pairs, impressions, shown_lists
from benchmarks.simulation.truth import LATER_WEIGHTS, Mechanisms, Truth, mechanisms_of, truth_of
from exchange.matching import DEFAULT_WEIGHTS, FACTORS, PeerRecommender, Profile
from exchange.matching.learning import LearnedWeights, WeightLearner

DEFAULTS = np.array([DEFAULT_WEIGHTS[name] for name in FACTORS])
# Where learning starts: as shipped, and two sets that somebody might have thought good and that are not.
STARTS = {
    "as shipped": DEFAULTS,
    "setting first": np.array([0.03, 0.04, 0.03, 0.30, 0.60]),
    "a step ahead first": np.array([0.03, 0.10, 0.50, 0.07, 0.30]),
}
BATCH, BATCHES, WINDOW = 500, 8, 4  # drift: lists between two refits, how many, and how many are learned from
NEWCOMERS = 30


@dataclass(frozen=True)
class Plan:
    """What to run: sizes in organisations and in lists."""

    forms: tuple[str, ...]
    organisations: int = 300
    sizes: tuple[int, ...] = (30, 100, 300, 1000, 3000)


class Seen(NamedTuple):
    """A country, and what the production recommender makes of what is observed of it."""

    seed: int
    world: Organisations
    mechanisms: Mechanisms
    values: Array
    known: Array
    listed: Lists
    newcomers: dict[str, Lists]
    others: dict[str, Array]
    features: Array


Measured = tuple[str, str, str, str, float]  # table, form, row, column, figure


def run_seed(seed: int, plan: Plan) -> list[Measured]:
    """Return everything that is measured in one country; always the same."""
    seen = _see(make_organisations(plan.organisations, seed), seed)
    measured: list[Measured] = []
    for form in plan.forms:
        truth = truth_of(seen.mechanisms, form)
        quality = dict(_quality(seen, truth, plan.sizes[-1]))
        measured += [
            ("quality", form, name, "NDCG@10", ndcg(truth, found)) for name, found in quality.items()
        ]
        measured += [
            ("quality", form, name, "useful", useful_exchanges(truth, found))
            for name, found in quality.items()
        ]
        measured += [("learning", form, *each) for each in _learning(seen, truth, plan.sizes)]
        measured += [("newcomers", form, name, "NDCG@10", figure) for name, figure in _newcomers(seen, truth)]
    first = plan.forms[0]
    measured += [("drift", first, *each) for each in _drift(seen, first, plan.sizes[-1])]
    return measured


def _see(world: Organisations, seed: int) -> Seen:
    matcher = PeerRecommender().fit(world.observed)
    values, known = factor_values(matcher)
    others = {
        "random": np.random.default_rng([seed, 5]).random(values.shape[:2]),
        "standardised Euclidean": euclidean(world.observed),
        "one-hot cosine": one_hot_cosine(world.observed),
        "Gower": gower_similarity(world.observed),
    }
    features = observed_features(world.observed, values, known)
    return Seen(
        seed,
        world,
        mechanisms_of(world, seed),
        values,
        known,
        np.array([recommended(matcher, profile.ods_code) for profile in world.observed]),
        _lists_of_newcomers(world, matcher),
        others,
        features,
    )


def _quality(seen: Seen, truth: Truth, lists: int) -> Iterator[tuple[str, Lists]]:
    """Yield each method with its lists."""
    for name, score in seen.others.items():
        yield name, lists_of(score)
    for number, name in enumerate(FACTORS):
        yield f"only {name}", lists_of(seen.values[:, :, number])
    log = shown_lists(truth, seen.values @ DEFAULTS, lists, np.random.default_rng([seen.seed, lists, 6]))
    yield "LightFM", lists_of(factorisation(seen.world.observed, asked_pairs(log), seen.seed))
    yield "ours, defaults", seen.listed
    learned = _learned(WeightLearner().learn(impressions(log, seen.values, seen.known)))
    yield "ours, learned", lists_of(seen.values @ learned)
    yield "best linear weights", lists_of(seen.values @ best_weights(truth, seen.values, DEFAULTS))
    yield "attainable", lists_of(attainable(truth, seen.features, seen.seed))


def _learned(found: LearnedWeights) -> Array:
    return np.array([found.weights[name] for name in FACTORS])


def _learning(seen: Seen, truth: Truth, sizes: tuple[int, ...]) -> Iterator[tuple[str, str, float]]:
    """Yield start, number of lists with and without the gate, and NDCG."""
    for start, weights in STARTS.items():
        learner = WeightLearner(dict(zip(FACTORS, weights, strict=True)))
        yield start, "start", ndcg(truth, lists_of(seen.values @ weights))
        for size in sizes:
            log = shown_lists(truth, seen.values @ weights, size, np.random.default_rng([seen.seed, size, 6]))
            found = learner.learn(impressions(log, seen.values, seen.known))
            after = ndcg(truth, lists_of(seen.values @ _learned(found)))
            yield start, f"{size}", after
            yield (
                start,
                f"{size} gated",
                after if found.usable else ndcg(truth, lists_of(seen.values @ weights)),
            )
            yield start, f"{size} used", float(found.usable)
            yield start, f"{size} requests", float(found.requests)


def _newcomers(seen: Seen, truth: Truth) -> Iterator[tuple[str, float]]:
    """Yield how good the lists of organisations are of which only kind and place are known."""
    for name, found in {"as observed": seen.listed, **seen.newcomers}.items():
        by_row = ndcg_by_row(truth, found)
        yield name, float(by_row[:: _every(len(by_row))].mean())


def _every(count: int) -> int:
    return max(1, count // NEWCOMERS)


def _lists_of_newcomers(world: Organisations, matcher: PeerRecommender) -> dict[str, Lists]:
    """Return the lists of some organisations when only kind and place are known of them."""
    count = len(world.observed)
    lists = {
        name: np.zeros((count, LENGTH), np.int64)
        for name in ("ours, defaults", "only nearby", "one-hot cosine")
    }
    nearby = {name: float(name == "nearby") for name in FACTORS}
    for row in range(0, count, _every(count)):
        profiles = [_bare(each) if place == row else each for place, each in enumerate(world.observed)]
        code = profiles[row].ods_code
        matcher.add(profiles[row])
        lists["ours, defaults"][row] = recommended(matcher, code)
        lists["only nearby"][row] = recommended(matcher, code, weights=nearby)
        lists["one-hot cosine"][row] = lists_of(one_hot_cosine(profiles))[row]
        matcher.add(world.observed[row])
    return lists


def _bare(profile: Profile) -> Profile:
    """Leave kind and place, and the board and region that follow from the place."""
    return replace(
        profile,
        staff_wte=None,
        beds=None,
        maturity={},
        deployments=(),
        themes=frozenset(),
        networks=frozenset(),
    )


def _drift(seen: Seen, form: str, lists: int) -> Iterator[tuple[str, str, float]]:
    """Yield NDCG before each batch: tastes change half-way, weights are refitted behind the gate."""
    size = min(BATCH, lists)
    truths = (truth_of(seen.mechanisms, form), truth_of(seen.mechanisms, form, LATER_WEIGHTS))
    in_force, logs = DEFAULTS, []
    for batch in range(BATCHES):
        truth = truths[2 * batch // BATCHES]
        yield "weights kept", f"{batch + 1}", ndcg(truth, lists_of(seen.values @ DEFAULTS))
        yield "refitted behind the gate", f"{batch + 1}", ndcg(truth, lists_of(seen.values @ in_force))
        chance = np.random.default_rng([seen.seed, batch, 7])
        logs.append(shown_lists(truth, seen.values @ in_force, size, chance, first=batch * size))
        shown = [each for log in logs[-WINDOW:] for each in impressions(log, seen.values, seen.known)]
        found = WeightLearner().learn(shown, dict(zip(FACTORS, in_force, strict=True)))
        in_force = _learned(found) if found.usable else in_force

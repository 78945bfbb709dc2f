"""Time matching beside other ways, in one run: ``python benchmarks/matching.py [--sizes 300,40000]``.

Every way answers the same questions on the same made-up registry, in one thread. ``--recall N`` asks N random
organisations with random weights and counts whose lists differ from those found by scoring everybody.
"""

import argparse
import random
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import fields, is_dataclass, replace
from time import perf_counter
from typing import Any

import gower
import hnswlib
import numpy as np
import pandas as pd
from geopy.distance import geodesic
from registry import profiles as made_up
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction import DictVectorizer
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from exchange.matching import DEFAULT_WEIGHTS, FACTORS, PeerRecommender, Profile
from exchange.matching.nearby import geodesic_km
from exchange.matching.recommender import compiled_search
from exchange.matching.weights import normalised

LIMIT = 10
MOST_BY_THE_SLOW = 100_000  # beyond, these take minutes to build or to answer
REFINED = 500  # candidates of the approximate neighbours that are scored exactly

ADDED = "add() until in its own and a neighbour's list"
CHANGED = "change until in its own and a neighbour's list"

Way = Callable[[str], object]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="300,40000", help="numbers of organisations, by comma")
    parser.add_argument("--askers", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=1, help="the one with the lowest median is shown")
    parser.add_argument("--recall", type=int, default=200, help="random questions held against a full scan")
    chosen = parser.parse_args(arguments)
    with threadpool_limits(1):
        for size in map(int, chosen.sizes.split(",")):
            compare(made_up(size), chosen.askers, chosen.recall, chosen.rounds)


def compare(profiles: list[Profile], askers: int, questions: int, rounds: int) -> None:
    """Time every way on one registry."""
    start = perf_counter()
    matcher = PeerRecommender().fit(profiles)
    fitted_s = perf_counter() - start
    compiled = copy(matcher).set_params(compiled=True)
    compiled.search_ = compiled_search(matcher.factors_)  # rather than fit the same twice
    codes = [profile.ods_code for profile in profiles[:: max(1, len(profiles) // askers)]][:askers]
    few = min(askers, max(3, 20_000 // len(profiles)))
    print(f"\n{len(profiles):,} organisations; fit() {fitted_s:.2f} s; {bytes_each(matcher):.0f} bytes each")
    ways: list[tuple[str, Way, int]] = [
        ("recommend()", matcher.recommend, askers),
        ("recommend(), compiled", compiled.recommend, askers),
        ("recommend() and every reason and distance read", lambda code: explained(matcher, code), askers),
        ("every organisation scored, NumPy", lambda code: scored(matcher, code).best_of_all(LIMIT), few),
        *others(profiles, matcher, few),
    ]
    times = [
        (name, *min(percentiles(way, codes[:count]) for _ in range(rounds))) for name, way, count in ways
    ]
    print(f"{'':<52} {'p50 ms':>10} {'p95 ms':>10} {'times':>9}")
    for name, half, most in times:
        print(f"{name:<52} {half:>10.3f} {most:>10.3f} {half / times[0][1]:>9.1f}")
    print(f"{'':<52} {'NumPy':>10} {'compiled':>10}")
    plain, fast = ([updates(each, profiles) for _ in range(rounds)] for each in (matcher, compiled))
    for name in plain[0]:
        least = [min(found[name] for found in each) for each in (plain, fast)]
        print(f"{name:<52} {least[0]:>10.3f} {least[1]:>10.3f}")
    missed = [differing(each, codes, questions) for each in (matcher, compiled)]
    print(f"of {questions} random questions with random weights, lists unlike the full scan's: {missed}")
    print(f"process peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def scored(matcher: PeerRecommender, code: str) -> Any:
    """Return all organisations as one sees them, nothing scored yet."""
    return matcher.scored(code, normalised({}, DEFAULT_WEIGHTS))


def explained(matcher: PeerRecommender, code: str) -> object:
    """Ask for peers and read all that they say, with nothing kept from earlier distances."""
    geodesic_km.cache_clear()
    return [(peer.reasons, peer.distance_km) for peer in matcher.recommend(code, limit=LIMIT)]


def differing(matcher: PeerRecommender, codes: Sequence[str], questions: int) -> int:
    """Return how many random questions are answered otherwise than by scoring everybody."""
    chance = random.Random(questions)
    wrong = 0
    for _ in range(questions):
        weights = normalised({}, {name: chance.expovariate(1) for name in FACTORS})
        asked = replace(matcher.scored(chance.choice(matcher.index_.codes), weights), search=matcher.search_)
        wrong += asked.best(LIMIT) != asked.best_of_all(LIMIT)
    return wrong


def others(profiles: list[Profile], matcher: PeerRecommender, few: int) -> Iterator[tuple[str, Way, int]]:
    """Yield what one would use otherwise. Only approximate neighbours with rescoring aim at our own order."""
    features: sparse.csr_matrix = DictVectorizer().fit_transform([one_hot(profile) for profile in profiles])
    yield "scikit-learn NearestNeighbors, one-hot cosine", by_one_hot(profiles, features), few
    yield "pandas: distance, shared systems, type", by_pandas(profiles, features), few
    if len(profiles) <= MOST_BY_THE_SLOW:
        yield f"hnswlib, {REFINED} of them scored by us", by_hnsw(profiles, features, matcher), few
        yield "gower", by_gower(profiles), min(few, 3)
        yield "plain loop with geopy for each pair", by_loop(profiles), max(1, 2000 // len(profiles))


def by_one_hot(profiles: list[Profile], features: sparse.csr_matrix) -> Way:
    """Return the nearest by cosine over a column for each type, board, region, system, theme, network."""
    neighbours = NearestNeighbors(n_neighbors=min(LIMIT + 1, len(profiles)), metric="cosine").fit(features)
    row = {profile.ods_code: i for i, profile in enumerate(profiles)}
    return lambda code: neighbours.kneighbors(features[row[code]])


def by_hnsw(profiles: list[Profile], features: sparse.csr_matrix, matcher: PeerRecommender) -> Way:
    """Return the best by our score among the approximate nearest in 32 dimensions and in place."""
    dense = TruncatedSVD(min(32, features.shape[1] - 1), random_state=0).fit_transform(features)
    degrees = np.array([(each.latitude or 0.0, each.longitude or 0.0) for each in profiles]) / 5
    columns = np.column_stack((dense, degrees)).astype(np.float32)
    index = hnswlib.Index(space="l2", dim=columns.shape[1])
    index.init_index(len(columns), random_seed=0)
    index.add_items(columns, num_threads=1)
    index.set_ef(2 * REFINED)
    index.set_num_threads(1)
    row = {profile.ods_code: i for i, profile in enumerate(profiles)}
    rows = np.array([matcher.index_.row_of(profile.ods_code) for profile in profiles])

    def ask(code: str) -> object:
        near, _ = index.knn_query(columns[row[code]], k=min(REFINED, len(columns)))
        found = rows[near[0].astype(np.intp)]
        return found[np.argsort(-scored(matcher, code).at(found).score)[: LIMIT + 1]]

    return ask


def by_pandas(profiles: list[Profile], features: sparse.csr_matrix) -> Way:
    """Return the best by a sum of three columns worked out for the whole table."""
    table = pd.DataFrame(
        {
            "code": [profile.ods_code for profile in profiles],
            "type": [profile.type for profile in profiles],
            "latitude": [profile.latitude for profile in profiles],
            "longitude": [profile.longitude for profile in profiles],
        }
    )
    row = {code: i for i, code in enumerate(table["code"])}

    def ask(code: str) -> object:
        own = table.iloc[row[code]]
        north = (table["latitude"] - own["latitude"]) * 111.2
        east = (table["longitude"] - own["longitude"]) * 111.2 * np.cos(np.radians(own["latitude"]))
        shared = (features @ features[row[code]].T).toarray().ravel()
        score = np.exp2(-np.hypot(north, east) / 40) + shared / shared.max() + (table["type"] == own["type"])
        return score.nlargest(LIMIT + 1)

    return ask


def by_gower(profiles: list[Profile]) -> Way:
    """Return the nearest by Gower's distance with columns of equal weight."""
    table = pd.DataFrame(
        {
            "latitude": [float(profile.latitude or 0) for profile in profiles],
            "longitude": [float(profile.longitude or 0) for profile in profiles],
            "staff": [float(profile.staff_wte or 0) for profile in profiles],
            "type": [profile.type for profile in profiles],
            "icb": [profile.icb for profile in profiles],
            "system": [next((each.system for each in p.deployments), "") for p in profiles],
        }
    )
    row = {profile.ods_code: i for i, profile in enumerate(profiles)}
    kinds = [False, False, False, True, True, True]
    return lambda code: np.argsort(gower.gower_matrix(table.iloc[[row[code]]], table, cat_features=kinds)[0])[
        : LIMIT + 1
    ]


def one_hot(profile: Profile) -> dict[str, float]:
    """Return the columns of an organisation."""
    systems = {
        f"{each.area} {name}" for each in profile.deployments for name in (each.supplier, each.product)
    }
    places = [profile.type, profile.icb, profile.region]
    return dict.fromkeys([*places, *systems, *profile.themes, *profile.networks], 1.0)


def by_loop(profiles: list[Profile]) -> Way:
    """Return a plain loop that scores nearness, shared systems and type of every pair, and sorts."""
    by_code = {profile.ods_code: profile for profile in profiles}

    def ask(code: str) -> list[tuple[float, str]]:
        own = by_code[code]
        systems = set(one_hot(own))
        found = []
        for other in profiles:
            km = geodesic((own.latitude, own.longitude), (other.latitude, other.longitude)).km
            theirs = set(one_hot(other))
            found.append((2 ** (-km / 40) + len(systems & theirs) / len(systems | theirs), other.ods_code))
        return sorted(found, reverse=True)[: LIMIT + 1]

    return ask


def percentiles(way: Way, codes: Sequence[str]) -> tuple[float, float]:
    """Return half and 95 % of the times of a question in ms; the first is asked twice, to warm up."""
    times: list[float] = []
    for code in codes:
        if not times:
            way(code)
        start = perf_counter()
        way(code)
        times.append(1000 * (perf_counter() - start))
    return float(np.percentile(times, 50)), float(np.percentile(times, 95))


def updates(matcher: PeerRecommender, profiles: list[Profile], times: int = 40) -> dict[str, float]:
    """Return the median ms until a newcomer, and a change of it, is in its own list and a neighbour's."""
    spent: dict[str, list[float]] = {"add() alone": [], ADDED: [], CHANGED: [], "remove()": []}
    for number in range(times):
        neighbour = profiles[number * len(profiles) // times]
        twin = replace(neighbour, ods_code=f"ZZ{number}")
        alone, added = changed(matcher, twin, neighbour)
        _, again = changed(matcher, replace(twin, name="Renamed"), neighbour)
        start = perf_counter()
        matcher.remove(twin.ods_code)
        took = (alone, added, again, perf_counter() - start)
        for name, seconds in zip(spent, took, strict=True):
            spent[name].append(1000 * seconds)
    return {name: float(np.median(each)) for name, each in spent.items()}


def changed(matcher: PeerRecommender, profile: Profile, neighbour: Profile) -> tuple[float, float]:
    """Return the seconds until a profile is added, and until it is in its own list and a neighbour's."""
    start = perf_counter()
    matcher.add(profile)
    added = perf_counter()
    seen = [matcher.recommend(code, limit=LIMIT) for code in (profile.ods_code, neighbour.ods_code)]
    listed = perf_counter()
    assert profile.ods_code in {peer.ods_code for peer in seen[1]}
    return added - start, listed - start


def bytes_each(matcher: PeerRecommender) -> float:
    """Return the size of all columns by organisation, profile objects left out."""
    index = matcher.index_
    return sum(each.nbytes for each in _arrays(index)) / max(1, len(index.codes))


def _arrays(value: object) -> Iterator[np.ndarray]:
    """Yield every array within a value and the values that it holds."""
    if isinstance(value, np.ndarray):
        yield value
    elif is_dataclass(value) and not isinstance(value, Profile):
        for each in fields(value):
            yield from _arrays(getattr(value, each.name))


if __name__ == "__main__":
    main(sys.argv[1:])

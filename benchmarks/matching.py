"""Time matching beside simpler ways, in one run: ``python benchmarks/matching.py [--sizes 202,40000]``.

Every way answers the same questions on the same made-up registry, a median over askers, in one thread.
"""

import argparse
import resource
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from time import perf_counter

import numpy as np
from geopy.distance import geodesic
from registry import profiles as made_up
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from exchange.matching import PeerRecommender, Profile
from exchange.matching.nearby import geodesic_km

LIMIT = 10


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="202,40000", help="numbers of organisations, by comma")
    parser.add_argument("--askers", type=int, default=50)
    chosen = parser.parse_args(arguments)
    with threadpool_limits(1):
        for size in map(int, chosen.sizes.split(",")):
            compare(made_up(size), chosen.askers)


def compare(profiles: list[Profile], askers: int) -> None:
    """Time every way on one registry."""
    start = perf_counter()
    matcher = PeerRecommender().fit(profiles)
    fitted_s = perf_counter() - start
    codes = [profile.ods_code for profile in profiles[:: max(1, len(profiles) // askers)]][:askers]
    nearest = by_one_hot(profiles)
    ways: list[tuple[str, Callable[[str], object], int]] = [
        ("recommend(), reasons and distances included", lambda code: recommend(matcher, code), askers),
        ("  of which score and order", lambda code: matcher._scored(code, None, None).best(LIMIT), askers),
        ("  for one functional area", lambda code: matcher.recommend(code, area="epr"), askers),
        ("scikit-learn NearestNeighbors, one-hot features", nearest, askers),
        ("plain loop with geopy for each pair", by_loop(profiles), max(1, 2000 // len(profiles))),
    ]
    in_columns = f"{bytes_each(matcher):.0f} bytes each in columns"
    print(f"\n{len(profiles):,} organisations; fit {fitted_s:.2f} s; {in_columns}")
    times = [(name, median_ms(way, islice(codes, count))) for name, way, count in ways]
    for name, milliseconds in times:
        print(f"{name:<50} {milliseconds:>10.3f} ms {milliseconds / times[0][1]:>8.1f} times")
    print(f"{'add() of one more, then remove()':<50} {update_ms(matcher, profiles[0]):>10.3f} ms")
    print(f"process peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def recommend(matcher: PeerRecommender, code: str) -> object:
    """Ask for peers with nothing kept from earlier distances."""
    geodesic_km.cache_clear()
    return matcher.recommend(code, limit=LIMIT)


def by_one_hot(profiles: list[Profile]) -> Callable[[str], object]:
    """Return the nearest by cosine over a column for each type, board, region, system, theme, network."""
    features: sparse.csr_matrix = DictVectorizer().fit_transform([one_hot(profile) for profile in profiles])
    neighbours = NearestNeighbors(n_neighbors=min(LIMIT + 1, len(profiles)), metric="cosine").fit(features)
    row = {profile.ods_code: i for i, profile in enumerate(profiles)}
    return lambda code: neighbours.kneighbors(features[row[code]])


def one_hot(profile: Profile) -> dict[str, float]:
    """Return the columns of an organisation."""
    systems = {
        f"{each.area} {name}" for each in profile.deployments for name in (each.supplier, each.product)
    }
    places = [profile.type, profile.icb, profile.region]
    return dict.fromkeys([*places, *systems, *profile.themes, *profile.networks], 1.0)


def by_loop(profiles: list[Profile]) -> Callable[[str], object]:
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


def median_ms(way: Callable[[str], object], codes: "islice[str]") -> float:
    """Return the median time of a question; the first one is asked twice, to warm up."""
    times = []
    for code in codes:
        if not times:
            way(code)
        start = perf_counter()
        way(code)
        times.append(1000 * (perf_counter() - start))
    return statistics.median(times)


def update_ms(matcher: PeerRecommender, profile: Profile, times: int = 5) -> float:
    """Return the mean time of adding an organisation and taking it out again."""
    start = perf_counter()
    for number in range(times):
        matcher.add(replace(profile, ods_code=f"ZZ{number}"))
        matcher.remove(f"ZZ{number}")
    return 1000 * (perf_counter() - start) / times


def bytes_each(matcher: PeerRecommender) -> float:
    """Return the size of all columns by organisation, profile objects left out."""
    index = matcher.index_
    arrays = [
        *(index.places.points, index.places.half_km, index.places.fitted_points),
        *(index.systems.entries, index.directions.topics.entries, *index.directions.topic_counts.values()),
        *(index.directions.icbs.column, index.directions.regions.column, index.settings.types.column),
        *(index.settings.staff, index.settings.beds, *index.settings.maturity.values()),
    ]
    return sum(np.asarray(array).nbytes for array in arrays) / max(1, len(index.codes))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Compare ways of keeping suggestions fair, side by side: ``python benchmarks/fairness.py --seeds 20``.

Every way fills the lists of all organisations of the same made-up registry from the same scores. A fifth of
them have no systems registered, some lie far from everybody, and one in twenty has been running what
most others run for longest, so that everybody wants to ask it. Prints Markdown: a mean over the seeds and the
worst seed of each figure, and with ``--seed-data`` the same for the organisations that Exchange ships with.
"""

import argparse
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np
from registry import profiles as made_up
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack
from threadpoolctl import threadpool_limits

from exchange.matching import DEFAULT_WEIGHTS, Deployment, PeerRecommender, Profile, Stage, read_profiles
from exchange.matching.exposure import Exposure, gini
from exchange.matching.factor import Vector
from exchange.matching.listed import OpenRequests, Rules
from exchange.matching.listing import make_list, make_lists, within
from exchange.matching.reciprocity import Reciprocity

LENGTH = 10
FLOOR = 6
TAKES = 4
STATISTICS = ("Gini", "never", "most", "kept %", "of LP %", "no stack", "remote", "least", "seconds")


@dataclass(frozen=True)
class World:
    """Scores of everybody for everybody, and the two groups that equity is about."""

    recommender: PeerRecommender
    reciprocity: Reciprocity
    codes: tuple[str, ...]
    scores: Vector
    no_stack: Vector
    remote: Vector

    @classmethod
    def of(cls, profiles: Sequence[Profile]) -> "World":
        """Fit to some organisations; remote is the tenth with the farthest fifth neighbour."""
        recommender = PeerRecommender().fit(profiles)
        reciprocity = Reciprocity().fit(recommender)
        codes, scores = reciprocity.matrix()
        scores = scores.copy()
        np.fill_diagonal(scores, -9.0)
        listed = recommender.index_.profiles
        far = _fifth_neighbours_km(recommender)
        return cls(
            recommender,
            reciprocity,
            codes,
            scores,
            np.array([not one.deployments for one in listed]),
            far >= np.quantile(far, 0.9),
        )


Way = Callable[[World, int], list[list[int]]]
Requests = dict[str, OpenRequests]


def made_up_world(size: int, seed: int) -> World:
    """Return a registry of its own for each seed."""
    chance = random.Random(seed)
    return World.of([_varied(each, chance) for each in made_up(size + seed)])


def _varied(profile: Profile, chance: random.Random) -> Profile:
    if chance.random() < 0.2:
        profile = replace(profile, deployments=())
    elif chance.random() < 0.05:
        profile = replace(profile, deployments=_EXEMPLARY)
    if chance.random() < 0.05:
        profile = replace(profile, latitude=chance.uniform(49.9, 60.8), longitude=chance.uniform(-7.5, 1.7))
    return profile


_EXEMPLARY = tuple(
    Deployment(area, area.upper(), "Supplier 1", f"Supplier 1 {area} 0", Stage.LIVE, date(2010, 1, 1), True)
    for area in ("epr", "pas", "epma", "maternity", "ris_pacs", "lims", "theatres")
)


def _fifth_neighbours_km(recommender: PeerRecommender) -> Vector:
    places, rows = recommender.index_.places, np.arange(len(recommender.index_.codes))
    km = np.array([np.sort(places.km_from(row, rows))[5] for row in rows])  # the first is itself
    return np.where(np.isfinite(km), km, 0.0)


def no_control(world: World, cap: int) -> list[list[int]]:
    """Everybody's best by match, both sides considered."""
    return _best(world.scores)


def log_popularity(world: World, cap: int) -> list[list[int]]:
    """What popularity research does first: 0.03 less for each e-fold of lists. Source: MATCHING.md."""
    counts = np.bincount(np.ravel(no_control(world, cap)), minlength=len(world.codes))
    return _best(world.scores - 0.03 * np.log1p(counts))


def online_price(world: World, cap: int) -> list[list[int]]:
    """Change a price after every list, over 30 passes in random order. Source: MATCHING.md, "Congestion"."""
    size, chance = len(world.codes), np.random.default_rng(0)
    price, shown, lists = np.zeros(size), np.zeros(size), no_control(world, cap)
    for _ in range(30):
        for asker in chance.permutation(size):
            lists[asker] = _best((world.scores[asker] - price)[None, :])[0]
            shown *= 1 - 1 / size
            shown[lists[asker]] += 1
            price = np.clip(price + 0.002 * _strain(shown, cap, -0.05 * np.sign(price)), -0.5, 0.5)
    return lists


def dual_ascent(world: World, cap: int) -> list[list[int]]:
    """Move all prices at once, 300 times at most, keep the best. Source: MATCHING.md, "Congestion"."""
    size, price = len(world.codes), np.zeros(len(world.codes))
    best, least = no_control(world, cap), np.inf
    for step in range(300):
        lists = _best(world.scores - price)
        counts = np.bincount(np.ravel(lists), minlength=size)
        beyond = np.maximum(counts - cap, 0).sum() + np.maximum(FLOOR - counts, 0).sum()
        if beyond < least:
            best, least = lists, beyond
        if not beyond:
            break
        price = np.clip(price + 0.02 / (1 + step / 40) * _strain(counts, cap, np.zeros(size)), -0.5, 0.5)
    return best


def _strain(counts: Vector, cap: int, inside: Vector) -> Vector:
    return np.where(
        counts > cap, (counts - cap) / cap, np.where(counts < FLOOR, (counts - FLOOR) / FLOOR, inside)
    )


def exposure(world: World, cap: int) -> list[list[int]]:
    """``Exposure``, from scores to exact lists."""
    return _rows(world, _fitted(world, cap).lists_)


def whole(world: World, cap: int) -> list[list[int]]:
    """``Exposure`` and then ``make_lists``: variety, and a place for shared systems."""
    rules = Rules(reciprocity=world.reciprocity)
    lists = make_lists(world.recommender, _fitted(world, cap), dict.fromkeys(world.codes, rules))
    return _rows(world, {code: found.codes for code, found in lists.items()})


def bound(world: World, cap: int) -> list[list[int]]:
    """The linear programme over every pair, written a second time: nothing within the limits scores more."""
    size = len(world.codes)
    asker, other = np.nonzero(~np.eye(size, dtype=bool))
    one, each = np.ones(len(asker)), np.arange(len(asker))
    lists = csr_array((one, (other, each)), shape=(size, len(asker)))
    own = csr_array((one, (asker, each)), shape=(size, len(asker)))
    limits = np.repeat([cap, -FLOOR], size)
    found = linprog(
        -world.scores[asker, other],
        A_ub=vstack([lists, -lists]),
        b_ub=limits,
        A_eq=own,
        b_eq=np.full(size, LENGTH),
        bounds=(0, 1),
        method="highs",
    )
    return [other[(asker == row) & (found.x > 0.5)].tolist() for row in range(size)]


def _fitted(world: World, cap: int) -> Exposure:
    return Exposure(LENGTH, cap, FLOOR).fit(world.codes, world.scores)


def _rows(world: World, lists: dict[str, tuple[str, ...]]) -> list[list[int]]:
    return [_rows_of(world, lists[asker]) for asker in world.codes]


def _rows_of(world: World, codes: Iterable[str]) -> list[int]:
    row_of = world.recommender.index_.roll.fitted
    return [row_of[code] for code in codes]


def _best(scores: Vector) -> list[list[int]]:
    return np.argsort(-scores, axis=1, kind="stable")[:, :LENGTH].tolist()


WAYS: dict[str, Way] = {
    "no control": no_control,
    "log-popularity penalty": log_popularity,
    "online price": online_price,
    "batch price (dual ascent)": dual_ascent,
    "**Exposure**": exposure,
    "**Exposure, then variety**": whole,
    "LP over all pairs (bound)": bound,
}


def famed(world: World) -> World:
    """Return a harder world in which everybody gives 0.12 more to the same twentieth of all."""
    famous = np.random.default_rng(len(world.codes)).random(len(world.codes)) < 0.05
    return replace(world, scores=world.scores + 0.12 * famous)


def measure(world: World, cap: int, without: Way | None = None) -> dict[str, tuple[float, ...]]:
    """Return the statistics of every way but one, in the order of ``STATISTICS``."""
    found = {name: _timed(way, world, cap) for name, way in WAYS.items() if way is not without}
    free, best = (_total(world, found[name][0]) for name in ("no control", "LP over all pairs (bound)"))
    rows = {}
    for name, (lists, seconds) in found.items():
        counts = np.bincount(np.ravel(lists), minlength=len(world.codes))
        total = _total(world, lists)
        rows[name] = (
            gini(counts.tolist()),
            float((counts == 0).sum()),
            float(counts.max()),
            100 * total / free,
            100 * total / best,
            _share(counts, world.no_stack),
            _share(counts, world.remote),
            float(counts.min()),
            seconds,
        )
    return rows


def _share(counts: Vector, group: Vector) -> float:
    return float(counts[group].mean() / counts.mean()) if group.any() else float("nan")


def _timed(way: Way, world: World, cap: int) -> tuple[list[list[int]], float]:
    begin = perf_counter()
    return way(world, cap), perf_counter() - begin


def _total(world: World, lists: list[list[int]]) -> float:
    return float(sum(world.scores[row, listed].sum() for row, listed in enumerate(lists)))


def budgets(world: World, cap: int) -> dict[str, tuple[float, float]]:
    """Let everybody ask the first of its list that it has not asked, every month of a year.

    Nobody takes more than 4 requests at once; a request stays open for two months.

    Returns:
        way → requests, in per cent, that met somebody who takes no more, and the most open at once.
    """
    free, fitted = no_control(world, cap), _fitted(world, cap)

    def courteous(asker: int, opened: Requests) -> list[int]:
        code = world.codes[asker]
        rules = within(fitted, code, Rules(open_requests=opened))
        found = make_list(world.recommender.scored(code, DEFAULT_WEIGHTS), rules)
        return _rows_of(world, found.codes)

    rows = _rows(world, fitted.lists_)
    return {
        "no control": _a_year(world, lambda asker, opened: free[asker]),
        "Exposure": _a_year(world, lambda asker, opened: rows[asker]),
        "**Exposure and open requests**": _a_year(world, courteous),
    }


def _a_year(world: World, list_of: Callable[[int, Requests], list[int]]) -> tuple[float, float]:
    chance, size, over, asked, most = np.random.default_rng(1), len(world.codes), 0, 0, 0
    met: set[tuple[int, int]] = set()
    last: list[int] = []
    for _ in range(12):
        this: list[int] = []
        for asker in chance.permutation(size).tolist():
            counts = np.bincount([*last, *this], minlength=size)
            opened = {
                world.codes[row]: OpenRequests(int(counts[row]), TAKES) for row in np.flatnonzero(counts)
            }
            new = [other for other in list_of(asker, opened) if (asker, other) not in met]
            if new:
                asked += 1
                over += int(counts[new[0]] >= TAKES)
                most = max(most, int(counts[new[0]]) + 1)
                this.append(new[0])
                met.add((asker, new[0]))
        last = this
    return 100 * over / max(asked, 1), float(most)


def _print(title: str, found: Sequence[dict[str, tuple[float, ...]]]) -> None:
    print(f"\n### {title}\n\n| way | {' | '.join(STATISTICS)} |\n|{'---|' * (len(STATISTICS) + 1)}")
    worst = (max, max, max, min, min, min, min, min, max)
    for name in found[0]:
        table = np.array([each[name] for each in found])
        cells = [
            f"{column.mean():.4g}" + (f" ({pick(column):.4g})" if len(found) > 1 else "")
            for column, pick in zip(table.T, worst, strict=True)
        ]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _print_budgets(found: Sequence[dict[str, tuple[float, float]]]) -> None:
    print(f"\n### Requests over a year, {TAKES} open at once at most, {len(found)} registries\n")
    print("| way | met somebody who takes no more, % | most open at once |\n|---|---|---|")
    for name in found[0]:
        over, most = np.array([each[name] for each in found]).T
        print(f"| {name} | {over.mean():.3g} | {most.max():.0f} |")


def _print_sizes(sizes: Sequence[int]) -> None:
    print("\n### Time by number of organisations\n")
    print("| organisations | all scores, s | Exposure, s | one list, ms |\n|---|---|---|---|")
    for size in sizes:
        recommender = PeerRecommender().fit(made_up(size))
        begin = perf_counter()
        reciprocity = Reciprocity().fit(recommender)
        codes, scores = reciprocity.matrix()
        scored = perf_counter()
        fitted = Exposure(LENGTH, 20, FLOOR).fit(codes, scores)
        done = perf_counter()
        for code in codes[:20]:
            rules = within(fitted, code, Rules(reciprocity=reciprocity))
            make_list(recommender.scored(code, DEFAULT_WEIGHTS), rules)
        each = (perf_counter() - done) / 20 * 1000
        print(f"| {size} | {scored - begin:.2f} | {done - scored:.2f} | {each:.1f} |", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--size", type=int, default=257)
    parser.add_argument("--caps", type=int, nargs="+", default=[20, 15])
    parser.add_argument("--sizes", type=int, nargs="*", default=[300, 1000, 3000])
    parser.add_argument("--seed-data", type=Path, default=Path("seed_data"))
    chosen = parser.parse_args(arguments)
    with threadpool_limits(1):
        worlds = [made_up_world(chosen.size, seed) for seed in range(chosen.seeds)]
        real = World.of(read_profiles(chosen.seed_data)) if chosen.seed_data.exists() else None
        print(
            "Mean over the seeds (worst seed). Exposure of groups and of the least is beside the mean of all."
        )
        for cap in chosen.caps:
            limits = f"lists of {LENGTH}, cap {cap}, floor {FLOOR}"
            title = f"{chosen.seeds} made-up registries of {chosen.size} or more, {limits}"
            _print(title, [measure(world, cap) for world in worlds])
            if real:
                _print(f"seed_data, {len(real.codes)} organisations, {limits}", [measure(real, cap)])
            _print(f"Some are famous: {title}", [measure(famed(world), cap, whole) for world in worlds])
        _print_sizes(chosen.sizes)
        _print_budgets([budgets(world, chosen.caps[0]) for world in worlds[:3]])


if __name__ == "__main__":
    main()

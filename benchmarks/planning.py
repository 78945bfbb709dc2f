"""Compare planners of visits and of rounds with simpler ways, in one run: ``python benchmarks/planning.py``.

Every way is given the same mutual matches of the same made-up registry; greedy takes the best pair that is
still possible, random takes pairs in a random order, a mean over ``--draws``. Prints Markdown.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from time import perf_counter
from typing import TypeVar

import numpy as np
from registry import profiles as made_up
from scipy.optimize import linear_sum_assignment, linprog
from threadpoolctl import threadpool_limits

from exchange.matching import PeerRecommender
from exchange.matching.meeting_rules import Exclusion
from exchange.matching.mutual import Mutual
from exchange.matching.pairing import PairingPlanner, assignment
from exchange.matching.rounds import RoundPlanner

Found = TypeVar("Found")
Pairs = list[tuple[int, int]]
Groups = list[tuple[int, ...]]
Matrix = "np.ndarray[tuple[int, int], np.dtype[np.float64]]"
ROUNDS = 12


@dataclass(frozen=True)
class Programme:
    """Hosts, places at each, visitors, hosts each wants, hosts each must not meet."""

    hosts: int
    places: int
    visitors: int
    wants: int
    barred: int

    @property
    def title(self) -> str:
        """What it is called in the table."""
        barred = f", {self.barred} hosts excluded each" if self.barred else ""
        return f"{self.hosts} hosts of {self.places}, {self.visitors} visitors want {self.wants}{barred}"


PROGRAMMES = (
    Programme(40, 5, 200, 1, 0),
    Programme(40, 5, 200, 1, 34),
    Programme(40, 4, 200, 1, 34),
    Programme(40, 10, 200, 2, 30),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table of programmes and one of rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--registry", type=int, default=300, help="number of organisations, at least 240")
    parser.add_argument("--draws", type=int, default=20, help="how often random is drawn")
    parser.add_argument("--participants", default="20,21", help="of rounds, by comma")
    chosen = parser.parse_args(arguments)
    with threadpool_limits(1):
        recommender = PeerRecommender().fit(made_up(chosen.registry))
        codes = random.Random(0).sample(sorted(recommender.index_.codes), 240)
        print("| programme | way | visitors without a host | visits | total match | time, ms |")
        print("|---|---|---|---|---|---|")
        for programme in PROGRAMMES:
            visits(recommender, codes, programme, chosen.draws)
        print(f"\n| participants | way | first round | {ROUNDS} rounds | met again | left out | ms a round |")
        print("|---|---|---|---|---|---|---|")
        for count in map(int, chosen.participants.split(",")):
            rounds(recommender, codes[:count], chosen.draws)


def visits(recommender: PeerRecommender, codes: Sequence[str], programme: Programme, draws: int) -> None:
    """Print one programme, planned in every way."""
    hosts = sorted(codes[: programme.hosts])
    visitors = sorted(codes[programme.hosts :][: programme.visitors])
    chance = random.Random(0)
    excluded = [Exclusion(code, host) for code in visitors for host in chance.sample(hosts, programme.barred)]
    names = {(each.one, each.other) for each in excluded}
    may = np.array([[(code, host) not in names for host in hosts] for code in visitors])
    matches, scored_ms = timed(lambda: Mutual(recommender, None, None).matches(visitors, hosts))
    wanted, places = [programme.wants] * len(visitors), [programme.places] * len(hosts)
    ways: dict[str, Callable[[], Pairs]] = {
        "**planner**": lambda: [(v, h) for v, h in assignment(matches, may, wanted, places).tolist()],
        "greedy": lambda: in_turn(by_match(matches, may), wanted, places),
    }
    if programme.wants == 1:
        ways["linear_sum_assignment"] = lambda: by_columns(matches, may, programme.places)
    for name, way in ways.items():
        pairs, ms = timed(way)
        print_visits(f"{programme.title} | {name}", [pairs], matches, ms)
    drawn, ms = timed(lambda: [in_turn(shuffled(may, seed), wanted, places) for seed in range(draws)])
    print_visits(f"{programme.title} | random", drawn, matches, ms / draws)
    bound, ms = timed(lambda: most_total(matches, may, wanted, places))
    print(f"| {programme.title} | bound: greatest total, visits in fractions | | | {bound:.2f} | {ms:.1f} |")
    planner, some = (
        PairingPlanner(recommender),
        (dict.fromkeys(hosts, programme.places), dict.fromkeys(visitors, programme.wants)),
    )
    _, ms = timed(lambda: planner.plan(*some, excluded))
    print(f"| {programme.title} | plan() with reasons; of which scores {scored_ms:.0f} ms | | | | {ms:.1f} |")


def timed(way: Callable[[], Found]) -> tuple[Found, float]:
    """Return what a way finds and its time in milliseconds."""
    started = perf_counter()
    found = way()
    return found, 1000 * (perf_counter() - started)


def print_visits(title: str, found: Sequence[Pairs], matches: Matrix, ms: float) -> None:
    """Print the mean over some plans."""
    without = np.mean([len(matches) - len({v for v, _ in pairs}) for pairs in found])
    total = np.mean([sum(matches[pair] for pair in pairs) for pairs in found])
    count = np.mean([len(pairs) for pairs in found])
    print(f"| {title} | {without:g} | {count:g} | {total:.2f} | {ms:.1f} |")


def by_match(matches: Matrix, may: Matrix) -> Iterable[tuple[int, int]]:
    """Yield the pairs that may meet, the best first."""
    visitor, host = np.nonzero(may)
    for at in np.argsort(-matches[visitor, host], kind="stable"):
        yield int(visitor[at]), int(host[at])


def shuffled(may: Matrix, seed: int) -> Pairs:
    """Return the pairs that may meet in a random order."""
    pairs = [(v, h) for v, h in np.argwhere(may).tolist()]
    random.Random(seed).shuffle(pairs)
    return pairs


def in_turn(pairs: Iterable[tuple[int, int]], wanted: Sequence[int], places: Sequence[int]) -> Pairs:
    """Take each pair for which there is room on both sides."""
    wants, room, taken = list(wanted), list(places), []
    for visitor, host in pairs:
        if wants[visitor] and room[host]:
            wants[visitor] -= 1
            room[host] -= 1
            taken.append((visitor, host))
    return taken


def by_columns(matches: Matrix, may: Matrix, places: int) -> Pairs:
    """Assign with one column for each place; a pair that must not meet costs more than all matches."""
    gain = np.repeat(np.where(may, matches, -float(len(matches))), places, axis=1)
    visitor, place = linear_sum_assignment(gain, maximize=True)
    pairs = [(int(v), int(p) // places) for v, p in zip(visitor, place, strict=True)]
    return [pair for pair in pairs if may[pair]]


def most_total(matches: Matrix, may: Matrix, wanted: Sequence[int], places: Sequence[int]) -> float:
    """Return the greatest total when visits may be split and anybody may be left out."""
    guests, count = matches.shape
    rows = np.vstack((np.kron(np.eye(guests), np.ones(count)), np.kron(np.ones(guests), np.eye(count))))
    bounds = [(0, float(each)) for each in may.ravel()]
    return -float(linprog(-matches.ravel(), A_ub=rows, b_ub=[*wanted, *places], bounds=bounds).fun)


def rounds(recommender: PeerRecommender, codes: Sequence[str], draws: int) -> None:
    """Print twelve rounds of the same participants."""
    people = sorted(codes)
    matches = Mutual(recommender, None, None).matches(people, people)
    everybody = list(combinations(range(len(people)), 2))

    def planned() -> list[Groups]:
        planner, met = RoundPlanner(recommender), []
        for _ in range(ROUNDS):
            met.append(planner.plan(people, met).met)
        return [[tuple(sorted(map(people.index, group))) for group in groups] for groups in met]

    def best_first(again: set[tuple[int, int]]) -> Pairs:
        return sorted(everybody, key=lambda pair: (pair in again, -matches[pair]))

    def drawn(seed: int) -> list[Groups]:
        chance = random.Random(seed)
        return by_turns(len(people), lambda _: chance.sample(everybody, len(everybody)))

    ways: dict[str, Callable[[], list[list[Groups]]]] = {
        "**planner**": lambda: [planned()],
        "greedy, new pairs first": lambda: [by_turns(len(people), best_first)],
        "greedy, best pairs first": lambda: [by_turns(len(people), lambda _: best_first(set()))],
        "random": lambda: [drawn(seed) for seed in range(draws)],
    }
    for name, way in ways.items():
        found, ms = timed(way)
        print_rounds(f"{len(people)} | {name}", found, matches, ms / ROUNDS / len(found))


def by_turns(count: int, order: Callable[[set[tuple[int, int]]], Pairs]) -> list[Groups]:
    """Return twelve rounds, each of pairs in an order that may mind who met; one left joins the last pair."""
    found: list[Groups] = []
    again: set[tuple[int, int]] = set()
    for _ in range(ROUNDS):
        free, groups = set(range(count)), []
        for pair in order(again):
            if free.issuperset(pair):
                free -= set(pair)
                groups.append(pair)
        if free:
            groups[-1] = tuple(sorted((*groups[-1], *free)))
        again.update(two for group in groups for two in combinations(group, 2))
        found.append(groups)
    return found


def print_rounds(title: str, found: Sequence[list[Groups]], matches: Matrix, ms: float) -> None:
    """Print the mean over some runs of twelve rounds."""
    totals, again, left = [], 0.0, 0.0
    for run in found:
        met: set[tuple[int, int]] = set()
        for groups in run:
            pairs = [(group, two) for group in groups for two in combinations(group, 2)]
            totals.append(sum(matches[two] * (2 if len(group) == 2 else 1) for group, two in pairs))
            again += sum(two in met for _, two in pairs)
            left += len(matches) - sum(map(len, groups))
            met.update(two for _, two in pairs)
    first, together = np.mean(totals[::ROUNDS]), np.sum(totals) / len(found)
    again, left = again / len(found), left / len(found)
    print(f"| {title} | {first:.2f} | {together:.2f} | {again:g} | {left:g} | {ms:.1f} |")


if __name__ == "__main__":
    main(sys.argv[1:])

"""How long a search takes among 40,000 organisations, beside a plain rapidfuzz scan of all names.

Usage: python benchmarks/search.py [ORGANISATIONS]
"""

import random
import statistics
import sys
import time
from collections.abc import Callable

from rapidfuzz import fuzz, process

from exchange.organisations.searching import Finder, Names

QUERIES = (
    "s",
    "ucl",
    "UCLH",
    "guys and st thomas",
    "leics partnership",
    "birmigham",
    "st georges hospital",
    "RGT",
    "cb2",
)
ROUNDS = 20
KINDS = (
    "University Hospitals NHS Foundation Trust",
    "Partnership NHS Foundation Trust",
    "Community Healthcare NHS Trust",
    "Medical Centre",
    "Surgery",
    "Dental Practice",
    "Pharmacy",
)
REAL = (
    "University College London Hospitals NHS Foundation Trust",
    "Guy's and St Thomas' NHS Foundation Trust",
    "Leicestershire Partnership NHS Trust",
    "Birmingham Women's and Children's NHS Foundation Trust",
    "St George's University Hospitals NHS Foundation Trust",
)
SYLLABLES = (
    "ash",
    "bury",
    "ton",
    "ham",
    "ford",
    "wick",
    "ley",
    "mere",
    "stoke",
    "well",
    "by",
    "thorpe",
    "den",
    "over",
    "hurst",
    "combe",
)


def made_up_names(count: int, *, seed: int = 1) -> list[str]:
    """Return the real names and as many invented ones as make ``count``, always the same."""
    chance = random.Random(seed)
    places = ["".join(chance.sample(SYLLABLES, chance.choice((2, 3, 4)))).title() for _ in range(12_000)]
    invented = (
        f"{chance.choice(places)} and {chance.choice(places)} {chance.choice(KINDS)}" for _ in range(count)
    )
    return [*REAL, *invented][:count]


def milliseconds(call: Callable[[], object]) -> float:
    """Return the median time of one call."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def main() -> None:
    """Print one line for each query."""
    names = made_up_names(int(sys.argv[1]) if len(sys.argv) > 1 else 40_000)
    started = time.perf_counter()
    finder = Finder([Names(code=f"X{i:05}", name=name) for i, name in enumerate(names)])
    print(f"index of {len(names):,} organisations built in {time.perf_counter() - started:.1f} s")
    print(f"{'query':22}{'Exchange ms':>12}{'rapidfuzz ms':>14}  first of each")
    for query in QUERIES:
        ours = milliseconds(lambda query=query: finder.search(query))
        plain = milliseconds(lambda query=query: process.extract(query, names, scorer=fuzz.WRatio, limit=25))
        found = finder.search(query).positions[:1]
        scanned = process.extractOne(query, names, scorer=fuzz.WRatio)
        print(f"{query:22}{ours:12.2f}{plain:14.1f}  {[names[i] for i in found]} | {scanned[0]}")


if __name__ == "__main__":
    main()

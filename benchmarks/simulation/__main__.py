"""Judge the recommender in a made-up world: ``python -m benchmarks.simulation [--seeds 20] [--quick]``.

The truth is made from mechanisms that the literature names, in other functional forms than the recommender's.
The figures compare methods with one another; they are no evidence of how useful a suggestion is to a real
organisation.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that ``python benchmarks/simulation`` works as well
os.environ.setdefault("OMP_NUM_THREADS", "1")  # processes share the cores by seed

from benchmarks.simulation.experiments import Plan, run_seed
from benchmarks.simulation.tables import (
    gathered,
    learning_table,
    quality_table,
    row_table,
    targets_table,
)
from benchmarks.simulation.truth import FORMS


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables of quality, learning, newcomers, drift and targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="number of countries")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--forms", default="all", help=f"by comma, of {', '.join(FORMS)}")
    parser.add_argument("--organisations", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--quick", action="store_true", help="two small countries and one form")
    chosen = parser.parse_args(arguments)
    forms = FORMS if chosen.forms == "all" else tuple(chosen.forms.split(","))
    plan, seeds = (
        Plan(forms, chosen.organisations),
        range(chosen.first_seed, chosen.first_seed + chosen.seeds),
    )
    if chosen.quick:
        plan, seeds = Plan(forms[:1], 60, (30, 200)), seeds[:2]
    began, measured = perf_counter(), []
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for done, found in enumerate(pool.map(partial(run_seed, plan=plan), seeds), start=1):
            measured += found
            print(f"{done} of {len(seeds)} seeds, {perf_counter() - began:.0f} s", file=sys.stderr)
    figures = gathered(measured)
    print(f"{len(seeds)} countries of {plan.organisations} organisations, seeds {seeds.start} to {seeds[-1]}")
    for lines in (
        quality_table(figures, plan.forms),
        learning_table(figures, plan.forms, plan.sizes),
        row_table(
            figures, "newcomers", "Newcomers of whom only kind and place are known, NDCG@10 of their list"
        ),
        row_table(
            figures, "drift", "Drift: what people value changes after the fourth of eight batches, NDCG@10"
        ),
        targets_table(figures, plan.forms, plan.sizes),
    ):
        print("\n".join(lines))


if __name__ == "__main__":
    main()

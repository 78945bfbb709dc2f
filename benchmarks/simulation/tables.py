"""Markdown tables of what was measured over all seeds, and whether the targets are met."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from benchmarks.simulation.experiments import STARTS, Measured
from exchange.matching import FACTORS

Figures = dict[tuple[str, str, str, str], list[float]]


def gathered(measured: Iterable[Measured]) -> Figures:
    """Return (table, form, row, column) → the figure of each seed."""
    figures: Figures = defaultdict(list)
    for *where, figure in measured:
        figures[where[0], where[1], where[2], where[3]].append(figure)
    return figures


def quality_table(figures: Figures, forms: Iterable[str]) -> Iterator[str]:
    """Yield NDCG@10 with its standard error over seeds, share of the gap, useful exchanges per list."""
    for form in forms:
        rows = [
            row for table, its, row, column in figures if (table, its, column) == ("quality", form, "NDCG@10")
        ]
        rows.sort(key=lambda row: mean(figures, "quality", form, row, "NDCG@10"))
        yield f"\n## Truth form: {form}\n"
        yield "| method | NDCG@10 | share of the gap | useful exchanges in a list |"
        yield "|---|---|---|---|"
        for row in rows:
            own = figures["quality", form, row, "NDCG@10"]
            error = np.std(own, ddof=1) / len(own) ** 0.5 if len(own) > 1 else float("nan")
            closed, useful = (
                share(figures, form, float(np.mean(own))),
                mean(figures, "quality", form, row, "useful"),
            )
            yield f"| {row} | {np.mean(own):.3f} ± {error:.3f} | {closed:.1%} | {useful:.2f} |"


def learning_table(figures: Figures, forms: Iterable[str], sizes: Iterable[int]) -> Iterator[str]:
    """Yield NDCG@10 by lists learned from, without the gate / with it, and how often it lets pass."""
    yield "\n## Learning: NDCG@10 without the gate / with it (share of seeds in which it lets through)\n"
    yield f"| form, start | start | {' | '.join(f'{size} lists' for size in sizes)} |"
    yield "|---|---|" + "---|" * len(list(sizes))
    for form in forms:
        for start in STARTS:
            cells = [
                f"{at(figures, form, start, size):.3f} / {at(figures, form, start, f'{size} gated'):.3f} "
                f"({at(figures, form, start, f'{size} used'):.0%})"
                for size in sizes
            ]
            yield f"| {form}, {start} | {at(figures, form, start, 'start'):.3f} | {' | '.join(cells)} |"


def row_table(figures: Figures, table: str, title: str) -> Iterator[str]:
    """Yield one line for each row and form of a simple table."""
    keys = [key for key in figures if key[0] == table]
    columns = list(dict.fromkeys(key[3] for key in keys))
    yield f"\n## {title}\n"
    yield f"| | {' | '.join(columns)} |"
    yield "|---|" + "---|" * len(columns)
    for form, row in dict.fromkeys((key[1], key[2]) for key in keys):
        cells = [f"{mean(figures, table, form, row, column):.3f}" for column in columns]
        yield f"| {form}, {row} | {' | '.join(cells)} |"


def targets_table(figures: Figures, forms: Iterable[str], sizes: Iterable[int]) -> Iterator[str]:
    """Yield each target in each form, what was measured, and whether it is met."""
    yield "\n## Targets\n\n| target | form | measured | |\n|---|---|---|---|"
    for form in forms:
        for target, measured, met in (
            *_quality_targets(figures, form),
            *_learning_targets(figures, form, sizes),
        ):
            yield f"| {target} | {form} | {measured} | {'met' if met else '**missed**'} |"


def _quality_targets(figures: Figures, form: str) -> Iterator[tuple[str, str, bool]]:
    ours = mean(figures, "quality", form, "ours, defaults", "NDCG@10")
    learned = mean(figures, "quality", form, "ours, learned", "NDCG@10")
    single = max(mean(figures, "quality", form, f"only {name}", "NDCG@10") for name in FACTORS)
    cosine = mean(figures, "quality", form, "one-hot cosine", "NDCG@10")
    yield _at_least("defaults close 92 % of the gap", share(figures, form, ours), 0.92, "{:.1%}")
    yield _at_least("learned close 95 % of the gap", share(figures, form, learned), 0.95, "{:.1%}")
    yield _at_least("defaults .08 above the best single factor", ours - single, 0.08, "{:+.3f}")
    yield _at_least("defaults .08 above one-hot cosine", ours - cosine, 0.08, "{:+.3f}")


def _learning_targets(figures: Figures, form: str, sizes: Iterable[int]) -> Iterator[tuple[str, str, bool]]:
    within = max((size for size in sizes if size <= 1000), default=max(sizes))
    linear = mean(figures, "quality", form, "best linear weights", "NDCG@10")
    shipped, *bad = STARTS
    for start in bad:
        begun, reached = at(figures, form, start, "start"), at(figures, form, start, within)
        name = f"from '{start}', {within} lists close 90 % of the gap"
        yield _at_least(name, share(figures, form, reached), 0.9, "{:.1%}")
        gated = share(figures, form, at(figures, form, start, f"{within} gated"))
        yield _at_least(f"{name}, with the gate", gated, 0.9, "{:.1%}")
        yield _at_least(
            f"{name} from there to the best linear", (reached - begun) / (linear - begun), 0.9, "{:.1%}"
        )
        lost = min(at(figures, form, start, f"{size} gated") - begun for size in sizes)
        yield _at_least(f"from '{start}', never below the start (gate)", lost, 0.0, "{:+.4f}")
    begun = at(figures, form, shipped, "start")
    for gate in ("", " gated"):
        lost = min(at(figures, form, shipped, f"{size}{gate}") - begun for size in sizes)
        worded = "with the gate" if gate else "without the gate"
        yield _at_least(f"as shipped never loses more than .01, {worded}", lost, -0.01, "{:+.4f}")


def _at_least(target: str, measured: float, least: float, form: str) -> tuple[str, str, bool]:
    return target, form.format(measured), measured >= least


def share(figures: Figures, form: str, reached: float) -> float:
    """Return how much of the gap from random to attainable is closed at an NDCG, means over seeds."""
    lowest = mean(figures, "quality", form, "random", "NDCG@10")
    highest = mean(figures, "quality", form, "attainable", "NDCG@10")
    return (reached - lowest) / (highest - lowest)


def at(figures: Figures, form: str, start: str, column: int | str) -> float:
    """Return a figure of the learning curve, the mean over seeds."""
    return mean(figures, "learning", form, start, str(column))


def mean(figures: Figures, *where: str) -> float:
    """Return the mean over seeds of one figure."""
    table, form, row, column = where
    return float(np.mean(figures[table, form, row, column]))

"""How well matching finds known pairs, with intervals: ``python benchmarks/quality.py [PAIRS.csv]``.

Intervals are bootstrapped over groups of pairs that are linked by an organisation, since the pairs of one
collaborative stand or fall together.
"""

import argparse
import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from exchange.matching import DEFAULT_WEIGHTS, PeerRecommender, Profile, evaluate, read_profiles
from exchange.matching.evaluation import Evaluation

ROOT = Path(__file__).parents[1]
DRAWS = 2000
Pairs = Sequence[tuple[str, str]]


def main() -> None:
    """Print the comparison on all data, on less data, and with other weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="?", default=ROOT / "benchmarks/pairs/development.csv", type=Path)
    parser.add_argument("--seed-data", default=ROOT / "seed_data", type=Path)
    chosen = parser.parse_args()
    profiles = read_profiles(chosen.seed_data)
    with chosen.pairs.open(encoding="utf-8") as file:
        pairs = [(row["ods_code"], row["partner_ods_code"]) for row in csv.DictReader(file)]
    for title, change in VARIANTS.items():
        table(title, evaluate([change(profile) for profile in profiles], pairs))
    sensitivity(profiles, pairs)


def _bare(profile: Profile) -> Profile:
    listed = tuple(each for each in profile.deployments if each.area == "epr" and not each.product)
    return replace(profile, networks=frozenset(), themes=frozenset(), deployments=listed)


VARIANTS: dict[str, Callable[[Profile], Profile]] = {
    "All data": lambda profile: profile,
    "Without networks (some pairs come from the same collaboratives)": lambda profile: replace(
        profile, networks=frozenset()
    ),
    "Official lists only: no networks, no priorities, only EPR suppliers": _bare,
}


def table(title: str, found: Evaluation) -> None:
    """Print one line for each method; differences are those of the default to it, with 95 % intervals."""
    print(f"\n{title}: {len(found.pairs)} pairs, not loaded: {', '.join(found.not_loaded) or 'none'}")
    print("| method | MRR | hit@1 | hit@5 | hit@10 | hit@20 | default better by, MRR | by, hit@10 |")
    print("|---|---|---|---|---|---|---|---|")
    default = np.array(found.methods[0].ranks)
    for result in found.methods:
        ranks = np.array(result.ranks)
        own = [result.mrr, *result.hit_at.values()]
        mrr = interval(1 / default - 1 / ranks, found.pairs)
        hit = interval((default <= 10).astype(float) - (ranks <= 10), found.pairs)
        print("|", result.method, "|", " | ".join(f"{each:.3f}" for each in own), "|", mrr, "|", hit, "|")


def interval(differences: "np.ndarray[tuple[int], np.dtype[np.float64]]", pairs: Pairs) -> str:
    """Return the bootstrapped 95 % interval of a mean over both directions of each pair."""
    codes = sorted({code for pair in pairs for code in pair})
    ends = np.array([[codes.index(code) for code in pair] for pair in pairs])
    links = coo_array((np.ones(len(pairs)), (ends[:, 0], ends[:, 1])), shape=(len(codes), len(codes)))
    count, group_of_code = connected_components(links, directed=False)
    group = np.repeat(group_of_code[ends[:, 0]], 2)
    sums, sizes = np.bincount(group, differences, count), np.bincount(group, minlength=count)
    drawn = np.random.default_rng(0).integers(count, size=(DRAWS, count))
    low, high = np.quantile(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1), (0.025, 0.975))
    return f"{low:+.3f} to {high:+.3f}"


def sensitivity(profiles: Sequence[Profile], pairs: Pairs) -> None:
    """Print how much the result changes when one weight is halved or doubled."""
    matcher = PeerRecommender().fit(profiles)
    both = [each for pair in pairs for each in (pair, pair[::-1])]
    print("\n| weights | MRR | hit@10 |\n|---|---|---|")
    changes = [
        ("default", {}),
        *((f"{n} times {k:g}", {n: w * k}) for n, w in DEFAULT_WEIGHTS.items() for k in (0.5, 2)),
    ]
    for name, weights in changes:
        ranks = np.array([matcher.compare(one, other, weights=weights).rank for one, other in both])
        print(f"| {name} | {np.mean(1 / ranks):.3f} | {np.mean(ranks <= 10):.3f} |")


if __name__ == "__main__":
    main()

"""Made-up organisations: what is true of them, and the part of it that a register would know."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

from exchange.matching import Deployment, Profile, Stage

Array = NDArray[np.float64]
TOWNS, BOARDS, REGIONS, AREAS, SUPPLIERS, THEMES = 70, 42, 7, 20, 40, 40
TYPES = ("acute", "mental health", "mental health and community", "community", "ambulance", "other")
TYPE_SHARES = (0.55, 0.12, 0.13, 0.08, 0.06, 0.06)
SETTING = {"acute": "Acute", "community": "Community", "ambulance": "Ambulance", "other": "Community"}
PILLARS = 7
# How far along a deployment is, on the scale of ``progress``, when each stage ends.
STAGE_ENDS = (-1.2, -0.7, -0.2, 2.2)


@dataclass(frozen=True)
class Organisations:
    """One draw of a country.

    Attributes:
        complete: profiles with everything that is true, in the order of their ODS codes.
        observed: the same organisations as a register would know them.
        product: array of shape (n, areas), the number of the product in use, -1 for none.
        supplier_of: the number of the supplier of each product.
        progress: array of shape (n, areas), how far along each deployment is; one unit is about four years.
        maturity: array of shape (n,), digital maturity in [0, 1], which no register knows exactly.
    """

    complete: list[Profile]
    observed: list[Profile]
    product: NDArray[np.int64]
    supplier_of: NDArray[np.int64]
    progress: Array
    maturity: Array


def make_organisations(count: int, seed: int) -> Organisations:
    """Draw a country and what a register knows of it; always the same for the same arguments."""
    chance = np.random.default_rng([seed, 1])
    place, board, region = _places(count, chance)
    kind = chance.choice(len(TYPES), count, p=TYPE_SHARES)
    maturity = np.clip(chance.beta(2, 4, count) + 0.4 * (chance.random(count) < 0.05), 0, 1)
    product, supplier_of = _products(board, chance)
    progress = 0.5 + 2.5 * (maturity - maturity.mean())[:, None] + chance.normal(0, 0.9, product.shape)
    staff = np.exp(chance.normal(8.3, 0.7, count) - 0.5 * (kind == 3))
    themes = _themes(kind, board, chance)
    complete = [
        Profile(
            f"M{row:04d}",
            f"Made-up organisation {row + 1}",
            TYPES[kind[row]],
            latitude=float(place[row, 0]),
            longitude=float(place[row, 1]),
            region=f"Region {region[row]}",
            icb=f"Board {board[row]}",
            staff_wte=float(staff[row]),
            maturity=_assessed(TYPES[kind[row]], maturity[row], chance),
            deployments=_deployments(product[row], supplier_of, progress[row]),
            themes=frozenset(f"Priority {theme}" for theme in themes[row]),
            networks=_networks(int(board[row]), int(kind[row]), chance),
        )
        for row in range(count)
    ]
    known = np.random.default_rng([seed, 2])
    return Organisations(
        complete,
        [observed(profile, known) for profile in complete],
        product,
        supplier_of,
        progress,
        maturity,
    )


def observed(profile: Profile, chance: np.random.Generator) -> Profile:
    """Return what a register knows: no stack for a fifth, a third of entries lost, half the maturity unknown.

    Source: MATCHING.md section 5(b) for stacks and entries; the other shares are assumptions.
    """
    has_stack = chance.random() >= 0.2
    kept = tuple(
        replace(
            each,
            product=each.product if chance.random() < 0.8 else "",
            live_on=each.live_on if chance.random() < 0.7 else None,
            confirmed=bool(chance.random() < 0.5),
        )
        for each in profile.deployments
        if has_stack and chance.random() >= 0.35
    )
    return replace(
        profile,
        staff_wte=profile.staff_wte if chance.random() < 0.9 else None,
        maturity=profile.maturity if chance.random() < 0.5 else {},
        deployments=kept,
        themes=profile.themes if chance.random() < 0.85 else frozenset(),
        networks=profile.networks if chance.random() < 0.7 else frozenset(),
    )


def _places(count: int, chance: np.random.Generator) -> tuple[Array, NDArray[np.int64], NDArray[np.int64]]:
    """Return places around towns of unequal size, with boards and regions that are made of neighbours."""
    towns = np.column_stack((chance.uniform(50.3, 55.2, TOWNS), chance.uniform(-4.0, 1.2, TOWNS)))
    share = chance.pareto(1.2, TOWNS) + 0.3
    share /= share.sum()
    place = _around(towns[chance.choice(TOWNS, count, p=share)], 0.06, chance)
    rural = chance.random(count) < 0.12
    place[rural] = np.column_stack((chance.uniform(50.3, 55.2, count), chance.uniform(-4.0, 1.2, count)))[
        rural
    ]
    people = _around(towns[chance.choice(TOWNS, 4000, p=share)], 0.15, chance)
    boards, _ = kmeans2(people, BOARDS, seed=chance, minit="++")
    _, region_of = kmeans2(boards, REGIONS, seed=chance, minit="++")
    board = ((place[:, None] - boards) ** 2 * (1, 0.39)).sum(axis=2).argmin(axis=1)
    return place, board, region_of[board]


def _around(centres: Array, spread: float, chance: np.random.Generator) -> Array:
    return centres + chance.standard_normal(centres.shape) * (spread, 1.6 * spread)


def _products(
    board: NDArray[np.int64], chance: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return who uses what: common and rare products, a third of them the board's common choice."""
    count = len(board)
    product = np.full((count, AREAS), -1)
    suppliers: list[NDArray[np.int64]] = []
    for area in range(AREAS):
        choices = int(chance.integers(8, 40))
        first = sum(map(len, suppliers))
        popularity = 1 / np.arange(1, choices + 1) ** 1.1
        popularity /= popularity.sum()
        own = chance.choice(choices, count, p=popularity)
        common = chance.choice(choices, BOARDS, p=popularity)[board]
        used = np.where(chance.random(count) < 0.35, common, own) + first
        has = chance.random(count) < 0.5
        product[has, area] = used[has]
        suppliers.append(np.minimum(chance.zipf(1.5, choices) - 1, SUPPLIERS - 1))
    return product, np.concatenate(suppliers)


def _themes(
    kind: NDArray[np.int64], board: NDArray[np.int64], chance: np.random.Generator
) -> list[list[int]]:
    popularity = 1 / np.arange(1, THEMES + 1) ** 0.7
    popularity /= popularity.sum()
    chosen = []
    for row in range(len(kind)):
        own = chance.choice(
            THEMES, int(chance.integers(2, 7)), replace=False, p=np.roll(popularity, 5 * kind[row])
        )
        of_board = (board[row] * 7 + chance.integers(0, 3, len(own))) % THEMES
        chosen.append(sorted({int(x) for x in np.where(chance.random(len(own)) < 0.25, of_board, own)}))
    return chosen


def _networks(board: int, kind: int, chance: np.random.Generator) -> frozenset[str]:
    """Return a collaborative of like organisations in two boards, and an alliance of anybody, or neither."""
    collaborative = {f"Collaborative {board // 2} of {TYPES[kind]}"} if chance.random() < 0.4 else set()
    alliance = {f"Alliance {chance.integers(12)}"} if chance.random() < 0.2 else set()
    return frozenset(collaborative | alliance)


def _assessed(kind: str, maturity: float, chance: np.random.Generator) -> dict[str, tuple[float, ...]]:
    scores = np.clip(1 + 4 * maturity + chance.normal(0, 0.5, PILLARS), 1, 5)
    return {SETTING.get(kind, "Mental Health"): tuple(round(float(score), 1) for score in scores)}


def _deployments(
    product: NDArray[np.int64], supplier_of: NDArray[np.int64], progress: Array
) -> tuple[Deployment, ...]:
    return tuple(
        _deployment(area, int(product[area]), int(supplier_of[product[area]]), float(progress[area]))
        for area in range(AREAS)
        if product[area] >= 0
    )


def _deployment(area: int, product: int, supplier: int, progress: float) -> Deployment:
    stage = list(Stage)[int(np.searchsorted(STAGE_ENDS, progress))]
    months = int(48 * (progress - STAGE_ENDS[2]))  # since the go-live, or until it
    year, month = divmod(2026 * 12 - months, 12)
    live_on = date(year, month + 1, 1) if progress > STAGE_ENDS[1] else None
    return Deployment(
        f"area-{area:02d}", f"Area {area}", f"Supplier {supplier}", f"Product {product}", stage, live_on
    )

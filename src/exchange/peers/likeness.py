"""How alike two organisations' systems are in one functional area, in words."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from exchange.matching import Deployment, Profile

Likeness = Literal["same product", "same supplier", "different systems", "one side only"]
LIKENESSES: tuple[Likeness, ...] = ("same product", "same supplier", "different systems", "one side only")


def likeness(mine: Sequence[Deployment], theirs: Sequence[Deployment]) -> Likeness:
    """Compare what two organisations run in one functional area; in-house systems are nobody's in common."""
    if not mine or not theirs:
        return "one side only"
    if _products(mine) & _products(theirs):
        return "same product"
    if _suppliers(mine) & _suppliers(theirs):
        return "same supplier"
    return "different systems"


def common_ground(one: Profile, other: Profile) -> str:
    """Return the name of the area in which two organisations are most alike; "" when they share none."""
    mine, theirs = _by_area(one), _by_area(other)
    shared = mine.keys() & theirs.keys()
    return min(
        shared,
        key=lambda area: (LIKENESSES.index(likeness(mine[area], theirs[area])), area),
        default="",
    )


def _by_area(profile: Profile) -> dict[str, list[Deployment]]:
    found: dict[str, list[Deployment]] = defaultdict(list)
    for deployment in profile.deployments:
        found[deployment.area_name].append(deployment)
    return found


def _products(deployments: Sequence[Deployment]) -> set[tuple[str, str]]:
    return {(each.supplier, each.product) for each in deployments if each.product and each.is_named}


def _suppliers(deployments: Sequence[Deployment]) -> set[str]:
    return {each.supplier for each in deployments if each.is_named}

"""What an organisation has registered in a functional area, as keys that two organisations can share."""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from exchange.matching.postings import Entry
from exchange.matching.profile import Deployment, Profile, Stage

STAGES = tuple(Stage)

# How much a shared system counts, by the weaker of the two stages. Source: MATCHING.md section 2, tech;
# "replacing" lies between running a system and having retired it.
_STRENGTH = {
    Stage.EXPLORING: 60,
    Stage.PROCURING: 80,
    Stage.IMPLEMENTING: 90,
    Stage.LIVE: 100,
    Stage.REPLACING: 80,
    Stage.RETIRED: 40,
}
_UNCONFIRMED = 0.9  # of that strength, so that confirming a system is felt at once


class Level(IntEnum):
    """How closely two organisations that share a key are alike, from least to most."""

    AREA = 0  # both have something registered
    NAMED = 1  # and say what it is
    IN_HOUSE = 2  # and built it themselves
    SUPPLIER = 3
    PRODUCT = 4


class Key(NamedTuple):
    """Something in one functional area that organisations may share."""

    area: str
    level: Level
    supplier: str = ""
    product: str = ""


def keys_of(deployment: Deployment) -> list[Key]:
    """Return what others may share with a deployment, from least to most alike."""
    area, supplier, product = deployment.area, deployment.supplier, deployment.product
    keys = [Key(area, Level.AREA)]
    if supplier or product:
        keys.append(Key(area, Level.NAMED))
    if deployment.is_in_house:
        keys.append(Key(area, Level.IN_HOUSE))
    elif supplier:
        keys.append(Key(area, Level.SUPPLIER, supplier))
    if product:
        keys.append(Key(area, Level.PRODUCT, supplier, product))
    return keys


def entries_of(profile: Profile, area: str | None = None) -> dict[Key, Entry]:
    """Return every key of an organisation, sorted, in all areas or in one.

    Where several deployments have the same key, the strongest says how much it can teach, and the least
    advanced how far the organisation is: that is the one it is working on.
    """
    found: dict[Key, Entry] = {}
    for deployment in profile.deployments:
        if area is None or deployment.area == area:
            entry = entry_of(deployment)
            for key in keys_of(deployment):
                found[key] = _both(found[key], entry) if key in found else entry
    return {key: found[key] for key in sorted(found)}


def entry_of(deployment: Deployment) -> Entry:
    """Return how far a deployment is and how much it can teach."""
    strength = _STRENGTH[deployment.stage] * (1 if deployment.confirmed else _UNCONFIRMED)
    day = deployment.live_on
    month = day.year * 12 + day.month - 1 if day else -1
    return Entry(round(strength), STAGES.index(deployment.stage), month)


def _both(one: Entry, other: Entry) -> Entry:
    least = min(one, other, key=lambda entry: (entry.stage, -entry.month))
    return least._replace(strength=max(one.strength, other.strength))


def area_names(profiles: Iterable[Profile]) -> dict[str, str]:
    """Return id → short name of every functional area in which anybody has something registered."""
    return {each.area: each.area_name for profile in profiles for each in profile.deployments}

"""Sentences about place, priorities and networks."""

from collections.abc import Mapping, Sequence

from exchange.matching.profile import Profile
from exchange.matching.wording import LONGEST, in_mid_sentence, listed, region_in_sentence


def direction_statements(asking: Profile, other: Profile, shared: Mapping[str, Sequence[str]]) -> list[str]:
    """Say in one statement what fits of place, networks and themes, then one by one what did not fit.

    Args:
        shared: "theme" and "network" → names that both have, rarest first.
    """
    clauses = [
        *_place(asking, other),
        *(f"both belong to {name}" for name in shared["network"]),
        *_themes([in_mid_sentence(name) for name in shared["theme"]]),
    ]
    if not clauses:
        return [_apart(asking, other)]
    fitting = 1
    while fitting < len(clauses) and len(listed(clauses[: fitting + 1])) <= LONGEST:
        fitting += 1
    return [_capital(listed(clauses[:fitting])), *map(_capital, clauses[fitting:])]


def _place(asking: Profile, other: Profile) -> list[str]:
    if asking.icb and asking.icb == other.icb:
        return [f"both in {asking.icb}"]
    if asking.region and asking.region == other.region:
        return [f"both in {region_in_sentence(asking.region)}"]
    return []


def _themes(names: Sequence[str], together: int = 2) -> list[str]:
    return [f"both prioritise {listed(names[i : i + together])}" for i in range(0, len(names), together)]


def _apart(asking: Profile, other: Profile) -> str:
    if asking.region and other.region and asking.region != other.region:
        where = (
            f"They are in {region_in_sentence(other.region)}, you are in {region_in_sentence(asking.region)}"
        )
    elif asking.icb and other.icb:
        where = f"They are in {other.icb}, you are in {asking.icb}"
    else:
        return "No priority or network in common"
    comparable = (asking.themes and other.themes) or (asking.networks and other.networks)
    return f"{where}; no priority or network in common" if comparable else where


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def missing_direction(asking: Profile, other: Profile) -> str:
    """Say which side has neither priorities, networks nor a place registered."""
    mine, theirs = _has_direction(asking), _has_direction(other)
    what = "priorities, networks, board or region"
    if not mine and not theirs:
        return f"Unknown: neither of you has {what} registered"
    if mine and theirs:
        return f"Unknown: no {what} that can be compared are registered on both sides"
    return f"Unknown: {'you' if theirs else 'they'} have no {what} registered"


def _has_direction(profile: Profile) -> bool:
    return bool(profile.themes or profile.networks or profile.icb or profile.region)

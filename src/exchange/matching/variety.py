"""Variety: a list in which no two resemble each other more than need be, and one shares systems above all."""

from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Vector
from exchange.matching.profile import Profile

RELEVANCE = 0.9  # Source: MATCHING.md section 3.7
TECH_LIFT = 0.02  # Source: MATCHING.md section 3.7; below it, shared systems are no reason worth naming
_SYSTEMS = "same systems"

Systems = frozenset[tuple[str, str]]
Likeness = Callable[[int, int], float]


def likenesses(profiles: Sequence[Profile]) -> Likeness:
    """Return ``likeness`` by place in ``profiles``, with what each runs read once."""
    systems = [_systems(profile) for profile in profiles]
    return lambda one, other: _likeness(profiles[one], profiles[other], systems[one], systems[other])


def likeness(one: Profile, other: Profile) -> float:
    """Return how much two organisations are alike: the mean of same board, same type and shared systems.

    In [0, 1]. Systems are compared by Jaccard's coefficient; whatever is unknown on either side counts as
    different, so that knowing little of an organisation never keeps it off a list.
    """
    return _likeness(one, other, _systems(one), _systems(other))


def _likeness(one: Profile, other: Profile, ours: Systems, theirs: Systems) -> float:
    shared = len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0
    board = bool(one.icb) and one.icb == other.icb
    kind = bool(one.type) and one.type == other.type
    return (board + kind + shared) / 3


def _systems(profile: Profile) -> Systems:
    return frozenset(
        (each.area, each.system) for each in profile.deployments if each.is_named or each.product
    )


def pick(
    value: Vector,
    alike: Likeness,
    limit: int,
    *,
    relevance: float = RELEVANCE,
    needed: Collection[int] = (),
) -> list[int]:
    """Return the places in ``value`` to list, in order: by maximal marginal relevance.

    Next is whoever has the greatest relevance · value - (1 - relevance) · likeness, likeness being to whoever
    is listed and most like it; level ones as they come. ``value`` comes best first, on a scale on which the
    candidates lie about 1 apart, as likeness does. The last places are kept for those ``needed`` who have not
    been picked by then.

    Source: Carbonell and Goldstein, SIGIR 1998.
    """
    left = list(range(len(value)))
    nearest = np.zeros(len(value))
    chosen: list[int] = []
    while left and len(chosen) < limit:
        waiting = [place for place in left if place in needed]
        among = waiting if waiting and len(waiting) >= limit - len(chosen) else left
        merit = relevance * value[among] - (1 - relevance) * nearest[among]
        best = among[int(np.argmax(merit))]
        chosen.append(best)
        left.remove(best)
        if relevance < 1:
            for place in left:
                nearest[place] = max(nearest[place], alike(best, place))
    return chosen


def with_one_led(
    chosen: Sequence[int], order: Sequence[int], led: NDArray[np.bool_], needed: Collection[int]
) -> list[int]:
    """Return ``chosen`` with its last entry that may go replaced, if nobody in it is ``led``, but could be.

    Args:
        order: all places that may be listed, best first.
        led: by place, whether shared systems are what speaks for it most.
    """
    kept = list(chosen)
    entrants = [place for place in order if led[place] and place not in kept]
    leaving = [place for place in kept if place not in needed]
    if not kept or any(led[place] for place in kept) or not entrants or not leaving:
        return kept
    kept.remove(leaving[-1])
    return [*kept, entrants[0]]


def led_by_systems(lifts: Sequence[tuple[str, Vector]], count: int) -> NDArray[np.bool_]:
    """Return for each of ``count`` candidates whether shared systems lift it most, and by enough to name.

    Args:
        lifts: factor and its weight times what its value is above the mean, by candidate.
    """
    names = [name for name, _ in lifts]
    if _SYSTEMS not in names:
        return np.zeros(count, dtype=bool)
    table = np.array([lift for _, lift in lifts])
    at = names.index(_SYSTEMS)
    led: NDArray[np.bool_] = (table.argmax(axis=0) == at) & (table[at] > TECH_LIFT)
    return led

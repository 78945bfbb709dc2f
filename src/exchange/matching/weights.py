"""The factors by name, how much each counts by default, and how a viewer's own weights are read."""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

FACTORS = ("nearby", "same systems", "a step ahead", "shared direction", "similar setting")

# Source: docs/decisions/0037-default-weights-in-simulation.md
DEFAULT_WEIGHTS: Mapping[str, float] = {
    "nearby": 0.20,
    "same systems": 0.35,
    "a step ahead": 0.05,
    "shared direction": 0.25,
    "similar setting": 0.15,
}

SAME_AGENDA = "same agenda"
PERSON_FACTORS = (*FACTORS, SAME_AGENDA)

# Source: docs/decisions/0015-same-agenda.md. A third beside the others is a quarter of the whole.
PERSON_WEIGHTS: Mapping[str, float] = {**DEFAULT_WEIGHTS, SAME_AGENDA: 1 / 3}


class UnknownWeight(ValueError):
    """A weight was given for something that is no factor. ``known`` lists what is."""

    def __init__(self, name: str, known: Sequence[str] = FACTORS) -> None:
        self.name = name
        self.known = tuple(known)
        super().__init__(f"There is no factor '{name}'. Known factors: {', '.join(known)}")


def normalised(
    weights: Mapping[str, float], defaults: Mapping[str, float], factors: tuple[str, ...] = FACTORS
) -> dict[str, float]:
    """Return the weights in force, in the order of ``factors``: each above 0, together 1.

    Args:
        weights: factor → weight of at least 0 on any scale shared with ``defaults``; spelt "same systems",
            "same_systems" or "same-systems". Factors that are not named keep their default.

    Raises:
        UnknownWeight: a name is no factor.
        ValueError: a weight is negative or no number, or all are 0.
    """
    chosen = {factor_named(name, factors): checked for name, checked in defaults.items()}
    chosen |= {factor_named(name, factors): _checked(name, weight) for name, weight in weights.items()}
    most = max(chosen.values(), default=0)
    if most <= 0:
        raise ValueError("At least one weight must be above 0")
    shares = {name: chosen[name] / most for name in factors if chosen.get(name, 0) > 0}
    total = math.fsum(shares.values())
    return {name: share / total for name, share in shares.items() if share > 0}


@lru_cache(maxsize=256)
def factor_named(name: str, factors: tuple[str, ...] = FACTORS) -> str:
    """Return the factor that a spelling of its name stands for.

    Raises:
        UnknownWeight: it stands for none.
    """
    factor = " ".join(name.replace("_", " ").replace("-", " ").casefold().split())
    if factor not in factors:
        raise UnknownWeight(name, factors)
    return factor


def _checked(name: str, weight: float) -> float:
    if not math.isfinite(weight) or weight < 0:
        raise ValueError(f"The weight of '{name}' must be a number of at least 0, not {weight}")
    return float(weight)

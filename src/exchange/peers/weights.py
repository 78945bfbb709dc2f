"""The viewer's choices in an address: an area, and 0 to 100 points a factor, kept as they were typed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from exchange.matching import DEFAULT_WEIGHTS, FACTORS

MOST = 100
_LONGEST = 200

_HELP = {
    "nearby": "Distance between registered addresses. Visits and calls cost less when they are close.",
    "same systems": "The same product or supplier for the same purpose. Rare ones count more.",
    "a step ahead": "They are further on with something you are doing: at a later stage, or live for longer.",
    "shared direction": "The same declared priorities, networks, integrated care board or region.",
    "similar setting": "The same type of organisation, of similar size and digital maturity.",
}


@dataclass(frozen=True, kw_only=True)
class Slider:
    """One factor's control: ``value`` is what was typed, ``error`` what is wrong with it."""

    name: str
    factor: str
    label: str
    help: str
    value: str
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why there is no list. ``field`` is the parameter, and the id of its control.

    ``is_mistake`` where the address holds something that no control can give.
    """

    text: str
    field: str
    is_mistake: bool = True

    @property
    def href(self) -> str:
        """Return the link from an error summary to the control."""
        return f"#{self.field}"


@dataclass(frozen=True, kw_only=True)
class Choices:
    """All controls, the weights they stand for, and what is wrong with them.

    ``moved`` has the parameters of the sliders that differ from the defaults.
    """

    area: str
    sliders: tuple[Slider, ...]
    weights: Mapping[str, float]
    problems: tuple[Problem, ...]
    moved: Mapping[str, str]

    @property
    def kept(self) -> dict[str, str]:
        """Return the parameters of a link that keeps every choice."""
        return {**({"area": self.area} if self.area else {}), **self.moved}


def parameter(factor: str) -> str:
    """Return the name of a factor in an address: "same systems" is same_systems."""
    return factor.replace(" ", "_")


def default_points() -> dict[str, int]:
    """Return what each slider stands at until somebody moves it; together 100, but for rounding."""
    total = math.fsum(DEFAULT_WEIGHTS.values())
    return {factor: round(MOST * DEFAULT_WEIGHTS[factor] / total) for factor in FACTORS}


Typed = Annotated[str, Query(max_length=_LONGEST)]


def choices_in_address(
    nearby: Typed = "",
    same_systems: Typed = "",
    a_step_ahead: Typed = "",
    shared_direction: Typed = "",
    similar_setting: Typed = "",
    area: Typed = "",
) -> Choices:
    """Read what a page's form sends; an empty weight is the default, an empty area is all areas."""
    typed = dict(
        zip(FACTORS, (nearby, same_systems, a_step_ahead, shared_direction, similar_setting), strict=True)
    )
    return read_choices({factor: text.strip() for factor, text in typed.items()}, area=area.strip())


ChoicesInAddress = Annotated[Choices, Depends(choices_in_address)]


def read_choices(typed: Mapping[str, str], *, area: str = "") -> Choices:
    """Turn what was typed for each factor into controls, weights and problems."""
    defaults = default_points()
    sliders = tuple(_slider(factor, typed.get(factor, ""), defaults[factor]) for factor in FACTORS)
    problems = tuple(Problem(text=slider.error, field=slider.name) for slider in sliders if slider.error)
    if not problems and not any(float(slider.value) for slider in sliders):
        words = "Every factor is at 0, so there is nothing to rank by. Move at least one above 0."
        problems = (Problem(text=words, field=sliders[0].name, is_mistake=False),)
    moved = {s.factor: s.value for s in sliders if s.error or float(s.value) != defaults[s.factor]}
    weights = {} if problems else points_to_weights({factor: float(value) for factor, value in moved.items()})
    parameters = {parameter(factor): value for factor, value in moved.items()}
    return Choices(area=area, sliders=sliders, weights=weights, problems=problems, moved=parameters)


def points_to_weights(points: Mapping[str, float]) -> dict[str, float]:
    """Return points of 100 on the scale of the default weights; those of other factors stay as they are."""
    total = math.fsum(DEFAULT_WEIGHTS.values())
    return {factor: value * total / MOST for factor, value in points.items()}


def _slider(factor: str, typed: str, default: int) -> Slider:
    label = factor.capitalize()
    error = ""
    if typed and not _is_points(typed):
        error = f"{label} must be a number from 0 to {MOST}, not '{typed[:40]}'"
    return Slider(
        name=parameter(factor),
        factor=factor,
        label=label,
        help=_HELP[factor],
        value=typed or str(default),
        error=error,
    )


def _is_points(typed: str) -> bool:
    try:
        return 0 <= float(typed) <= MOST
    except ValueError:
        return False


Points = Annotated[
    float | None,
    Query(ge=0, le=MOST, description="Points of 100; 0 removes the factor, absent leaves its default."),
]


def weights_in_address(
    nearby: Points = None,
    same_systems: Points = None,
    a_step_ahead: Points = None,
    shared_direction: Points = None,
    similar_setting: Points = None,
) -> dict[str, float]:
    """Read the weights of an API request, on the scale of the default ones."""
    given = dict(
        zip(FACTORS, (nearby, same_systems, a_step_ahead, shared_direction, similar_setting), strict=True)
    )
    return points_to_weights({factor: points for factor, points in given.items() if points is not None})


WeightsInAddress = Annotated[dict[str, float], Depends(weights_in_address)]

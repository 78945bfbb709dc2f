"""A picture of when organisations started with a product, went live with it and gave it up. Pure.

What is known to a year is drawn as long as the year, so that no picture says more than its source.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from exchange.technologies.decision_schemas import UserOfProduct
from exchange.technologies.spans import span

MOST_LANES = 24
_WIDTH, _LEFT, _RIGHT, _TOP, _LANE = 360, 6, 354, 30, 32
_SHORTEST = 6  # of a mark for a day, so that it is seen
_YEARS_BETWEEN = {6: 1, 12: 2, 30: 5}


@dataclass(frozen=True)
class Mark:
    """From when to when something may have happened, in units of the picture."""

    kind: str
    x: float
    width: float
    title: str


@dataclass(frozen=True)
class Lane:
    """One organisation: its name above, its marks below."""

    name: str
    text_y: float
    y: float
    middle: float
    marks: tuple[Mark, ...]
    since: tuple[float, float] | None


@dataclass(frozen=True)
class Year:
    """A line of the axis."""

    x: float
    text: str


@dataclass(frozen=True)
class Timeline:
    """All that a template needs to draw it."""

    width: int
    height: float
    title: str
    description: str
    years: tuple[Year, ...]
    today_x: float
    lanes: tuple[Lane, ...]
    left_out: int


def draw_timeline(users: Sequence[UserOfProduct], *, what: str, today: date) -> Timeline | None:
    """Return the picture of those with a date, the newest first; None when there is none.

    Args:
        what: the name of the product.
    """
    if not users:
        return None
    shown = users[:MOST_LANES]
    spans = [span(text) for user in shown for _, text in _dates(user)]
    first = date(min(*(each[0] for each in spans), today).year, 1, 1)
    last = date(max(*(each[1] for each in spans), today).year, 12, 31)
    axis = Axis(first, last)
    one = "organisation" if len(shown) == 1 else "organisations"
    return Timeline(
        width=_WIDTH,
        height=_TOP + _LANE * len(shown) + 8,
        title=f"Timeline of {len(shown)} {one} with {what}, {first.year} to {last.year}",
        description="A mark is as long as the time that its source leaves open: a day, a month or a year. "
        "The table below says the same.",
        years=axis.years(),
        today_x=axis.x(today),
        lanes=tuple(_lane(axis, number, user, today) for number, user in enumerate(shown)),
        left_out=len(users) - len(shown),
    )


@dataclass(frozen=True)
class Axis:
    """Days laid out from left to right."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Return where a day begins."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)

    def years(self) -> tuple[Year, ...]:
        """Return lines at the beginning of years, as many as there is room for."""
        number = self.last.year - self.first.year + 1
        step = next((step for most, step in _YEARS_BETWEEN.items() if number <= most), 10)
        shown = (year for year in range(self.first.year, self.last.year + 1) if year % step == 0)
        return tuple(Year(self.x(date(year, 1, 1)), str(year)) for year in shown)


def _dates(user: UserOfProduct) -> list[tuple[str, str]]:
    known = (("started", user.started_on), ("live", user.live_on), ("retired", user.retired_on))
    return [(kind, text) for kind, text in known if text]


def _lane(axis: Axis, number: int, user: UserOfProduct, today: date) -> Lane:
    top = _TOP + _LANE * number
    marks = tuple(_mark(axis, kind, text) for kind, text in _dates(user))
    return Lane(
        name=user.organisation,
        text_y=top + 12,
        y=top + 16,
        middle=top + 21,
        marks=marks,
        since=_in_use(axis, user, today),
    )


def _mark(axis: Axis, kind: str, text: str) -> Mark:
    first, last = span(text)
    start = axis.x(first)
    width = max(axis.x(min(last + timedelta(days=1), axis.last)) - start, _SHORTEST)
    start = min(start, _RIGHT - width)
    return Mark(kind=kind, x=round(start, 1), width=round(width, 1), title=f"{kind.capitalize()} {text}")


def _in_use(axis: Axis, user: UserOfProduct, today: date) -> tuple[float, float] | None:
    """Return the line from going live to the end, or to today: while it is surely in use."""
    if not user.live_on or span(user.live_on)[1] > today:
        return None
    end = span(user.retired_on)[0] if user.retired_on else today
    start = axis.x(span(user.live_on)[1])
    return (start, axis.x(end)) if axis.x(end) > start else None

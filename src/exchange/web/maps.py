"""Maps of England for every subject: values in, geometry out; the markup is ``kit.england_map``.

A picture says no more than the table beside it, so its marks need not be links; see the macro.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from exchange.web.coast import HEIGHT, WIDTH, Outline, Points, england, project

Kind = Literal["dot", "cluster", "peer", "self"]

_RADIUS: dict[Kind, float] = {"dot": 6.0, "peer": 12.0, "self": 10.0, "cluster": 8.5}
_RADIUS_PER_DIGIT = 3.0  # added to a cluster, whose number has to fit
_GAP = 1.0
_CELL = 9.0  # dots whose centres share a square this wide overlap anyway: they start as one
_NAMES_SHOWN = 8
_TURN = math.pi * (3 - math.sqrt(5))  # the golden angle spreads trial places evenly
_TRIALS = 400
_ORDER: dict[Kind, int] = {"cluster": 0, "dot": 1, "peer": 2, "self": 3}
_KEY: dict[Kind, str] = {
    "self": "This organisation",
    "peer": "A peer, with its place in the list",
    "dot": "One organisation",
    "cluster": "As many organisations close together as the number says",
}
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Place:
    """Something to mark. Degrees are WGS 84.

    Args:
        kind: "" for a dot, which joins a cluster where dots would overlap; "self" for the organisation that
            the page is about; "peer" for one that is marked by ``mark``, a number of one or two digits.
    """

    label: str
    latitude: float
    longitude: float
    href: str = ""
    kind: Literal["", "self", "peer"] = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One circle. ``root`` is its true place when it had to give way to another."""

    kind: Kind
    x: float
    y: float
    radius: float
    title: str
    text: str = ""
    href: str = ""
    root: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the paper."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, points: Points) -> npt.NDArray[np.bool_]:
        """Say which points lie within."""
        away = points - (self.x, self.y)
        inside: npt.NDArray[np.bool_] = np.all((away >= 0) & (away <= (self.width, self.height)), axis=1)
        return inside


@dataclass(frozen=True, slots=True)
class Inset:
    """London drawn larger in ``frame``; ``source`` is where London lies on the paper."""

    frame: Box
    source: Box
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class MapPicture:
    """All that the macro needs to draw one map."""

    title: str
    description: str
    outline: Outline
    marks: tuple[Mark, ...]
    inset: Inset | None
    key: tuple[tuple[Kind, str], ...]
    left_out: int  # places beyond the edge of the paper
    width: int = WIDTH
    height: int = HEIGHT


PAPER = Box(0, 0, WIDTH, HEIGHT)
_LONDON = Box(333.5, 422.5, 56, 40)
_FRAME = Box(313, 24, 161, 115)  # in the North Sea; its heading stands above it


def draw(places: Iterable[Place], *, title: str, description: str) -> MapPicture:
    """Lay ``places`` out on the map: dots, clusters where dots would overlap, and London enlarged."""
    given = list(places)
    points = project([p.latitude for p in given], [p.longitude for p in given])
    on_paper, in_london = PAPER.holds(points), _LONDON.holds(points)
    inset = None
    if in_london.sum() > 1:
        enlarged = (points - (_LONDON.x, _LONDON.y)) * (_FRAME.width / _LONDON.width) + (_FRAME.x, _FRAME.y)
        inset = Inset(_FRAME, _LONDON, _marks(given, enlarged, np.flatnonzero(in_london), _FRAME))
        on_paper &= ~in_london
    marks = _marks(given, points, np.flatnonzero(on_paper), PAPER)
    everything = marks + (inset.marks if inset else ())
    return MapPicture(
        title=title,
        description=description,
        outline=england(),
        marks=marks,
        inset=inset,
        key=_key(everything),
        left_out=len(given) - int((PAPER.holds(points)).sum()),
    )


def _key(marks: Iterable[Mark]) -> tuple[tuple[Kind, str], ...]:
    kinds = {mark.kind for mark in marks}
    return tuple((kind, words) for kind, words in _KEY.items() if kind in kinds)


def _marks(places: Sequence[Place], points: Points, chosen: Indices, box: Box) -> tuple[Mark, ...]:
    """Return the marks of the ``chosen`` places inside ``box``, in the order in which to paint them."""
    has_kind = np.array([bool(places[i].kind) for i in chosen], dtype=bool)
    special = list(chosen[has_kind])
    special.sort(key=lambda i: (places[i].kind != "self", len(places[i].mark), places[i].mark))
    wanted = [_special_mark(places[i], points[i]) for i in special]
    wanted += [_plain_mark(places, group) for group in _clusters(points, chosen[~has_kind])]
    placed: list[Mark] = []
    for mark in wanted:
        placed.append(_without_overlap(mark, placed, box))
    return tuple(sorted(placed, key=lambda mark: _ORDER[mark.kind]))


def _special_mark(place: Place, point: Points) -> Mark:
    kind: Kind = "self" if place.kind == "self" else "peer"
    title = f"{place.mark}. {place.label}" if place.mark else place.label
    x, y = point
    return Mark(kind, float(x), float(y), _RADIUS[kind], title, place.mark, place.href)


@dataclass(frozen=True, slots=True)
class _Group:
    x: float
    y: float
    members: Indices

    @property
    def radius(self) -> float:
        if len(self.members) == 1:
            return _RADIUS["dot"]
        return _RADIUS["cluster"] + _RADIUS_PER_DIGIT * len(f"{len(self.members)}")


def _plain_mark(places: Sequence[Place], group: _Group) -> Mark:
    members = [places[i] for i in group.members]
    if len(members) == 1:
        return Mark("dot", group.x, group.y, group.radius, members[0].label, href=members[0].href)
    names = sorted(place.label for place in members)
    more = f"; and {len(names) - _NAMES_SHOWN:,} more" if len(names) > _NAMES_SHOWN else ""
    title = f"{len(names):,} organisations: {'; '.join(names[:_NAMES_SHOWN])}{more}"
    return Mark("cluster", group.x, group.y, group.radius, title, f"{len(names):,}")


def _clusters(points: Points, chosen: Indices) -> list[_Group]:
    """Merge what overlaps until nothing does."""
    groups = list(_by_cell(points, chosen))
    while True:
        merged = _merged(groups)
        if len(merged) == len(groups):
            return merged
        groups = merged


def _by_cell(points: Points, chosen: Indices) -> Iterator[_Group]:
    if not len(chosen):
        return
    cells = np.floor(points[chosen] / _CELL).astype(np.int64)
    numbers = cells[:, 1] * 10_000 + cells[:, 0]
    order = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[order])) + 1
    for members in np.split(chosen[order], starts):
        x, y = points[members].mean(axis=0)
        yield _Group(float(x), float(y), members)


def _merged(groups: list[_Group]) -> list[_Group]:
    """Let every group join the first larger one that it overlaps, and centre what results."""
    order = sorted(groups, key=lambda group: (-len(group.members), group.y, group.x))
    circles = np.zeros((len(order), 3))
    leaders: list[list[_Group]] = []
    for group in order:
        taken = circles[: len(leaders)]
        clear = np.hypot(taken[:, 0] - group.x, taken[:, 1] - group.y) - taken[:, 2] - group.radius
        hits = np.flatnonzero(clear < _GAP)
        if len(hits):
            leaders[int(hits[np.argmin(clear[hits])])].append(group)
        else:
            circles[len(leaders)] = (group.x, group.y, group.radius)
            leaders.append([group])
    return [_joined(together) for together in leaders]


def _joined(groups: list[_Group]) -> _Group:
    if len(groups) == 1:
        return groups[0]
    members = np.concatenate([group.members for group in groups])
    x = sum(group.x * len(group.members) for group in groups) / len(members)
    y = sum(group.y * len(group.members) for group in groups) / len(members)
    return _Group(x, y, members)


def _without_overlap(mark: Mark, placed: Sequence[Mark], box: Box) -> Mark:
    """Return ``mark`` as near to its place as the marks before it and the edges of ``box`` allow."""
    inside = min(mark.radius + 2, box.width / 2)
    for trial in range(_TRIALS):
        away = 2.5 * math.sqrt(trial)
        x = mark.x + away * math.cos(trial * _TURN)
        y = mark.y + away * math.sin(trial * _TURN)
        x = min(max(x, box.x + inside), box.x + box.width - inside)
        y = min(max(y, box.y + inside), box.y + box.height - inside)
        if all(math.hypot(x - p.x, y - p.y) >= mark.radius + p.radius + _GAP for p in placed):
            break
    moved = math.hypot(x - mark.x, y - mark.y) > mark.radius
    root = (round(mark.x, 1), round(mark.y, 1)) if moved else None
    return replace(mark, x=round(x, 1), y=round(y, 1), root=root)

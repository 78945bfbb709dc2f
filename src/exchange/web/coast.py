"""The outline of England on paper: the projection, the coast and the two land borders."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from exchange.web.assets import VENDOR

WIDTH, HEIGHT = 480, 600
"""The paper's size in units of its own; a browser scales it."""

Point = tuple[float, float]
Points = npt.NDArray[np.float64]

_SCALE = 5650.0  # paper units per radian
_CENTRE = (244.0, 306.0)  # where 52.9 north, 2 west lies on the paper
_ORIGIN = (52.9, -2.0)
_COARSENESS = 0.6  # paper units by which the drawn coast may stray from the true one
_SMALLEST_ISLAND = 2.5
_TOP = -40.0  # the north of Scotland, above the paper, is cut off here

# England's land borders and the sea around it as (longitude, latitude).
# Source: Natural Earth admin-0 map units 1:10m (public domain), simplified to two decimals.
_SCOTLAND = (
    "-3.05 54.98,-3.03 55.05,-2.95 55.04,-2.82 55.13,-2.72 55.17,-2.63 55.23,-2.63 55.26,-2.55 55.31,"
    "-2.45 55.36,-2.36 55.36,-2.33 55.39,-2.19 55.45,-2.18 55.47,-2.33 55.64,-2.24 55.65,-2.17 55.72,"
    "-2.09 55.76,-2.07 55.79,-2.02 55.80"
)
_WALES = (
    "-2.67 51.62,-2.69 51.66,-2.66 51.67,-2.69 51.72,-2.67 51.74,-2.68 51.77,-2.65 51.82,-2.74 51.84,"
    "-2.87 51.93,-2.96 51.91,-3.05 51.98,-3.09 52.05,-3.12 52.08,-3.10 52.11,-3.12 52.13,-3.08 52.15,"
    "-3.11 52.17,-3.05 52.23,-2.96 52.26,-3.00 52.30,-2.96 52.33,-3.07 52.35,-3.21 52.43,-3.19 52.47,"
    "-3.02 52.50,-2.98 52.54,-3.02 52.57,-3.12 52.53,-3.12 52.58,-3.04 52.65,-3.01 52.71,-2.96 52.73,"
    "-3.14 52.80,-3.15 52.82,-3.12 52.85,-3.13 52.88,-2.99 52.95,-2.93 52.93,-2.85 52.94,-2.78 52.90,"
    "-2.72 52.92,-2.72 52.94,-2.73 52.97,-2.82 52.99,-2.90 53.10,-2.96 53.14,-2.91 53.17,-2.92 53.19,"
    "-3.02 53.25,-3.09 53.26"
)
_NORTH_SEA_AND_CHANNEL = "-2.0 55.9,2.6 55.9,2.6 49.5,-7 49.5,-7 51.25,-4.2 51.27,-3.2 51.36"
_IRISH_SEA = "-3.25 53.35,-3.6 53.6,-4.1 54.2,-4.0 54.65,-3.5 54.85"


@dataclass(frozen=True, slots=True)
class Outline:
    """SVG path data: the island, the area that is England, and the borders between."""

    land: str
    england: str
    borders: str


def project(latitudes: npt.ArrayLike, longitudes: npt.ArrayLike) -> Points:
    """Return paper coordinates of shape (n, 2) for WGS 84 degrees.

    A spherical transverse Mercator projection on 2 degrees west gives Britain its usual look.
    """
    latitude = np.radians(np.asarray(latitudes, dtype=float))
    turn = np.radians(np.asarray(longitudes, dtype=float) - _ORIGIN[1])
    east = np.arctanh(np.cos(latitude) * np.sin(turn))
    north = np.arctan2(np.tan(latitude), np.cos(turn)) - np.radians(_ORIGIN[0])
    return np.column_stack((_CENTRE[0] + _SCALE * east, _CENTRE[1] - _SCALE * north))


@cache
def england() -> Outline:
    """Return the outline, read and simplified once per process."""
    rings = json.loads((VENDOR / "map/uk.json").read_text("utf-8"))
    coasts = [[(x, max(y, _TOP)) for x, y in _on_paper(ring)] for ring in rings]
    land = "".join(_path(_simplified_ring(coast)) for coast in coasts if _is_drawn(coast))
    scotland, wales = _border(_SCOTLAND), _border(_WALES)
    around = [*scotland, *_border(_NORTH_SEA_AND_CHANNEL), *wales, *_border(_IRISH_SEA)]
    return Outline(
        land=land,
        england=_path(around),
        borders=_path(scotland, closed=False) + _path(wales, closed=False),
    )


def _border(text: str) -> list[Point]:
    return _on_paper([[float(n) for n in pair.split()] for pair in text.split(",")])


def _on_paper(pairs: Sequence[Sequence[float]]) -> list[Point]:
    longitudes, latitudes = zip(*pairs, strict=True)
    return [(round(float(x), 1), round(float(y), 1)) for x, y in project(latitudes, longitudes)]


def _is_drawn(coast: Iterable[Point]) -> bool:
    """Leave out Northern Ireland, islets, and what lies wholly off the paper."""
    xs, ys = zip(*coast, strict=True)
    is_islet = max(xs) - min(xs) < _SMALLEST_ISLAND and max(ys) - min(ys) < _SMALLEST_ISLAND
    is_northern_ireland = min(xs) < 60 and max(xs) < 95 and max(ys) < 320
    is_off_paper = max(ys) <= _TOP or max(xs) < -40
    return not (is_islet or is_northern_ireland or is_off_paper)


def _simplified_ring(ring: list[Point]) -> list[Point]:
    half = len(ring) // 2  # a ring's ends coincide, so it is simplified as two open lines
    return _simplified(ring[: half + 1])[:-1] + _simplified(ring[half:])


def _simplified(line: list[Point]) -> list[Point]:
    """Drop the points that lie within ``_COARSENESS`` of the line without them (Douglas and Peucker 1973)."""
    points = np.array(line)
    kept, spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        strays = _distances(points[first + 1 : last], points[first], points[last])
        furthest = int(np.argmax(strays))
        if strays[furthest] > _COARSENESS:
            middle = first + 1 + furthest
            kept.add(middle)
            spans += [(first, middle), (middle, last)]
    return [line[i] for i in sorted(kept)]


def _distances(points: Points, start: Points, end: Points) -> Points:
    """Return how far each point lies from the line through ``start`` and ``end``."""
    along, away = end - start, points - start
    length = float(np.hypot(*along))
    if length == 0:
        return np.hypot(away[:, 0], away[:, 1])
    distances: Points = np.abs(along[0] * away[:, 1] - along[1] * away[:, 0]) / length
    return distances


def _path(points: Sequence[Point], *, closed: bool = True) -> str:
    """Return SVG path data; steps from point to point are shorter to write than places."""
    (x, y), steps = points[0], pairwise(points)
    line = "".join(f"l{bx - ax:.1f} {by - ay:.1f}" for (ax, ay), (bx, by) in steps)
    return f"M{x:g} {y:g}{line}" + ("Z" if closed else "")

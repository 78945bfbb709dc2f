"""Nearby: how far apart the main sites are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from geopy.distance import ELLIPSOIDS, geodesic
from numpy.typing import NDArray

from exchange.matching.factor import Values, Vector, mean_of_known, stand_in
from exchange.matching.growing import Growing
from exchange.matching.keyed import ALL, Rows
from exchange.matching.profile import Profile
from exchange.matching.records import Record, known_to_both
from exchange.matching.wording import unknown

if TYPE_CHECKING:
    from exchange.matching.index import Asking, Index

HALF_DISTANCE_KM = 40.0  # Source: MATCHING.md section 2, geo; 40 to 80 km were equivalent within 0.01 NDCG
LONGEST_HALF_DISTANCE_KM = 120.0
_NEIGHBOUR = 5
_MOST_BY_ALL_PAIRS = 1000
_MAJOR_KM, _MINOR_KM, _ = ELLIPSOIDS["WGS-84"]
MEAN_RADIUS_KM = (2 * _MAJOR_KM + _MINOR_KM) / 3


@dataclass(frozen=True)
class Neighbourhood:
    """The located organisations of one fit.

    Attributes:
        points: kilometres from the centre of the earth, shape (3, m).
        codes: their ODS codes, in the same order.
    """

    points: Vector
    codes: Sequence[str]

    @classmethod
    def of(cls, codes: Sequence[str], points: Vector) -> Self:
        """Leave out whoever has no known place."""
        located = np.flatnonzero(~np.isnan(points[0]))
        return cls(points[:, located], [codes[row] for row in located.tolist()])

    @cached_property
    def _tree(self) -> Any:
        from scipy.spatial import cKDTree  # noqa: PLC0415  (importing it takes longer than all pairs of a thousand)

        return cKDTree(self.points.T)

    def half_km_of_all(self) -> NDArray[np.float32]:
        """Return the half-distance of each; remote ones reach as far as their 5th-nearest neighbour."""
        count = len(self.codes)
        if count < 2:
            return np.full(count, HALF_DISTANCE_KM, dtype=np.float32)
        rank = min(_NEIGHBOUR, count - 1)  # rank 0 is the place itself
        if count > _MOST_BY_ALL_PAIRS:
            return _half_km(self._tree.query(self.points.T, k=rank + 1)[0][:, -1])
        apart = self.points[:, :, None] - self.points[:, None, :]
        return _half_km(np.partition(np.sqrt((apart * apart).sum(axis=0)), rank, axis=1)[:, rank])

    def half_km(self, ods_code: str, point: Vector) -> NDArray[np.float32]:
        """Return the half-distance of one place, shape (1,); its own former one is no neighbour of it.

        Args:
            point: of shape (3, 1), NaN where unknown.
        """
        near = self._nearest(ods_code, point)
        if not len(near):
            return np.full(1, HALF_DISTANCE_KM, dtype=np.float32)
        apart = self.points[:, near] - point
        last = min(_NEIGHBOUR, len(near)) - 1
        return _half_km(np.sqrt(np.partition((apart * apart).sum(axis=0), last)[last : last + 1]))

    def _nearest(self, ods_code: str, point: Vector) -> NDArray[np.intp]:
        """Return the places of all others, or of no fewer than those that can be the nearest."""
        if np.isnan(point[0, 0]):
            return np.zeros(0, dtype=np.intp)
        near, count = range(len(self.codes)), len(self.codes)
        if count > _MOST_BY_ALL_PAIRS:  # its own place and one for rounding besides
            near = self._tree.query(point[:, 0], k=min(_NEIGHBOUR + 2, count))[1]
        return np.array([place for place in near if self.codes[place] != ods_code], dtype=np.intp)


@dataclass(frozen=True)
class Places:
    """Where organisations are, and how far each is used to going.

    Attributes:
        spots: as ``points``, shape (n, 3).
        reaches: as ``half_km``.
        neighbourhood: against which an organisation that is added later measures how far it reaches.
    """

    spots: Growing[np.float64]
    reaches: Growing[np.float32]
    neighbourhood: Neighbourhood

    @classmethod
    def build(cls, profiles: Sequence[Profile]) -> Self:
        """Place all organisations."""
        points = points_of(profiles)
        neighbourhood = Neighbourhood.of([profile.ods_code for profile in profiles], points)
        half_km = np.full(len(profiles), HALF_DISTANCE_KM, dtype=np.float32)
        half_km[~np.isnan(points[0])] = neighbourhood.half_km_of_all()
        return cls(Growing.of(points.T), Growing.of(half_km), neighbourhood)

    @property
    def points(self) -> Vector:
        """Kilometres from the centre of the earth, shape (3, n); NaN where unknown."""
        return self.spots.rows.T

    @property
    def half_km(self) -> NDArray[np.float32]:
        """The distance at which "nearby" is a half for each organisation when it asks, shape (n,)."""
        return self.reaches.rows

    def appended(self, profile: Profile) -> Self:
        """Return the places with one more at the end."""
        point = points_of([profile])
        half_km = self.neighbourhood.half_km(profile.ods_code, point)
        return replace(self, spots=self.spots.appended(point.T), reaches=self.reaches.appended(half_km))

    def kept(self, rows: NDArray[np.intp]) -> Self:
        """Return some of the places."""
        return replace(self, spots=self.spots.kept(rows), reaches=self.reaches.kept(rows))

    def km_from(self, row: int, rows: Rows = ALL) -> Vector:
        """Return kilometres to all rows or some, infinite where either place is unknown.

        The chord through the earth, c, with the first term of its arc, c · (1 + c² / 24 R²): within 0.6 m of
        geopy's geodesic over England (MATCHING.md section 2).
        """
        squared = np.zeros(1)
        for axis in self.points:
            apart = axis[rows] - axis[row]
            squared = squared + apart * apart
        km: Vector = np.sqrt(squared) * (1 + squared / (24 * MEAN_RADIUS_KM**2))
        return np.where(np.isnan(km), np.inf, km)


def points_of(profiles: Sequence[Profile]) -> Vector:
    """Return kilometres from the centre of the earth, shape (3, n); NaN where the place is unknown."""
    degrees = [
        (np.nan, np.nan) if p.latitude is None or p.longitude is None else (p.latitude, p.longitude)
        for p in profiles
    ]
    latitude, longitude = np.radians(np.array(degrees, dtype=float).reshape(-1, 2)).T
    squashed = (_MINOR_KM / _MAJOR_KM) ** 2
    normal = _MAJOR_KM / np.sqrt(1 - (1 - squashed) * np.sin(latitude) ** 2)
    across = normal * np.cos(latitude)
    return np.stack(
        (across * np.cos(longitude), across * np.sin(longitude), squashed * normal * np.sin(latitude))
    )


def _half_km(to_neighbour_km: Vector) -> NDArray[np.float32]:
    return np.clip(to_neighbour_km, HALF_DISTANCE_KM, LONGEST_HALF_DISTANCE_KM).astype(np.float32)


def distance_km(one: Profile, other: Profile) -> float | None:
    """Return the geodesic between two main sites to 0.1 km, None where either is unknown."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    return geodesic_km((one.latitude, one.longitude), (other.latitude, other.longitude))


@lru_cache(maxsize=4096)
def geodesic_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the geodesic between two places, latitude and longitude in degrees, to 0.1 km."""
    return round(float(geodesic(one, other).km), 1)


@dataclass(frozen=True)
class Nearby:
    """value = 2^(-distance / half-distance of the organisation that asks).

    Only the asking side's half-distance counts, so that an organisation that moves nearer never scores lower,
    whatever the neighbourhood it moves into.
    """

    mean: float
    name: ClassVar[str] = "nearby"

    @classmethod
    def fit(cls, index: "Index") -> Self:
        """Freeze the mean over all pairs."""
        return cls(mean_of_known(index, lambda asking: cls(0.0).values(index, asking)))

    def values(self, index: "Index", asking: "Asking", rows: Rows = ALL) -> Values:
        """Return the nearness of some rows, or all."""
        km = index.places.km_from(asking.row, rows)
        return stand_in(np.exp2(-km / index.places.half_km[asking.row]), np.isfinite(km), self.mean)

    def ceilings_of_blocks(self, index: "Index", asking: "Asking") -> Vector:
        """Return the nearness of the nearest place that a block could hold."""
        centre = index.places.points[:, asking.row, np.newaxis]
        apart = index.blocks.centres - centre
        km = np.sqrt((apart * apart).sum(axis=0)) - index.blocks.radii
        nearest = np.exp2(-np.maximum(km, 0.0) / index.places.half_km[asking.row])
        return np.where(np.isnan(nearest), self.mean, nearest)

    def ceilings_of_rows(self, index: "Index", asking: "Asking", rows: Rows) -> Vector:
        """Return the nearness itself."""
        return self.values(index, asking, rows).value

    def evidence(self, index: "Index", asking: "Asking", row: int) -> list[str]:
        """Return the distance in words."""
        km = distance_km(asking.profile, index.profile(row))
        if km is None or km < 1:
            return ["Less than 1 km away"]
        return [f"{km:.0f} km away" if km >= 10 else f"{km:g} km away"]

    def records(self, asking: "Asking", other: Profile) -> list[Record]:
        """Return both locations."""
        return known_to_both(asking.profile, other, "latitude", "longitude")

    def missing(self, asking: "Asking", other: Profile) -> str:
        """Return whose location is missing."""
        return unknown(
            "location",
            asking=asking.profile.latitude is not None and asking.profile.longitude is not None,
            other=other.latitude is not None and other.longitude is not None,
        )

"""Organisations in blocks of neighbours of one kind, so that whole blocks can be passed over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from exchange.matching.categories import Categories
from exchange.matching.factor import Mask, Vector
from exchange.matching.nearby import Places, points_of
from exchange.matching.profile import Profile

if TYPE_CHECKING:
    from exchange.matching.direction import Directions
    from exchange.matching.setting import Settings

SIZE = 128  # organisations in a block; 64 to 256 took the same time within a tenth
_CELL = 8 * SIZE  # neighbours that are put in order of type and size before they are cut into blocks


@dataclass(frozen=True)
class Members:
    """Which names of a category occur in each block.

    Attributes:
        numbers: the names of all blocks, one block after the other; -1 for unknown.
        starts: array of shape (blocks,): where those of each block begin.
    """

    numbers: NDArray[np.int32]
    starts: NDArray[np.intp]

    @classmethod
    def build(cls, categories: Categories, starts: NDArray[np.int64]) -> Self:
        """Collect the names of each block."""
        block = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        span = len(categories.numbers) + 1
        pairs = np.unique(block * span + categories.column + 1)
        return cls(
            (pairs % span - 1).astype(np.int32), np.searchsorted(pairs // span, np.arange(len(starts) - 1))
        )

    def most(self, table: Vector) -> Vector:
        """Return for each block the greatest that a table by number says of a name in it."""
        return np.maximum.reduceat(table[self.numbers], self.starts) if len(self.starts) else np.zeros(0)


@dataclass(frozen=True)
class Sizes:
    """How large the organisations of each block are, by staff; arrays of shape (blocks,).

    Attributes:
        least, most: NaN where no staff figure is known.
        has_others: whether somebody's is not, who may be compared by beds.
    """

    least: NDArray[np.float32]
    most: NDArray[np.float32]
    has_others: NDArray[np.bool_]

    @classmethod
    def build(cls, staff: NDArray[np.float32], starts: NDArray[np.int64]) -> Self:
        """Measure the staff of each block."""
        if len(starts) < 2:
            return cls(staff[:0], staff[:0], np.zeros(0, dtype=bool))
        least, most = (of.reduceat(staff, starts[:-1]) for of in (np.fmin, np.fmax))
        return cls(least, most, np.logical_or.reduceat(np.isnan(staff), starts[:-1]))

    def likest(self, own: np.float32, beside: float) -> Vector:
        """Return for each block the smaller over the larger of ``own`` staff and the likest there.

        Args:
            beside: what anybody counts at most whose staff, or whose own, is not known.
        """
        if np.isnan(own):
            return np.full(len(self.least), beside)
        by_staff = np.fmin(np.fmin(own / self.least, self.most / own), np.float32(1))
        likest: Vector = np.where(self.has_others, np.fmax(by_staff, beside), by_staff).astype(np.float64)
        return likest


@dataclass(frozen=True)
class Blocks:
    """Consecutive rows, with what bounds the scores in each block. Rows after the last block are in none.

    Attributes:
        starts: array of shape (blocks + 1,).
        centres: array of shape (3, blocks) in kilometres, NaN where the places of a block are unknown.
        radii: kilometres from the centre to the farthest of a block, shape (blocks,).
    """

    starts: NDArray[np.int64]
    centres: Vector
    radii: Vector
    types: Members
    icbs: Members
    regions: Members
    sizes: Sizes

    @classmethod
    def build(cls, places: Places, directions: "Directions", settings: "Settings") -> Self:
        """Cut rows that are in the order of ``in_order`` into blocks."""
        count = places.points.shape[1]
        located = int(np.count_nonzero(~np.isnan(places.points[0])))
        starts = np.unique([*range(0, located, SIZE), *range(located, count, SIZE), count]).astype(np.int64)
        spans = [places.points[:, begin:end] for begin, end in pairwise(starts)]
        centres = np.array([span.mean(axis=1) for span in spans]).reshape(-1, 3).T
        apart = [span - centre[:, None] for span, centre in zip(spans, centres.T, strict=True)]
        radii = np.array([np.sqrt((each * each).sum(axis=0)).max() for each in apart])
        return cls(
            starts,
            centres,
            radii,
            types=Members.build(settings.types, starts),
            icbs=Members.build(directions.icbs, starts),
            regions=Members.build(directions.regions, starts),
            sizes=Sizes.build(settings.staff, starts),
        )

    def kept(self, rows: Mask) -> Self:
        """Return the blocks of some rows alone; what bounds them stays true."""
        before = np.concatenate(([0], np.cumsum(rows))).astype(np.int64)
        return replace(self, starts=before[self.starts])


def in_order(profiles: Sequence[Profile]) -> list[Profile]:
    """Return organisations in cells of the map, within these by type, size and code, the unlocated last."""
    by_code = sorted(profiles, key=lambda profile: profile.ods_code)
    points = points_of(by_code)
    located = np.flatnonzero(~np.isnan(points[0]))
    cells = [*_cells(points, located), np.flatnonzero(np.isnan(points[0]))]
    return [
        profile
        for cell in cells
        for profile in sorted((by_code[row] for row in cell), key=lambda p: (p.type, p.staff_wte or 0.0))
    ]


def _cells(points: Vector, rows: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Halve the places along their widest extent until each part is a cell of whole blocks."""
    if len(rows) <= _CELL:
        return [rows]
    widest = int(np.argmax(np.ptp(points[:, rows], axis=1)))
    ordered = rows[np.argsort(points[widest, rows], kind="stable")]
    half = -(-len(rows) // (2 * SIZE)) * SIZE
    return [*_cells(points, ordered[:half]), *_cells(points, ordered[half:])]

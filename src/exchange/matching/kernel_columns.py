"""What the compiled search reads, as tuples of arrays and numbers that numba takes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Vector


class Columns(NamedTuple):
    """What is read of all organisations; the arrays of ``Index``."""

    is_there: NDArray[np.bool_]
    points: Vector
    half_km: NDArray[np.float32]
    types: NDArray[np.int32]
    icbs: NDArray[np.int32]
    regions: NDArray[np.int32]
    sizes: NDArray[np.float32]
    maturity: NDArray[np.uint8]
    system_starts: NDArray[np.int64]
    systems: NDArray[np.void]
    topic_starts: NDArray[np.int64]
    topics: NDArray[np.void]
    topic_counts: NDArray[np.int16]


class Words(NamedTuple):
    """What is read of all systems and topics, by number; areas are numbered too."""

    gains: Vector
    shares: Vector
    levels: NDArray[np.int8]
    areas: NDArray[np.int32]
    topic_bits: Vector


class BlockColumns(NamedTuple):
    """What is read of all blocks; the arrays of ``Blocks``."""

    starts: NDArray[np.int64]
    centres: Vector
    radii: Vector
    types: NDArray[np.int32]
    type_starts: NDArray[np.intp]
    icbs: NDArray[np.int32]
    icb_starts: NDArray[np.intp]
    regions: NDArray[np.int32]
    region_starts: NDArray[np.intp]
    least_staff: NDArray[np.float32]
    most_staff: NDArray[np.float32]
    has_other_sizes: NDArray[np.bool_]


class Frozen(NamedTuple):
    """Means that stand in, and shrinkage, as one fit froze them."""

    nearby_mean: float
    size_mean: float
    maturity_mean: float
    systems_prior: float
    systems_penalty: float
    systems_mean: float
    agenda_prior: float
    agenda_penalty: float
    agenda_mean: float


class Query(NamedTuple):
    """Who asks, for which area (-1: for all), by which weights, and what each number in a column counts."""

    row: int
    area: int
    types: Vector
    icbs: Vector
    regions: Vector
    nearby: float
    systems: float
    ahead: float
    direction: float
    setting: float


class Own(NamedTuple):
    """What the one that asks has, by number of system or topic, and the ceilings that follow from it.

    Attributes:
        strengths: -1 for systems that it does not have.
        met: by area, the last row that was found to have a system in common there.
        topic_bits: -1 for topics that it does not have.
        rest: what nobody exceeds in systems, stages, topics and maturity together, times the weights.
        rest_beside_systems: the same of topics and maturity.
    """

    strengths: NDArray[np.int64]
    stages: NDArray[np.int64]
    months: NDArray[np.int64]
    met: NDArray[np.int64]
    topic_bits: Vector
    rest: float
    rest_beside_systems: float

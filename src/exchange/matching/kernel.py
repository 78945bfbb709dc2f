"""The inner loop of the compiled search: numba turns every function here into machine code.

Numbers in, row numbers out: the formulas are those of the factors, held to them by the tests.
"""

from heapq import heapreplace
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from exchange.matching.ahead import MONTHS_PER_STEP, PRIOR
from exchange.matching.direction import AGENDA_SHARE, PLACE_SHARE
from exchange.matching.factor import Vector
from exchange.matching.nearby import MEAN_RADIUS_KM
from exchange.matching.registered import Level
from exchange.matching.setting import MATURITY_SHARE, PILLARS, SIZE_SHARE, STEPS, TYPE_SHARE

_SLACK = 1e-6  # of a score: far above rounding, far below any difference that anybody could see
_AREA, _NAMED = int(Level.AREA), int(Level.NAMED)
_compiled = njit(cache=True, nogil=True, error_model="numpy")


class Columns(NamedTuple):
    """What is read of all organisations; the arrays of ``Index``."""

    is_there: NDArray[np.bool_]
    points: Vector
    types: NDArray[np.int32]
    icbs: NDArray[np.int32]
    regions: NDArray[np.int32]
    staff: NDArray[np.float32]
    beds: NDArray[np.float32]
    maturity: NDArray[np.uint8]
    system_starts: NDArray[np.int64]
    systems: NDArray[np.void]
    topic_starts: NDArray[np.int64]
    topics: NDArray[np.void]
    topic_counts: NDArray[np.int16]


class Query(NamedTuple):
    """What is read of the one that asks: its row, and what each number in a column counts for it."""

    row: int
    half_km: float
    types: Vector
    icbs: Vector
    regions: Vector
    maturity: NDArray[np.int16]
    system_places: NDArray[np.int32]
    systems: NDArray[np.void]
    lead_by_stage: Vector
    areas: int
    topic_places: NDArray[np.int32]
    topic_bits: Vector
    topic_counts: NDArray[np.int16]


class Terms(NamedTuple):
    """Weights by factor, means that stand in, shrinkage, and the ceilings of what is not quickly told."""

    nearby: float
    systems: float
    ahead: float
    direction: float
    setting: float
    nearby_mean: float
    size_mean: float
    maturity_mean: float
    systems_prior: float
    systems_penalty: float
    systems_mean: float
    agenda_prior: float
    agenda_penalty: float
    agenda_mean: float
    rest: float
    rest_beside_systems: float


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


@_compiled
def search(columns: Columns, query: Query, terms: Terms, blocks: BlockColumns, limit: int) -> Any:
    """Return the rows whose score is among the best ``limit`` or within rounding of the last, and the scores.

    Args:
        limit: at least 1.
    """
    starts, ceilings = blocks.starts, _ceilings(columns, query, terms, blocks)
    order = np.argsort(-ceilings)
    tail = (starts[-1], len(columns.types))  # in no block: added since the fit
    quick = np.empty(max(tail[1] - tail[0], np.max(np.diff(starts)) if len(starts) > 1 else 0))
    met = np.full(query.areas, -1)
    rows, scores = [np.int64(0) for _ in range(0)], [0.0 for _ in range(0)]  # empty, of a known type
    best = [-np.inf for _ in range(limit)]  # a heap, its least first
    _scan(columns, query, terms, tail, (rows, scores, best, met, quick))
    for block in order:
        if ceilings[block] < best[0] - _SLACK:
            break
        span = (starts[block], starts[block + 1])
        _scan(columns, query, terms, span, (rows, scores, best, met, quick))
    found = np.array(scores)
    reaching = found >= best[0] - _SLACK
    return np.array(rows)[reaching], found[reaching]


@_compiled
def _ceilings(columns: Columns, query: Query, terms: Terms, blocks: BlockColumns) -> Vector:
    """Return for each block what no score in it exceeds."""
    found = np.empty(len(blocks.radii))
    for block in range(len(found)):
        squared = 0.0
        for axis in range(3):
            apart = blocks.centres[axis, block] - columns.points[axis, query.row]
            squared += apart * apart
        km = max(np.sqrt(squared) - blocks.radii[block], 0.0)
        near = terms.nearby_mean if np.isnan(squared) else np.exp2(-km / query.half_km)
        icb = _most(query.icbs, blocks.icbs, blocks.icb_starts, block)
        region = _most(query.regions, blocks.regions, blocks.region_starts, block)
        kind = _most(query.types, blocks.types, blocks.type_starts, block)
        found[block] = (
            terms.nearby * near
            + terms.direction * PLACE_SHARE * (icb + region)
            + terms.setting * (TYPE_SHARE * kind + SIZE_SHARE)
            + terms.rest
        )
    return found


@_compiled
def _most(table: Vector, numbers: NDArray[np.int32], starts: NDArray[np.intp], block: int) -> float:
    end = starts[block + 1] if block + 1 < len(starts) else len(numbers)
    most = 0.0
    for at in range(starts[block], end):
        most = max(most, table[numbers[at]])
    return most


@_compiled
def _scan(columns: Columns, query: Query, terms: Terms, span: Any, kept: Any) -> None:
    """Keep those of some consecutive rows that can be among the best."""
    rows, scores, best, met, quick = kept
    _quick(columns, query, terms, span, quick)
    for row in range(*span):
        score = quick[row - span[0]]
        if row == query.row or not columns.is_there[row] or score + terms.rest < best[0] - _SLACK:
            continue
        score += _systems(columns, query, terms, row, met)
        if score + terms.rest_beside_systems < best[0] - _SLACK:
            continue
        if terms.direction > 0:
            score += terms.direction * AGENDA_SHARE * _agenda(columns, query, terms, row)
        if terms.setting > 0:
            score += terms.setting * MATURITY_SHARE * _maturity(columns, query, terms, row)
        if score >= best[0] - _SLACK:
            rows.append(np.int64(row))
            scores.append(score)
            heapreplace(best, max(score, best[0]))


@_compiled
def _quick(columns: Columns, query: Query, terms: Terms, span: Any, quick: Vector) -> None:
    """Write down what distance, place, type and size count, for all rows of a span in one call.

    Handing such tuples of arrays over costs more than a row does.
    """
    staff, beds = columns.staff[query.row], columns.beds[query.row]
    for row in range(*span):
        squared = 0.0
        for axis in range(3):
            apart = columns.points[axis, row] - columns.points[axis, query.row]
            squared += apart * apart
        km = np.sqrt(squared) * (1 + squared / (24 * MEAN_RADIUS_KM**2))
        near = terms.nearby_mean if np.isnan(km) else np.exp2(-km / query.half_km)
        size = _smaller_over_larger(columns.staff[row], staff)
        if np.isnan(size):
            size = _smaller_over_larger(columns.beds[row], beds)
        if np.isnan(size):
            size = terms.size_mean
        place = query.icbs[columns.icbs[row]] + query.regions[columns.regions[row]]
        setting = TYPE_SHARE * query.types[columns.types[row]] + SIZE_SHARE * size
        quick[row - span[0]] = (
            terms.nearby * near + terms.direction * PLACE_SHARE * place + terms.setting * setting
        )


@_compiled
def _smaller_over_larger(one: float, other: float) -> float:
    if np.isnan(one) or np.isnan(other):
        return np.nan
    return min(one, other) / max(one, other)


@_compiled
def _systems(columns: Columns, query: Query, terms: Terms, row: int, met: NDArray[np.int64]) -> float:
    """Return what systems and stages count.

    Args:
        met: by area, the last row that was found to have a system in common there; kept from row to row.
    """
    shared, net, gross = 0.0, 0.0, 0.0
    known, leading, apart = False, False, 0  # whoever shares a system also says what it has: +1, then -1
    for at in range(columns.system_starts[row], columns.system_starts[row + 1]):
        entry = columns.systems[at]
        place = query.system_places[entry.key]
        if place < 0:
            continue
        own = query.systems[place]
        shared += own.gain * min(own.strength, entry.strength)
        known |= own.level == _AREA
        if own.level == _NAMED:
            apart += 1
        elif own.level > _NAMED and met[own.area] != row:
            met[own.area] = row
            apart -= 1
        lead = own.share * _lead(own, entry, query.lead_by_stage[place])
        leading |= own.share > 0
        net += lead
        gross += abs(lead)
    score = terms.ahead * (0.5 + (0.5 * net / (PRIOR + gross) if leading else 0.0))
    part, whole = terms.systems_mean, 1.0
    if known:
        part = shared + terms.systems_prior * terms.systems_mean
        whole = shared + terms.systems_prior + 2 * terms.systems_penalty * apart
    return score + terms.systems * part / whole


@_compiled
def _lead(own: Any, entry: Any, by_stage: Vector) -> Any:
    if entry.stage != own.stage or entry.month < 0 or own.month < 0:
        return by_stage[entry.stage]
    steps = (own.month - entry.month) / MONTHS_PER_STEP
    return steps / (1 + abs(steps))


@_compiled
def _agenda(columns: Columns, query: Query, terms: Terms, row: int) -> float:
    comparable = 0
    for kind in range(len(query.topic_counts)):
        comparable += min(columns.topic_counts[kind, row], query.topic_counts[kind])
    if not comparable:
        return terms.agenda_mean
    shared, count = 0.0, 0
    for at in range(columns.topic_starts[row], columns.topic_starts[row + 1]):
        place = query.topic_places[columns.topics[at].key]
        if place >= 0:
            shared += query.topic_bits[place]
            count += 1
    part = shared + terms.agenda_prior * terms.agenda_mean
    return part / (shared + terms.agenda_prior + 2 * terms.agenda_penalty * (comparable - count))


@_compiled
def _maturity(columns: Columns, query: Query, terms: Terms, row: int) -> float:
    total, count = 0.0, 0
    for place in range(query.maturity.shape[0]):
        if query.maturity[place, 0] and columns.maturity[row, place, 0]:
            apart = 0
            for pillar in range(PILLARS):
                apart += abs(query.maturity[place, pillar] - columns.maturity[row, place, pillar])
            total += np.exp2(-apart / (PILLARS * STEPS))
            count += 1
    return total / count if count else terms.maturity_mean

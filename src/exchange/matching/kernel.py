"""The inner loop of the compiled search: numba turns every function here into machine code.

Numbers in, row numbers out: the formulas are those of the factors, held to them by the tests.
"""

from heapq import heapreplace
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from exchange.matching.ahead import MONTHS_PER_STEP, PRIOR
from exchange.matching.direction import AGENDA_SHARE, PLACE_SHARE
from exchange.matching.factor import Vector
from exchange.matching.kernel_columns import BlockColumns, Columns, Frozen, Own, Query, Words
from exchange.matching.nearby import MEAN_RADIUS_KM
from exchange.matching.registered import Level
from exchange.matching.setting import MATURITY_SHARE, PILLARS, SIZE_SHARE, STEPS, TYPE_SHARE

_SLACK = 1e-6  # of a score: far above rounding, far below any difference that anybody could see
_AT_ONCE = 256  # rows, added since the fit, that are scanned together
_AREA, _NAMED = int(Level.AREA), int(Level.NAMED)
_compiled = njit(cache=True, nogil=True, error_model="numpy")


@_compiled
def search(
    columns: Columns, words: Words, blocks: BlockColumns, frozen: Frozen, query: Query, limit: int
) -> Any:
    """Return the rows whose score is among the best ``limit`` or within rounding of the last, and the scores.

    Args:
        limit: at least 1.
    """
    own = _own(columns, words, frozen, query)
    asked = (columns, words, frozen, query, own)
    starts, ceilings = blocks.starts, _ceilings(columns, blocks, frozen, query) + own.rest
    rows, scores = [np.int64(0) for _ in range(0)], [0.0 for _ in range(0)]  # empty, of a known type
    best = [-np.inf for _ in range(limit)]  # a heap, its least first
    most = np.max(np.diff(starts)) if len(starts) > 1 else 0
    kept = (rows, scores, best, np.empty(max(most, _AT_ONCE), np.int64), np.empty(max(most, _AT_ONCE)))
    end = len(columns.types)
    for start in range(starts[-1], end, _AT_ONCE):  # in no block: added since the fit
        _scan(asked, (start, min(start + _AT_ONCE, end)), kept)
    for block in np.argsort(-ceilings):
        if ceilings[block] < best[0] - _SLACK:
            break
        _scan(asked, (starts[block], starts[block + 1]), kept)
    found = np.array(scores)
    reaching = found >= best[0] - _SLACK
    return np.array(rows)[reaching], found[reaching]


@_compiled
def _own(columns: Columns, words: Words, frozen: Frozen, query: Query) -> Own:
    strengths = np.full(len(words.gains), -1)
    stages, months = np.empty_like(strengths), np.empty_like(strengths)
    everything, leads, count = 0.0, 0.0, 0
    for at in range(columns.system_starts[query.row], columns.system_starts[query.row + 1]):
        entry = columns.systems[at]
        if query.area < 0 or words.areas[entry.key] == query.area:
            strengths[entry.key], stages[entry.key] = entry.strength, entry.stage
            months[entry.key] = entry.month
            everything += words.gains[entry.key] * entry.strength
            leads += words.shares[entry.key]
            count += 1
    topic_bits, declared = np.full(len(words.topic_bits), -1.0), 0.0
    for at in range(columns.topic_starts[query.row], columns.topic_starts[query.row + 1]):
        topic = columns.topics[at].key
        topic_bits[topic] = words.topic_bits[topic]
        declared += words.topic_bits[topic]
    mature = 1.0 if np.any(columns.maturity[query.row] > 0) else frozen.maturity_mean
    systems = _shrunk(everything, frozen.systems_prior, frozen.systems_mean, 0.0)
    beside = query.direction * AGENDA_SHARE * _shrunk(declared, frozen.agenda_prior, frozen.agenda_mean, 0.0)
    beside += query.setting * MATURITY_SHARE * mature
    ahead = query.ahead * (0.5 + 0.5 * leads / (PRIOR + leads))
    rest = query.systems * (systems if count else frozen.systems_mean) + ahead + beside
    met = np.full(words.areas.max() + 1 if len(words.areas) else 0, -1)
    return Own(strengths, stages, months, met, topic_bits, rest, beside)


@_compiled
def _shrunk(bits: float, prior: float, mean: float, against: float) -> float:
    return (bits + prior * mean) / (bits + prior + against)


@_compiled
def _ceilings(columns: Columns, blocks: BlockColumns, frozen: Frozen, query: Query) -> Vector:
    """Return for each block what place, type and size count at most."""
    found, half_km = np.empty(len(blocks.radii)), columns.half_km[query.row]
    staff, beds = columns.sizes[query.row, 0], columns.sizes[query.row, 1]
    any_other_size = frozen.size_mean if np.isnan(beds) else 1.0
    for block in range(len(found)):
        squared = 0.0
        for axis in range(3):
            apart = blocks.centres[block, axis] - columns.points[query.row, axis]
            squared += apart * apart
        km = max(np.sqrt(squared) - blocks.radii[block], 0.0)
        near = frozen.nearby_mean if np.isnan(squared) else np.exp2(-km / half_km)
        icb = _most(query.icbs, blocks.icbs, blocks.icb_starts, block)
        region = _most(query.regions, blocks.regions, blocks.region_starts, block)
        kind = _most(query.types, blocks.types, blocks.type_starts, block)
        size = _most_alike(staff, blocks.least_staff[block], blocks.most_staff[block])
        if np.isnan(staff) or blocks.has_other_sizes[block]:
            size = max(size, any_other_size)
        setting = TYPE_SHARE * kind + SIZE_SHARE * size
        found[block] = (
            query.nearby * near + query.direction * PLACE_SHARE * (icb + region) + query.setting * setting
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
def _most_alike(own: float, least: float, most: float) -> float:
    if np.isnan(own) or np.isnan(least):
        return 0.0
    return own / least if own < least else most / own if own > most else 1.0


@_compiled
def _scan(asked: Any, span: Any, kept: Any) -> None:
    """Keep those of some consecutive rows that can be among the best.

    Every step looks at all rows at once: handing such tuples of arrays over costs more than a row does.
    """
    own, (rows, scores, best, places, sums) = asked[-1], kept
    left = _quick(asked, span, best[0] - _SLACK - own.rest, places, sums)
    _add_systems(asked, places[:left], sums)
    left = _reaching(places[:left], sums, best[0] - _SLACK - own.rest_beside_systems)
    _add_agenda(asked, places[:left], sums)
    _add_maturity(asked, places[:left], sums)
    for at in range(left):
        if sums[at] >= best[0] - _SLACK:
            rows.append(places[at])
            scores.append(sums[at])
            heapreplace(best, max(sums[at], best[0]))


@_compiled
def _reaching(places: NDArray[np.int64], sums: Vector, least: float) -> int:
    """Move the rows that reach ``least`` to the front, and return how many do."""
    count = 0
    for at in range(len(places)):
        if sums[at] >= least:
            places[count], sums[count] = places[at], sums[at]
            count += 1
    return count


@_compiled
def _quick(asked: Any, span: Any, least: float, places: NDArray[np.int64], sums: Vector) -> int:
    """Write down the rows that place, type, distance and size do not rule out, and what these count.

    What costs more is looked at only where what costs less has not ruled a row out.
    """
    columns, _, frozen, query, _ = asked
    half_km, staff, beds = (
        columns.half_km[query.row],
        columns.sizes[query.row, 0],
        columns.sizes[query.row, 1],
    )
    of_place, of_type = query.direction * PLACE_SHARE, query.setting * TYPE_SHARE
    of_size, count = query.setting * SIZE_SHARE, 0
    for row in range(*span):
        score = of_place * (query.icbs[columns.icbs[row]] + query.regions[columns.regions[row]])
        score += of_type * query.types[columns.types[row]]
        if score + query.nearby + of_size < least:
            continue
        near = _nearness(columns.points, query.row, row, half_km)
        score += query.nearby * (frozen.nearby_mean if np.isnan(near) else near)
        if score + of_size < least:
            continue
        size = _smaller_over_larger(columns.sizes[row, 0], staff)
        if np.isnan(size):
            size = _smaller_over_larger(columns.sizes[row, 1], beds)
        score += of_size * (frozen.size_mean if np.isnan(size) else size)
        if score >= least and row != query.row and columns.is_there[row]:
            places[count], sums[count] = row, score
            count += 1
    return count


@_compiled
def _nearness(points: Vector, one: int, other: int, half_km: float) -> Any:
    squared = 0.0
    for axis in range(3):
        apart = points[other, axis] - points[one, axis]
        squared += apart * apart
    return np.exp2(-np.sqrt(squared) * (1 + squared / (24 * MEAN_RADIUS_KM**2)) / half_km)


@_compiled
def _smaller_over_larger(one: float, other: float) -> float:
    if np.isnan(one) or np.isnan(other):
        return np.nan
    return min(one, other) / max(one, other)


@_compiled
def _add_systems(asked: Any, places: NDArray[np.int64], sums: Vector) -> None:
    """Add what systems and stages count."""
    columns, words, frozen, query, own = asked
    for at in range(len(places)):
        row, shared, net, gross = places[at], 0.0, 0.0, 0.0
        known, apart = False, 0  # whoever shares a system also says what it has: +1, then -1
        for place in range(columns.system_starts[row], columns.system_starts[row + 1]):
            entry = columns.systems[place]
            key, level = entry.key, words.levels[entry.key]
            if own.strengths[key] < 0:
                continue
            shared += words.gains[key] * min(own.strengths[key], entry.strength)
            known |= level == _AREA
            if level == _NAMED:
                apart += 1
            elif level > _NAMED and own.met[words.areas[key]] != row:
                own.met[words.areas[key]] = row
                apart -= 1
            lead = words.shares[key] * _lead(own.stages[key], own.months[key], entry.stage, entry.month)
            net += lead
            gross += abs(lead)
        value, against = frozen.systems_mean, 2 * frozen.systems_penalty * apart
        if known:
            value = _shrunk(shared, frozen.systems_prior, frozen.systems_mean, against)
        sums[at] += query.systems * value + query.ahead * (0.5 + 0.5 * net / (PRIOR + gross))


@_compiled
def _lead(own_stage: int, own_month: int, stage: int, month: int) -> float:
    steps = float(stage - own_stage)
    if stage == own_stage and month >= 0 and own_month >= 0:
        steps = (own_month - month) / MONTHS_PER_STEP
    return steps / (1 + abs(steps))


@_compiled
def _add_agenda(asked: Any, places: NDArray[np.int64], sums: Vector) -> None:
    """Add what priorities and networks count."""
    columns, _, frozen, query, own = asked
    for at in range(len(places)):
        row, comparable, shared, count = places[at], 0, 0.0, 0
        for kind in range(columns.topic_counts.shape[1]):
            comparable += min(columns.topic_counts[row, kind], columns.topic_counts[query.row, kind])
        for place in range(columns.topic_starts[row], columns.topic_starts[row + 1]):
            bits = own.topic_bits[columns.topics[place].key]
            if bits >= 0:
                shared += bits
                count += 1
        value, against = frozen.agenda_mean, 2 * frozen.agenda_penalty * (comparable - count)
        if comparable:
            value = _shrunk(shared, frozen.agenda_prior, frozen.agenda_mean, against)
        sums[at] += query.direction * AGENDA_SHARE * value


@_compiled
def _add_maturity(asked: Any, places: NDArray[np.int64], sums: Vector) -> None:
    """Add what digital maturity counts, within the care settings that both assessed."""
    columns, _, frozen, query, _ = asked
    maturity = columns.maturity
    for at in range(len(places)):
        total, count = 0.0, 0
        for setting in range(maturity.shape[1]):
            if maturity[query.row, setting, 0] and maturity[places[at], setting, 0]:
                apart = np.int64(0)
                for pillar in range(PILLARS):
                    one, other = maturity[query.row, setting, pillar], maturity[places[at], setting, pillar]
                    apart += abs(np.int64(one) - np.int64(other))
                total += np.exp2(-apart / (PILLARS * STEPS))
                count += 1
        sums[at] += query.setting * MATURITY_SHARE * (total / count if count else frozen.maturity_mean)

"""The search of ``search``, compiled by numba: optional (``exchange[fast]``), for registries of any size.

Its scores are those of the factors to the digits that are kept of a score; reasons come from the factors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exchange.matching.ahead import SHARE
from exchange.matching.blocks import Blocks
from exchange.matching.direction import SharedDirection, Topic
from exchange.matching.factor import Factor, Vector
from exchange.matching.kernel import search
from exchange.matching.kernel_columns import BlockColumns, Columns, Frozen, Query, Words
from exchange.matching.nearby import Nearby
from exchange.matching.registered import Key
from exchange.matching.scoring import DIGITS
from exchange.matching.setting import SimilarSetting
from exchange.matching.systems import SameSystems

if TYPE_CHECKING:
    from exchange.matching.index import Index
    from exchange.matching.scoring import Scored


@dataclass(frozen=True)
class _Prepared:
    """What is read of one index, whoever asks.

    Attributes:
        areas: functional area → its number.
    """

    index: "Index"
    columns: Columns
    blocks: BlockColumns
    words: Words
    areas: dict[str, int]


class CompiledSearch:
    """``search.candidates`` for the factors of one fit.

    What it reads of an index is kept until it is asked about another, and what it reads of words until there
    is a new one, so that a question soon after a change waits for neither.
    """

    def __init__(self, factors: Sequence[Factor]) -> None:
        self.factors = factors
        nearby, systems, _, direction, setting = factors  # in the order of FACTORS
        assert isinstance(nearby, Nearby)
        assert isinstance(systems, SameSystems)
        assert isinstance(direction, SharedDirection)
        assert isinstance(setting, SimilarSetting)
        self._systems, self._direction, self._setting = systems, direction, setting
        self._frozen = Frozen(
            nearby.mean,
            setting.size_mean,
            setting.maturity_mean,
            systems.shrinkage.prior_bits,
            systems.shrinkage.penalty,
            systems.shrinkage.mean,
            direction.agenda.prior_bits,
            direction.agenda.penalty,
            direction.agenda.mean,
        )
        self._prepared: _Prepared | None = None

    def __call__(self, scored: "Scored", limit: int) -> tuple[NDArray[np.intp], Vector]:
        """Return rows that include the best ``limit`` and all level with the last, and their scores."""
        prepared = self._prepare(scored.index)
        query = self._query(scored, prepared)
        rows, scores = search(
            prepared.columns, prepared.words, prepared.blocks, self._frozen, query, max(limit, 1)
        )
        return rows, np.minimum(np.round(scores, DIGITS), 1.0)

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave out what can be prepared anew."""
        return type(self), (self.factors,)

    def _query(self, scored: "Scored", prepared: _Prepared) -> Query:
        index, asking = scored.index, scored.asking
        area = -1 if asking.area is None else prepared.areas.get(asking.area, len(prepared.areas))
        weights = (scored.weights.get(factor.name, 0.0) for factor in self.factors)
        types = self._setting.types(index, asking)
        icbs, regions = self._direction.icbs(index, asking), self._direction.regions(index, asking)
        return Query(asking.row, area, types, icbs, regions, *weights)

    def _prepare(self, index: "Index") -> _Prepared:
        last = self._prepared
        if last is not None and last.index is index:
            return last
        known = last is not None and _same_words(last.index, index)
        words = (last.words, last.areas) if last is not None and known else self._words(index)
        self._prepared = now = _Prepared(index, _columns(index), _blocks(index.blocks), *words)
        return now

    def _words(self, index: "Index") -> tuple[Words, dict[str, int]]:
        keys = [key for key in index.systems.numbers if isinstance(key, Key)]
        topics = [topic for topic in index.directions.topics.numbers if isinstance(topic, Topic)]
        areas = {area: number for number, area in enumerate(sorted({key.area for key in keys}))}
        words = Words(
            np.array([self._systems.gain(key) for key in keys], dtype=np.float64),
            np.array([SHARE.get(key.level, 0.0) for key in keys], dtype=np.float64),
            np.array([key.level for key in keys], dtype=np.int8),
            np.array([areas[key.area] for key in keys], dtype=np.int32),
            np.array([self._direction.bits_of(topic) for topic in topics], dtype=np.float64),
        )
        return words, areas


def _same_words(one: "Index", other: "Index") -> bool:
    """Whether two indexes number systems and topics alike."""
    return (
        one.systems.numbers is other.systems.numbers
        and one.directions.topics.numbers is other.directions.topics.numbers
    )


def _columns(index: "Index") -> Columns:
    directions, settings = index.directions, index.settings
    return Columns(
        index.roll.is_there,
        index.places.spots.rows,
        index.places.half_km,
        settings.types.column,
        directions.icbs.column,
        directions.regions.column,
        settings.sizes.rows,
        settings.maturity,
        index.systems.starts,
        index.systems.entries,
        directions.topics.starts,
        directions.topics.entries,
        directions.counts.rows,
    )


def _blocks(blocks: Blocks) -> BlockColumns:
    types, icbs, regions = blocks.types, blocks.icbs, blocks.regions
    return BlockColumns(
        blocks.starts,
        blocks.centres.T,
        blocks.radii,
        types.numbers,
        types.starts,
        icbs.numbers,
        icbs.starts,
        regions.numbers,
        regions.starts,
        blocks.sizes.least,
        blocks.sizes.most,
        blocks.sizes.has_others,
    )

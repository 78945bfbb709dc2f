"""The search of ``search``, compiled by numba: optional (``exchange[fast]``), for registries of any size.

Its scores are those of the factors to the digits that are kept of a score; reasons come from the factors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exchange.matching.ahead import StepAhead
from exchange.matching.blocks import Blocks
from exchange.matching.direction import AGENDA_SHARE, SharedDirection, topics_of
from exchange.matching.factor import Factor, Vector
from exchange.matching.kernel import BlockColumns, Columns, Query, Terms, search
from exchange.matching.nearby import Nearby
from exchange.matching.scoring import DIGITS
from exchange.matching.setting import MATURITY_SHARE, SimilarSetting
from exchange.matching.systems import SameSystems

if TYPE_CHECKING:
    from exchange.matching.index import Index
    from exchange.matching.scoring import Scored

_OWN_SYSTEM = np.dtype(
    [
        *[("gain", "f8"), ("share", "f8"), ("strength", "i8"), ("area", "i8"), ("level", "i8")],
        *[("stage", "i8"), ("month", "i8")],
    ]
)


@dataclass(frozen=True)
class CompiledSearch:
    """``search.candidates`` for the factors of one fit."""

    factors: Sequence[Factor]

    def __call__(self, scored: "Scored", limit: int) -> tuple[NDArray[np.intp], Vector]:
        """Return rows that include the best ``limit`` and all level with the last, and their scores."""
        asking = _Asking(scored, *self.factors)  # type: ignore[arg-type]  # in the order of FACTORS
        columns, blocks = _columns(scored.index), _blocks(scored.index.blocks)
        rows, scores = search(columns, asking.query(), asking.terms(), blocks, max(limit, 1))
        return rows, np.minimum(np.round(scores, DIGITS), 1.0)


def _blocks(blocks: Blocks) -> BlockColumns:
    types, icbs, regions = blocks.types, blocks.icbs, blocks.regions
    return BlockColumns(
        blocks.starts,
        blocks.centres,
        blocks.radii,
        types.numbers,
        types.starts,
        icbs.numbers,
        icbs.starts,
        regions.numbers,
        regions.starts,
    )


def _columns(index: "Index") -> Columns:
    directions, settings = index.directions, index.settings
    return Columns(
        index.roll.is_there,
        index.places.points,
        settings.types.column,
        directions.icbs.column,
        directions.regions.column,
        settings.staff,
        settings.beds,
        settings.maturity,
        index.systems.starts,
        index.systems.entries,
        directions.topics.starts,
        directions.topics.entries,
        directions.topic_counts,
    )


@dataclass(frozen=True)
class _Asking:
    """The one that asks, in the numbers that the compiled search takes."""

    scored: "Scored"
    nearby: Nearby
    systems: SameSystems
    ahead: StepAhead
    direction: SharedDirection
    setting: SimilarSetting

    def query(self) -> Query:
        index, asking = self.scored.index, self.scored.asking
        keys, topics = list(asking.entries), topics_of(asking.profile)
        own, stages = self.systems.own(asking), self.ahead.own(asking)
        systems = np.zeros(len(keys), _OWN_SYSTEM)
        systems["gain"], systems["strength"] = own.gain, own.strength
        systems["area"], systems["level"] = own.area, own.level
        systems["share"], systems["stage"], systems["month"] = stages.share, stages.stage, stages.month
        return Query(
            asking.row,
            float(index.places.half_km[asking.row]),
            self.setting.types(index, asking),
            self.direction.icbs(index, asking),
            self.direction.regions(index, asking),
            index.settings.maturity[asking.row].astype(np.int16),
            index.systems.numbers_of(keys),
            systems,
            stages.by_stage,
            int(own.area.max(initial=-1)) + 1,
            index.directions.topics.numbers_of(topics),
            self.direction.own(asking),
            index.directions.topic_counts[:, asking.row],
        )

    def terms(self) -> Terms:
        asking = self.scored.asking
        nearby, systems, ahead, direction, setting = (
            self.scored.weights.get(factor.name, 0.0)
            for factor in (self.nearby, self.systems, self.ahead, self.direction, self.setting)
        )
        shrinkage, agenda = self.systems.shrinkage, self.direction.agenda
        beside = (
            direction * AGENDA_SHARE * self.direction.ceiling_of_agenda(asking) + setting * MATURITY_SHARE
        )
        return Terms(
            nearby=nearby,
            systems=systems,
            ahead=ahead,
            direction=direction,
            setting=setting,
            nearby_mean=self.nearby.mean,
            size_mean=self.setting.size_mean,
            maturity_mean=self.setting.maturity_mean,
            systems_prior=shrinkage.prior_bits,
            systems_penalty=shrinkage.penalty,
            systems_mean=shrinkage.mean,
            agenda_prior=agenda.prior_bits,
            agenda_penalty=agenda.penalty,
            agenda_mean=agenda.mean,
            rest=systems * self.systems.ceiling(asking) + ahead * self.ahead.ceiling(asking) + beside,
            rest_beside_systems=beside,
        )

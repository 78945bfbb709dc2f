"""What every factor offers, and what several of them share: means that stand in, and evidence in bits."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from exchange.matching.keyed import ALL, Rows
from exchange.matching.profile import Profile
from exchange.matching.records import Record

if TYPE_CHECKING:
    from exchange.matching.index import Asking, Index

Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]

ASKERS = 256  # every pair up to so many organisations; beyond, every organisation as seen by so many
_WITHOUT_PAIRS = 0.5  # stands in when not even one pair is known
_HIGHEST_MEAN = 0.5  # of evidence: where the few who say anything share it all, unknown is not likeness


class Values(NamedTuple):
    """One organisation against all rows: ``value`` in [0, 1], where not ``known`` a mean stands in."""

    value: Vector
    known: Mask


class Factor(Protocol):
    """A named similarity with the statistics that one fit froze; it never changes afterwards."""

    name: ClassVar[str]

    @property
    def mean(self) -> float:
        """What stands in for unknown pairs."""

    def values(self, index: "Index", asking: "Asking", rows: Rows = ALL) -> Values:
        """Return the values of some rows, or of all, the asking one's own included."""

    def ceilings_of_blocks(self, index: "Index", asking: "Asking") -> Vector | float:
        """Return for each block what no value in it exceeds, or one number for all."""

    def ceilings_of_rows(self, index: "Index", asking: "Asking", rows: Rows) -> Vector | float:
        """Return for some rows what their value does not exceed, or one number for all; cheaply."""

    def evidence(self, index: "Index", asking: "Asking", row: int) -> list[str]:
        """Return what to say of a known pair, most telling first; may be cut after any statement."""

    def records(self, asking: "Asking", other: Profile) -> list[Record]:
        """Return what the value and the evidence of a known pair are told from, on both sides."""

    def missing(self, asking: "Asking", other: Profile) -> str:
        """Return what is missing of an unknown pair, and on which side."""


@dataclass(frozen=True)
class Evidence:
    """How much two organisations share, weighed against what they could share and do not.

    Attributes:
        shared: bits of information that are shared, by row.
        apart: number of things known on both sides that are not shared, by row.
        known: whether anything is known on both sides, by row.
    """

    shared: Vector
    apart: Vector
    known: Mask


@dataclass(frozen=True)
class Shrinkage:
    """A value in [0, 1] that starts at the mean and moves by as much as there is evidence.

    value = (shared + prior · mean) / (shared + prior + 2 · penalty · apart)

    Sharing one more thing never lowers it, not even from unknown, because the mean that stands in for unknown
    pairs is the same ``mean``.

    Source: MATCHING.md section 2, tech and strategy: Tversky's ratio with shrinkage.
    """

    prior_bits: float
    penalty: float
    mean: float = _WITHOUT_PAIRS

    def value(self, evidence: Evidence) -> Values:
        """Return the values of all rows."""
        whole = evidence.shared + self.prior_bits + 2 * self.penalty * evidence.apart
        value = (evidence.shared + self.prior_bits * self.mean) / whole
        return Values(np.where(evidence.known, value, self.mean), evidence.known)

    def ceiling(self, shared: float) -> float:
        """Return the value of whoever shares so many bits and has nothing else, never below the mean."""
        return (shared + self.prior_bits * self.mean) / (shared + self.prior_bits)

    def fitted(self, index: "Index", evidence_of: Callable[["Asking"], Evidence]) -> "Shrinkage":
        """Return the shrinkage whose ``mean`` is that of its own values over all known pairs, up to 0.5."""
        return self.fitted_to((asking.row, evidence_of(asking)) for asking in index.sample(ASKERS))

    def fitted_to(self, pairs: Iterable[tuple[int, Evidence]]) -> "Shrinkage":
        """Return the shrinkage fitted to what some rows share with all; each row's own entry is left out.

        The value is linear in the mean, so that mean = Σ shared/whole ÷ Σ (whole - prior)/whole.
        """
        parts, wholes = [], []
        for row, evidence in pairs:
            known = evidence.known.copy()
            known[row] = False
            shared, apart = evidence.shared[known], evidence.apart[known]
            beside_prior = shared + 2 * self.penalty * apart
            parts.append(float(np.sum(shared / (beside_prior + self.prior_bits))))
            wholes.append(float(np.sum(beside_prior / (beside_prior + self.prior_bits))))
        whole = math.fsum(wholes)
        mean = min(_HIGHEST_MEAN, math.fsum(parts) / whole) if whole > 0 else _WITHOUT_PAIRS
        return Shrinkage(self.prior_bits, self.penalty, mean)


def mean_of_known(index: "Index", values_of: Callable[["Asking"], Values]) -> float:
    """Return the mean over all ordered pairs of different organisations for which a value is known."""
    sums, count = [], 0
    for asking in index.sample(ASKERS):
        value, known = values_of(asking)
        known = known.copy()
        known[asking.row] = False
        sums.append(float(np.sum(value[known])))
        count += int(np.count_nonzero(known))
    return math.fsum(sums) / count if count else _WITHOUT_PAIRS


def stand_in(value: Vector, known: Mask, mean: float) -> Values:
    """Return the values with ``mean`` wherever they are not known."""
    return Values(np.where(known, value, mean), known)


def bits(having: int, registered: int) -> float:
    """Return the information in sharing something that ``having`` of ``registered`` organisations have.

    Source: MATCHING.md section 2: log2((n + 2) / (df + 1)); at least one organisation has it.
    """
    registered = max(registered, having, 1)
    return math.log2((registered + 2) / (max(having, 1) + 1))

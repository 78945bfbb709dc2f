"""What the recommender answers: a peer, its score, and the reasons that add up to it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from exchange.matching.records import Record
from exchange.matching.wording import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One factor's part in a score. The contributions of all reasons of a peer sum to its score.

    Attributes:
        value: in [0, 1]; the mean over all pairs for which it is known, where ``known`` is false.
        weight: in (0, 1]; the weights of all reasons of a peer sum to 1.
        contribution: ``weight`` times ``value``.
        text: a sentence for a page of the organisation that asks; where not ``known``, what is missing.
        lift: ``weight`` times what ``value`` is above that mean; 0 where ``known`` is false.
        evidence: the statements of ``text`` one by one, all of them; empty where ``known`` is false.
        records: what ``value`` and ``evidence`` were told from; empty where ``known`` is false.
    """

    factor: str
    value: float
    weight: float
    contribution: float
    text: str
    known: bool
    lift: float
    evidence: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()

    @classmethod
    def told(
        cls, factor: str, weight: float, value: float, mean: float, said: Sequence[str], of: Iterable[Record]
    ) -> Self:
        """Return the reason of a pair for which the factor is known."""
        return cls(
            factor=factor,
            value=value,
            weight=weight,
            contribution=weight * value,
            text=sentence(said),
            known=True,
            lift=weight * (value - mean),
            evidence=tuple(said),
            records=tuple(of),
        )

    @classmethod
    def untold(cls, factor: str, weight: float, mean: float, missing: str) -> Self:
        """Return the reason of a pair for which it is unknown: ``mean`` stands in, ``missing`` says why."""
        part = weight * mean
        return cls(
            factor=factor, value=mean, weight=weight, contribution=part, text=missing, known=False, lift=0.0
        )


@dataclass(frozen=True, kw_only=True)
class Peer:
    """An organisation worth talking to. Distance and reasons are worked out when they are first read.

    Attributes:
        rank: 1 is best, among all organisations.
        score: in [0, 1].
        measure, explain: return ``distance_km`` and ``reasons``.
    """

    rank: int
    ods_code: str
    name: str
    score: float
    measure: Callable[[], float | None] = field(repr=False, compare=False)
    explain: Callable[[], tuple[Reason, ...]] = field(repr=False, compare=False)

    @cached_property
    def distance_km(self) -> float | None:
        """Geodesic between main sites to 0.1 km, None where either is unknown."""
        return self.measure()

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """One for each factor with a weight above 0, in the order of ``FACTORS``."""
        return self.explain()

    def __getstate__(self) -> dict[str, Any]:
        """Work out everything for copies, which know no recommender."""
        worked_out = {"distance_km": self.distance_km, "reasons": self.reasons}
        return {name: each for name, each in vars(self).items() if not callable(each)} | worked_out

"""The weights that were in force, why, and what was before: a value that only grows, with JSON in and out."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from exchange.matching.examination import ExaminationCurve
from exchange.matching.learning import Comparison, LearnedWeights
from exchange.matching.weights import DEFAULT_WEIGHTS, FACTORS, normalised

_DATA_USED = (
    "**Data used.** For each suggestion: the time and an opaque number of its list, its rank, the five "
    "values between 0 and 1, whether each was known, whether the place was filled at random, and whether it "
    "led to a request. No name, role, message, ODS code or other identifier of a person or an organisation "
    "is used."
)
_UNDOING = (
    "**Undoing it.** Every set of weights stays on record. Rolling back puts the set before this one in "
    "force again at once. The weights that a person has chosen are never changed."
)


@dataclass(frozen=True)
class WeightSet:
    """Weights from one moment on.

    Attributes:
        weights: factor → weight of at least 0, together 1, in the order of ``FACTORS``.
        since: when they came into force, aware.
        learned: what they were learned from, None for those that were set or restored.
        restores: place in the history of the set that this one brought back, None where it brought none back.
    """

    weights: Mapping[str, float]
    since: datetime
    learned: LearnedWeights | None = None
    restores: int | None = None

    @property
    def origin(self) -> str:
        """Where they come from, in words."""
        if self.learned:
            return f"learned from {self.learned.requests} requests"
        return "set" if self.restores is None else "brought back"


@dataclass(frozen=True)
class WeightHistory:
    """All weights that were ever in force, the oldest first. Changes return another history."""

    sets: tuple[WeightSet, ...]

    @classmethod
    def begin(cls, since: datetime, weights: Mapping[str, float] = DEFAULT_WEIGHTS) -> Self:
        """Return the history in which these are the first weights.

        Raises:
            ValueError: a name is no factor, a weight is negative or no number, or all are 0.
        """
        return cls((WeightSet(_complete(weights), since),))

    @property
    def in_force(self) -> Mapping[str, float]:
        """The weights of now."""
        return self.sets[-1].weights

    def adopted(self, learned: LearnedWeights, since: datetime) -> Self:
        """Return the history with learned weights in force.

        Raises:
            ValueError: the gate did not let them through, or ``since`` is before the last change.
        """
        if not learned.usable:
            raise ValueError(learned.decision)
        return self._with(WeightSet(_complete(learned.weights), since, learned))

    def rolled_back(self, since: datetime) -> Self:
        """Return the history in which the weights before those of now are in force again.

        Rolling back once more goes one further; what was rolled back stays on record.

        Raises:
            ValueError: there are none before, or ``since`` is before the last change.
        """
        before = self._before(len(self.sets) - 1)
        if before < 0:
            raise ValueError("There are no weights before these")
        return self._with(WeightSet(self.sets[before].weights, since, restores=before))

    def _before(self, place: int) -> int:
        restores = self.sets[place].restores
        return place - 1 if restores is None else self._before(restores)

    def _with(self, weights: WeightSet) -> Self:
        if weights.since < self.sets[-1].since:
            raise ValueError("A change of weights cannot be dated before the one before it")
        return type(self)((*self.sets, weights))

    def as_json(self) -> str:
        """Return everything as JSON."""
        return json.dumps([_as_plain(each) for each in self.sets], ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the history that ``as_json`` wrote.

        Raises:
            ValueError: it is something else.
        """
        try:
            sets = tuple(_from_plain(each) for each in json.loads(text))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"This is no history of weights: {error}") from None
        if not sets:
            raise ValueError("A history of weights begins with those that were set first")
        for place, each in enumerate(sets):
            if each.restores is not None and not 0 <= each.restores < place:
                raise ValueError("Weights can only be brought back from earlier in the history")
        return cls(sets)


def _complete(weights: Mapping[str, float]) -> dict[str, float]:
    shares = normalised({}, weights)
    return {name: shares.get(name, 0.0) for name in FACTORS}


def _as_plain(each: WeightSet) -> dict[str, Any]:
    return asdict(each) | {"since": each.since.isoformat()}


def _from_plain(plain: dict[str, Any]) -> WeightSet:
    _complete(plain["weights"])
    return WeightSet(
        dict(plain["weights"]),
        datetime.fromisoformat(plain["since"]),
        learned_from(plain["learned"]) if plain["learned"] else None,
        plain["restores"],
    )


def learned_from(plain: Mapping[str, Any]) -> LearnedWeights:
    """Return the proposal that ``dataclasses.asdict`` made plain, for one that waits to be adopted.

    Raises:
        KeyError, TypeError: it is something else.
    """
    return LearnedWeights(
        **dict(plain)
        | {
            "intervals": {name: (low, high) for name, (low, high) in plain["intervals"].items()},
            "days": tuple(plain["days"]),
            "curve": ExaminationCurve(**plain["curve"]),
            "comparison": Comparison(**plain["comparison"]),
        }
    )


def account_of(learned: LearnedWeights, in_force: Mapping[str, float]) -> str:
    """Return an account in Markdown of what was learned, for whoever answers for it.

    Args:
        in_force: the weights that it was compared with.
    """
    current = _complete(in_force)
    rows = [
        f"| {name} | {current[name]:.2f} | {learned.weights[name]:.2f} | {low:.2f} to {high:.2f} | "
        f"{learned.known[name]:.0%} |"
        for name, (low, high) in learned.intervals.items()
    ]
    found = learned.comparison
    lines = [
        "# Account of learned weights",
        "",
        f"**Decision.** {learned.decision}",
        "",
        f"**Learned from.** {learned.impressions} suggestions in {learned.lists} lists"
        f"{_period(learned.days)}, of which {learned.requests} led to a request.",
        "",
        _DATA_USED,
        "",
        "**Weights.** None can fall below 0. A weight lies in its interval with 95 % probability.",
        "",
        "| factor | in force | learned | interval | known in |",
        "|---|---|---|---|---|",
        *rows,
        "",
        f"**Comparison.** On {found.lists} lists with a request, each later than what was learned from: "
        f"NDCG@10 {found.learned:.3f} learned, {found.in_force:.3f} in force, {found.defaults:.3f} defaults. "
        f"Learned minus in force is at least {found.lower_bound:+.3f} with 95 % confidence.",
        "",
        f"**Rank.** {_curve(learned.curve)}",
        "",
        _UNDOING,
    ]
    return "\n".join(lines) + "\n"


def _period(days: tuple[str, ...]) -> str:
    return f" from {days[0]} to {days[-1]}" if days else ""


def _curve(curve: ExaminationCurve) -> str:
    source = (
        f"estimated from {curve.requests} requests at places filled at random"
        if curve.estimated
        else f"a default, since only {curve.requests} requests came from places filled at random"
    )
    return f"The chance that rank r is looked at is taken as r^-{curve.power:.2f}, {source}."

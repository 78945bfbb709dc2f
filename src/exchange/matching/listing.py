"""From a scored ranking to a list of suggestions that is varied, reciprocal, courteous and fair."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from exchange.matching.exposure import CANDIDATES, Exposure
from exchange.matching.factor import Vector
from exchange.matching.listed import Facts, ListedPeer, PeerList, Rules, StepBack, Why, step_back
from exchange.matching.peer import Peer
from exchange.matching.recommender import PeerRecommender
from exchange.matching.scoring import Scored
from exchange.matching.variety import led_by_systems, likeness, likenesses, pick, with_one_led
from exchange.matching.weights import normalised


def make_list(scored: Scored, rules: Rules | None = None, *, limit: int = 10) -> PeerList:
    """Return the list for one organisation, and who stepped back from it and why.

    The rules are applied in this order: who is left out or takes no more, the other side's view, the price,
    variety, who must not leave the list, a place for shared systems. None changes a score: only the order.
    With neither prices nor reciprocity, with relevance 1 and no place for shared systems, the list is that of
    ``PeerRecommender.recommend``.

    Args:
        scored: as ``PeerRecommender.scored`` returns it.
        rules: only variety, where not given.

    Raises:
        ValueError: ``limit`` is negative, ``relevance`` outside [0, 1], or a price no finite number.
    """
    rules = Rules() if rules is None else rules
    _check(rules, limit)
    return _Making(scored, rules, limit, _candidates(scored, rules, limit)).result()


def make_lists(
    recommender: PeerRecommender, exposure: Exposure, rules_of: Mapping[str, Rules] | None = None
) -> dict[str, PeerList]:
    """Return the lists of all organisations, one after the other by ODS code, always within limits.

    ``exposure`` settles each list, so that it knows in the end how often everybody is suggested.

    Args:
        exposure: fitted to the organisations of ``recommender``, with the pairs that ``rules_of`` leaves out
            given as ``without`` and a cap of 0 for whoever takes no more requests.
        rules_of: ODS code → its rules; prices, standings and the present list are filled in.

    Raises:
        ValueError: what rules leave out was not given to ``exposure``, and its limits cannot be kept.
    """
    in_force = normalised({}, recommender.weights)
    found: dict[str, PeerList] = {}
    for code in sorted(exposure.lists_):
        rules = within(exposure, code, (rules_of or {}).get(code))
        found[code] = make_list(recommender.scored(code, in_force), rules, limit=len(rules.present))
        exposure.settle(code, found[code].codes)
    return found


def within(exposure: Exposure, ods_code: str, rules: Rules | None = None) -> Rules:
    """Return the rules of one organisation with the prices and limits of ``exposure``."""
    return replace(
        rules or Rules(),
        prices=exposure.prices_,
        standings=exposure.standings(ods_code),
        present=frozenset(exposure.lists_.get(ods_code, ())),
    )


@dataclass(frozen=True)
class _Making:
    """One list in the making. ``ranks`` holds the candidate rows by match alone, and their ranks."""

    scored: Scored
    rules: Rules
    limit: int
    ranks: Mapping[int, int]

    def result(self) -> PeerList:
        stages = list(self._stages())
        chosen = stages[-1][1]
        return PeerList(
            listed=tuple(
                ListedPeer(peer=self._peers[row], place=place) for place, row in enumerate(chosen, start=1)
            ),
            stepped_back=tuple(self._stepped_back(stages)),
        )

    def _stages(self) -> Iterator[tuple[Why | None, list[int]]]:
        """Yield the rows of the list as match alone has it, then as each rule leaves it."""
        candidates = list(self.ranks)
        yield None, candidates[: self.limit]
        rows = np.array(list(self._fused), dtype=np.intp)
        yield Why.LISTS, rows[: self.limit].tolist()
        fused = np.array(list(self._fused.values()), dtype=np.float64)
        yield Why.THEIR_VIEW, self._ordered(rows, fused)[: self.limit].tolist()
        value = dict(zip(rows.tolist(), (fused - self._prices(rows)).tolist(), strict=True))
        rows = self._ordered(rows, np.array([value[row] for row in rows.tolist()]))
        yield Why.PRICE, rows[: self.limit].tolist()
        spread = float(np.ptp(fused)) if len(fused) else 0.0
        merit = np.array([value[row] for row in rows.tolist()]) / (spread or 1.0)
        yield from self._varied(rows, merit)

    def _varied(self, rows: NDArray[np.intp], merit: Vector) -> Iterator[tuple[Why, list[int]]]:
        alike = likenesses([self.scored.index.profile(row) for row in rows])
        needed = {place for place, row in enumerate(rows.tolist()) if self._is_needed(row)}
        relevance = self.rules.relevance
        chosen = pick(merit, alike, self.limit, relevance=relevance)
        yield Why.VARIETY, rows[chosen].tolist()
        chosen = pick(merit, alike, self.limit, relevance=relevance, needed=needed) if needed else chosen
        yield Why.NEEDED, rows[chosen].tolist()
        if self.rules.keeps_one_led_by_systems:
            led = led_by_systems(self._lifts(rows), len(rows))
            chosen = with_one_led(chosen, range(len(rows)), led, needed)
        yield Why.SYSTEMS, rows[chosen].tolist()

    def _lifts(self, rows: NDArray[np.intp]) -> list[tuple[str, Vector]]:
        values = self.scored.at(rows).values
        return [
            (
                factor.name,
                self.scored.weights[factor.name] * np.where(each.known, each.value - factor.mean, 0.0),
            )
            for factor, each in zip(self.scored.factors, values, strict=True)
        ]

    def _is_needed(self, row: int) -> bool:
        code = self._code(row)
        standing = self.rules.standings.get(code)
        return standing is not None and code in self.rules.present and standing.is_needed

    @cached_property
    def _fused(self) -> dict[int, float]:
        """The rows that take more requests and are in fewer lists than they may, with both sides' view."""
        open_rows = [row for row in self.ranks if not _is_full(self.rules, self._code(row))]
        rows, reciprocity = np.array(open_rows, dtype=np.intp), self.rules.reciprocity
        fused = reciprocity.fused(self.scored, rows) if reciprocity else self.scored.at(rows).score
        return dict(zip(open_rows, fused.tolist(), strict=True))

    def _prices(self, rows: NDArray[np.intp]) -> Vector:
        return np.array(
            [self.rules.prices.get(self._code(row), 0.0) for row in rows.tolist()], dtype=np.float64
        )

    def _ordered(self, rows: NDArray[np.intp], value: Vector) -> NDArray[np.intp]:
        """Return the rows by value, then distance, then ODS code."""
        codes = np.array([self._code(row) for row in rows.tolist()], dtype=np.str_)
        km = self.scored.index.places.km_from(self.scored.asking.row, rows)
        return rows[np.lexsort((codes, km, -value))]

    def _stepped_back(self, stages: Sequence[tuple[Why | None, list[int]]]) -> Iterator[StepBack]:
        """Yield whoever match alone lists and the rules do not, by rank, each with what the last rule did."""
        final = stages[-1][1]
        for row in stages[0][1]:
            if row not in final:
                at = max(at for at, (_, listed) in enumerate(stages) if row in listed) + 1
                yield self._explained(row, stages[at][0], stages[at - 1][1], stages[at][1])

    def _explained(self, row: int, why: Why | None, before: list[int], after: list[int]) -> StepBack:
        facts = Facts(rules=self.rules, code=self._code(row))
        taken = self.rules.open_requests.get(facts.code)
        if why is None or why is Why.LISTS:
            return step_back(
                self._peers[row], Why.OPEN_REQUESTS if taken and taken.is_full else Why.LISTS, facts
            )
        instead = self._instead(row, why, before, after)
        profile = self.scored.index.profile(instead)
        named = replace(
            facts, points=self._points(row, why), instead=profile.ods_code, instead_name=profile.name
        )
        return step_back(self._peers[row], why, named)

    def _instead(self, row: int, why: Why, before: list[int], after: list[int]) -> int:
        """Return the row that the one who steps back resembles most, or else the best newcomer."""
        if why is Why.VARIETY:
            profile = self.scored.index.profile
            return max(after, key=lambda each: likeness(profile(row), profile(each)))
        return next(each for each in after if each not in before)

    def _points(self, row: int, why: Why) -> float:
        at = np.array([row], dtype=np.intp)
        if why is Why.PRICE:
            return 100 * float(self._prices(at)[0])
        if why is Why.THEIR_VIEW:
            return 100 * (float(self.scored.at(at).score[0]) - self._fused[row])
        return 0.0

    def _code(self, row: int) -> str:
        return self.scored.index.code(row)

    @cached_property
    def _peers(self) -> dict[int, Peer]:
        peers = zip(self.ranks.items(), self.scored.peers(list(self.ranks)), strict=True)
        return {row: replace(peer, rank=rank) for (row, rank), peer in peers}


def _candidates(scored: Scored, rules: Rules, limit: int) -> dict[int, int]:
    """Return the rows that are listed or step back, each with its rank among all, best first."""
    full = sum(_is_full(rules, code) for code in {*rules.standings, *rules.open_requests})
    depth = max(CANDIDATES, limit) + len(rules.left_out) + full
    ranks = {row: rank for rank, row in enumerate(scored.best(depth), start=1)}
    own = scored.asking.profile.ods_code
    present = map(scored.index.roll.find, sorted(rules.present - rules.left_out - {own}))
    further = {row: scored.rank(row) for row in present if row is not None and row not in ranks}
    ranks |= dict(sorted(further.items(), key=itemgetter(1)))
    return {row: rank for row, rank in ranks.items() if scored.index.code(row) not in rules.left_out}


def _is_full(rules: Rules, code: str) -> bool:
    """Whether an organisation takes no more requests now, or is in as many lists as it may be."""
    taken, standing = rules.open_requests.get(code), rules.standings.get(code)
    return (taken is not None and taken.is_full) or (standing is not None and standing.is_full)


def _check(rules: Rules, limit: int) -> None:
    if limit < 0:
        raise ValueError(f"limit must be at least 0, not {limit}")
    if not 0 <= rules.relevance <= 1:
        raise ValueError(f"relevance must be between 0 and 1, not {rules.relevance}")
    for code, price in sorted(rules.prices.items()):
        if not math.isfinite(price):
            raise ValueError(f"The price of {code} must be a finite number, not {price}")

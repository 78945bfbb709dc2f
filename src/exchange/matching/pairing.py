"""Pairing for a programme: which visitor goes to which host, so that together they get the most from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exchange.matching.factor import Vector
from exchange.matching.meeting_rules import Admission, Exclusion, Participant, Rule, counted
from exchange.matching.mutual import Mutual
from exchange.matching.peer import Peer
from exchange.matching.recommender import PeerRecommender
from exchange.matching.wording import listed

_EQUAL = 1e-9  # totals that differ by less are level
_NAMED = 5  # so many hosts are named in a reason, more are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A visit, by ODS codes.

    Attributes:
        match: the mean of the two scores, in [0, 1].
        for_visitor: the host as the visitor sees it: score and reasons.
        for_host: the visitor as the host sees it.
        rules: how the two fulfil each rule of the plan.
    """

    host: str
    visitor: str
    match: float
    for_visitor: Peer
    for_host: Peer
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaired:
    """A visitor with fewer hosts than wanted, ``found`` of ``wanted``, and why there are no more."""

    visitor: str
    wanted: int
    found: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A programme's visits by ODS code of the visitor, then the host.

    Attributes:
        unpaired: whoever has fewer hosts than wanted, by ODS code.
        total: the sum of all matches.
    """

    pairs: tuple[Pair, ...]
    unpaired: tuple[Unpaired, ...]
    total: float


class PairingPlanner:
    """Assign visitors to hosts with the greatest total mutual match.

    In this order: as many visitors as possible have a host, since a programme leaves nobody out; as many
    of the wanted visits as possible take place, which never costs a visitor its only host; the sum of the
    matches is the greatest; of level plans, the one that lets earlier ODS codes go first. The order of input
    does not matter.

    One linear programme finds it: its constraints are those of a flow in a network, so that the simplex
    method ends in whole visits; a second one chooses among level plans. ``benchmarks/planning.py`` measures
    it beside ``linear_sum_assignment`` with a column for each place, which finds the same total sooner, but
    cannot keep a visitor who wants two hosts from going to one of them twice. Scores and reasons take most
    of the time either way.

    Args:
        recommender: fitted.
        weights, area: as for ``PeerRecommender.recommend``.
        rules: what each pair must fulfil.
    """

    def __init__(
        self,
        recommender: PeerRecommender,
        weights: Mapping[str, float] | None = None,
        area: str | None = None,
        rules: Sequence[Rule] = (),
    ) -> None:
        self.recommender = recommender
        self.weights = weights
        self.area = area
        self.rules = tuple(rules)

    def plan(
        self,
        hosts: Mapping[str, int],
        visitors: Mapping[str, int] | Iterable[str],
        excluded: Iterable[Exclusion] = (),
        met: Iterable[Iterable[str]] = (),
    ) -> Plan:
        """Return who visits whom.

        Args:
            hosts: ODS code → how many visitors it can take, at least 0.
            visitors: ODS code → how many hosts it wants, at least 1; from codes alone, one each. An
                organisation may be host and visitor.
            excluded: pairs that must not meet.
            met: pairs that must not meet again; whoever takes no part any more is ignored.

        Raises:
            UnknownOrganisation: a host, a visitor or somebody excluded has been neither fitted nor added.
            UnknownWeight: a weight is for no factor.
            ValueError: a visitor occurs twice, a number is not whole or too small, an earlier pair is not
                two organisations, or weights or area are refused as by ``PeerRecommender.recommend``.
        """
        places = {code: _whole(code, hosts[code], 0, "take visitors") for code in sorted(hosts)}
        wanted = {code: _whole(code, n, 1, "want hosts") for code, n in sorted(_wanted(visitors).items())}
        mutual = Mutual(self.recommender, self.weights, self.area)
        profiles = {code: mutual.profile(code) for code in {*places, *wanted}}
        earlier = [_earlier_pair(each) for each in met]
        admission = Admission(profiles, self.rules, _known(excluded, mutual), earlier)
        return _Programme(mutual, admission, wanted, places).plan()


@dataclass(frozen=True)
class _Programme:
    """Who takes part, checked and in the order of ODS codes."""

    mutual: Mutual
    admission: Admission
    wanted: Mapping[str, int]
    places: Mapping[str, int]

    def plan(self) -> Plan:
        visitors, hosts = list(self.wanted), list(self.places)
        obstacles = [[self._obstacle(visitor, host) for host in hosts] for visitor in visitors]
        may = np.array([each is None for row in obstacles for each in row], dtype=bool)
        matches = self.mutual.matches(visitors, hosts)
        chosen = assignment(
            matches, may.reshape(matches.shape), list(self.wanted.values()), list(self.places.values())
        ).tolist()
        pairs = tuple(self._pair(visitors[row], hosts[at], float(matches[row, at])) for row, at in chosen)
        unpaired = []
        for row, code in enumerate(visitors):
            found = [hosts[at] for visitor, at in chosen if visitor == row]
            if len(found) < self.wanted[code]:
                reason = _why(code, dict(zip(hosts, obstacles[row], strict=True)), found)
                unpaired.append(
                    Unpaired(visitor=code, wanted=self.wanted[code], found=len(found), reason=reason)
                )
        return Plan(pairs=pairs, unpaired=tuple(unpaired), total=sum(pair.match for pair in pairs))

    def _obstacle(self, visitor: str, host: str) -> str | None:
        return self.admission.obstacle(Participant.organisation(visitor), Participant.organisation(host))

    def _pair(self, visitor: str, host: str, match: float) -> Pair:
        return Pair(
            host=host,
            visitor=visitor,
            match=match,
            for_visitor=self.mutual.peer(visitor, host),
            for_host=self.mutual.peer(host, visitor),
            rules=self.admission.evidence(Participant.organisation(visitor), Participant.organisation(host)),
        )


def _why(visitor: str, obstacles: Mapping[str, str | None], found: Sequence[str]) -> str:
    """Say why a visitor gets no more hosts: those it may visit are full, or the plan would be no best one."""
    others = {host: why for host, why in obstacles.items() if host not in found and host != visitor}
    full = [host for host, why in others.items() if why is None]
    barred = {host: why for host, why in others.items() if why is not None}
    some = [f"{host} ({why})" for host, why in barred.items()]
    ruled_out = f"ruled out: {listed(some) if len(some) <= _NAMED else counted(barred.values())}"
    if full:
        where = listed(full) if len(full) <= _NAMED else f"the {len(full)} hosts that they may visit"
        return f"No capacity left at {where}" + (f"; {ruled_out}" if barred else "")
    if barred:
        return f"Every other host is {ruled_out}" if found else f"Every host is {ruled_out}"
    return "There are no other hosts" if obstacles else "There are no hosts"


def _wanted(visitors: Mapping[str, int] | Iterable[str]) -> Mapping[str, int]:
    if isinstance(visitors, Mapping):
        return visitors
    codes = [visitors] if isinstance(visitors, str) else sorted(visitors)
    twice = next((code for code, following in pairwise(codes) if code == following), None)
    if twice is not None:
        raise ValueError(f"Each visitor may be named only once, {twice} is named twice")
    return dict.fromkeys(codes, 1)


def _whole(code: str, number: int, least: int, what: str) -> int:
    if not isinstance(number, Integral) or number < least:
        raise ValueError(f"{code} must {what} in whole numbers from {least}, not {number}")
    return int(number)


def _known(excluded: Iterable[Exclusion], mutual: Mutual) -> list[Exclusion]:
    exclusions = list(excluded)
    for each in exclusions:
        mutual.profile(each.one), mutual.profile(each.other)
    return exclusions


def _earlier_pair(pair: Iterable[str]) -> frozenset[str]:
    two = frozenset([pair] if isinstance(pair, str) else pair)
    if len(two) != 2:
        raise ValueError(f"An earlier pair is two organisations, not {', '.join(sorted(two)) or 'none'}")
    return two


def assignment(
    matches: Vector, may: NDArray[np.bool_], wanted: Sequence[int], places: Sequence[int]
) -> NDArray[np.int64]:
    """Return the (visitor, host) rows of the best plan, shape (pairs, 2), sorted.

    Args:
        matches: shape (visitors, hosts), in [0, 1].
        may: which pairs may meet, same shape.
        wanted, places: how many hosts each visitor wants, at least 1; how many visitors each host can take.
    """
    visitor, host = np.nonzero(may)
    if not len(visitor):
        return np.zeros((0, 2), dtype=np.int64)
    guests, count = len(wanted), len(visitor)
    wanted, places = [min(n, len(places)) for n in wanted], [min(n, guests) for n in places]
    # Columns: each pair that may meet; each visitor's first host; its further hosts; each host's free places.
    flow = _flow(visitor, host, guests, len(places))
    totals = np.concatenate((np.zeros(guests), places))
    lower = np.zeros(flow.shape[1])
    upper = np.concatenate((np.ones(count + guests), np.array(wanted) - 1, places))
    more_than_all = 1 + min(sum(wanted), sum(places))
    gain = np.zeros(len(upper))
    gain[:count] = more_than_all + matches[visitor, host]
    gain[count : count + guests] = more_than_all
    visits, worth = _most(gain, flow, totals, (lower, upper))
    # A column that costs something to change is the same in every best plan; codes decide the others.
    settled = np.abs(worth) > _EQUAL
    lower, upper = np.where(settled, visits, lower), np.where(settled, visits, upper)
    v, h = visitor / guests, host / len(places)
    early = np.zeros(len(upper))
    early[:count] = v * h / 2 - v - h
    visits, _ = _most(early, flow, totals, (lower, upper))
    taken = visits[:count] > 0
    return np.stack((visitor[taken], host[taken]), axis=1)


def _flow(visitor: NDArray[np.int64], host: NDArray[np.int64], guests: int, places: int) -> Any:
    """Return the sparse matrix of a flow: what each visitor has, less its hosts, is 0; each host adds up."""
    from scipy.sparse import coo_array  # noqa: PLC0415  (importing it takes longer than most plans)

    pairs, each, own = np.arange(len(visitor)), np.arange(guests), np.arange(places)
    first = len(visitor)
    row = np.concatenate((visitor, host + guests, each, each, own + guests))
    column = np.concatenate((pairs, pairs, first + each, first + guests + each, first + 2 * guests + own))
    sign = np.ones(len(row))
    sign[2 * first : 2 * first + 2 * guests] = -1
    return coo_array((sign, (row, column)), shape=(guests + places, first + 2 * guests + places)).tocsr()


def _most(gain: Vector, flow: Any, totals: Vector, bounds: tuple[Vector, Vector]) -> tuple[Vector, Vector]:
    """Return the whole-numbered columns that gain most, and what changing each by one would cost."""
    from scipy.optimize import linprog  # noqa: PLC0415  (importing it takes longer than most plans)

    found = linprog(
        -gain,
        A_eq=flow,
        b_eq=totals,
        bounds=np.stack(bounds, axis=1),
        method="highs-ds",
        options={"dual_feasibility_tolerance": 1e-10},
    )
    if not found.success:
        raise RuntimeError(f"The plan could not be worked out: {found.message}")
    return np.round(found.x), found.lower.marginals + found.upper.marginals

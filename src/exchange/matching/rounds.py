"""Rounds of informal talk: pairs, and trios where somebody would be left, with the greatest mutual match."""

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from exchange.matching.factor import Vector
from exchange.matching.meeting_rules import Admission, Exclusion, Participant, Rule, counted
from exchange.matching.mutual import Mutual
from exchange.matching.peer import Peer
from exchange.matching.recommender import PeerRecommender
from exchange.matching.wording import listed

_UNIT = 10**9  # a match of 1, in whole numbers, of which no sum is rounded
_TRIOS_TRIED = 40_000  # divided by the square of the participants: 330 of 165 for eleven, 90 of 1,330 for 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Two participants of a group, by id.

    Attributes:
        match: the mean of the two scores, in [0, 1].
        for_one: the organisation of ``other`` as that of ``one`` sees it: score and reasons.
        for_other: the mirror.
        met_before: in how many earlier rounds.
        rules: how the two fulfil each rule of the round.
    """

    one: str
    other: str
    match: float
    for_one: Peer
    for_other: Peer
    met_before: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Two or three who meet; ``match`` is the mean of their meetings'."""

    members: tuple[Participant, ...]
    match: float
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Somebody who cannot be placed, and what stands in the way."""

    participant: Participant
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Groups and whoever is left out, by ODS code and id of the first member.

    Attributes:
        total: the sum over all who are placed of their mean match with those they meet.
        repeats: how many meetings are between two who have met before.
    """

    groups: tuple[Group, ...]
    left_out: tuple[LeftOut, ...]
    total: float
    repeats: int

    @property
    def met(self) -> frozenset[frozenset[str]]:
        """The groups as ids, for ``met`` of the next round."""
        return frozenset(frozenset(member.id for member in group.members) for group in self.groups)


class RoundPlanner:
    """Put participants into pairs by maximum-weight matching (Galil 1986, as in networkx).

    In this order: as many as possible are placed; as few as possible meet again; those who do have met the
    fewest times, and longest ago; the total is the greatest. Nobody meets their own organisation, somebody
    excluded, or somebody whom a rule bars, in a trio as in a pair. The order of input does not matter.

    A trio is formed only where one more is placed by it. For up to eleven participants every trio is tried,
    with the best matching of all others; for more, the most promising by what their members give up. Where
    rules ask for several trios, they are chosen one after the other.

    Args:
        recommender: fitted.
        rules: what any two of a group must fulfil.
        weights, area: as for ``PeerRecommender.recommend``.
    """

    def __init__(
        self,
        recommender: PeerRecommender,
        rules: Sequence[Rule] = (),
        weights: Mapping[str, float] | None = None,
        area: str | None = None,
    ) -> None:
        self.recommender = recommender
        self.rules = tuple(rules)
        self.weights = weights
        self.area = area

    def plan(
        self,
        participants: Iterable[Participant | str],
        met: Sequence[Collection[frozenset[str]]] = (),
        excluded: Iterable[Exclusion] = (),
    ) -> Round:
        """Return one round.

        Args:
            participants: an ODS code stands for the organisation itself.
            met: earlier rounds, the earliest first, each with its groups of ids, as ``Round.met`` gives them.
            excluded: who must not meet, by id or ODS code.

        Raises:
            UnknownOrganisation: an organisation has been neither fitted nor added.
            UnknownWeight: a weight is for no factor.
            ValueError: an id occurs twice, ``met`` is not made of rounds of groups, or weights or area are
                refused as by ``PeerRecommender.recommend``.
        """
        people = _sorted(participants)
        mutual = Mutual(self.recommender, self.weights, self.area)
        codes = sorted({each.ods_code for each in people})
        admission = Admission({code: mutual.profile(code) for code in codes}, self.rules, excluded)
        links = _links(people, admission, mutual.matches(codes, codes), _times_met(met))
        return _Meetings(people, links, mutual, admission).round(best_groups(len(people), links))


def _sorted(participants: Iterable[Participant | str]) -> list[Participant]:
    organisation = Participant.organisation
    people = sorted(organisation(each) if isinstance(each, str) else each for each in participants)
    twice = [each for each, count in Counter(person.id for person in people).items() if count > 1]
    if twice:
        raise ValueError(f"Each participant may be named only once, {min(twice)} is named twice")
    return people


@dataclass(frozen=True, slots=True)
class Link:
    """Two who may meet.

    Attributes:
        times: in how many earlier rounds they met.
        burden: how unwelcome it is that they meet again, in the planner's order; 0 where they never met,
            else more than any sum of matches.
    """

    match: float
    times: int = 0
    burden: int = 0


Links = Mapping[tuple[int, int], Link]
"""Who may meet, by their places among the participants, the lower first."""


def _times_met(met: Sequence[Collection[frozenset[str]]]) -> dict[frozenset[str], tuple[int, int]]:
    """Return for each pair that met the number of rounds and the last of them."""
    found: dict[frozenset[str], tuple[int, int]] = {}
    for number, groups in enumerate(met, start=1):
        if isinstance(groups, str) or any(isinstance(group, str) for group in groups):
            raise ValueError("Earlier rounds are given as one collection of groups for each round")
        for pair in {frozenset(two) for group in groups for two in combinations(sorted(group), 2)}:
            found[pair] = (found.get(pair, (0, 0))[0] + 1, number)
    return found


def _links(
    people: Sequence[Participant],
    admission: Admission,
    matches: Vector,
    times_met: Mapping[frozenset[str], tuple[int, int]],
) -> Links:
    codes = sorted({each.ods_code for each in people})
    row = {code: at for at, code in enumerate(codes)}
    rounds = max((last for _, last in times_met.values()), default=0)
    above_matches = (2 * len(people) + 1) * _UNIT
    above_rounds = 2 * len(people) * rounds + 1  # more than any sum of times or of last rounds
    found = {}
    for (i, one), (j, other) in combinations(enumerate(people), 2):
        if admission.obstacle(one, other) is None:
            times, last = times_met.get(frozenset((one.id, other.id)), (0, 0))
            again = ((times > 0) * above_rounds + times) * above_rounds + last
            match = float(matches[row[one.ods_code], row[other.ods_code]])
            found[i, j] = Link(match, times, again * above_matches)
    return found


def best_groups(count: int, links: Links) -> list[tuple[int, ...]]:
    """Return groups of two and three of the places below ``count``, each sorted, in order."""
    trios: list[tuple[int, ...]] = []
    rest = frozenset(range(count))
    pairs = _pairs(rest, links)
    while 2 * len(pairs) < len(rest):
        tried = [(trio, _pairs(rest - set(trio), links)) for trio in _promising(rest, pairs, links)]
        if not tried:
            break
        trio, others = max(
            tried, key=lambda each: (len(each[1]), sum(weight(group, links) for group in (each[0], *each[1])))
        )
        if 2 * len(others) + 3 <= 2 * len(pairs):
            break
        trios.append(trio)
        rest, pairs = rest - set(trio), others
    return sorted([*trios, *pairs])


def _pairs(among: Collection[int], links: Links) -> list[tuple[int, ...]]:
    """Return the matching of the most pairs and, of these, the greatest weight."""
    import networkx  # noqa: PLC0415  (importing it takes longer than most rounds)

    graph = networkx.Graph()
    graph.add_nodes_from(sorted(among))
    graph.add_weighted_edges_from(
        (i, j, weight((i, j), links)) for i, j in sorted(links) if i in among and j in among
    )
    found = networkx.max_weight_matching(graph, maxcardinality=True)
    return sorted((min(pair), max(pair)) for pair in found)


def weight(group: tuple[int, ...], links: Links) -> int:
    """Return the sum over a group of everybody's mean match, in units, less the burden of meeting again."""
    met = [links[two] for two in combinations(group, 2)]
    units = sum(round(link.match * _UNIT) for link in met)
    return len(group) * units // len(met) - sum(link.burden for link in met)


def _promising(
    among: Collection[int], pairs: Sequence[tuple[int, ...]], links: Links
) -> list[tuple[int, ...]]:
    """Return trios that may meet: first the pairs that somebody left could join, by what it gives up."""
    given_up = {member: weight(pair, links) / 2 for pair in pairs for member in pair}
    partner = {one: other for pair in pairs for one, other in (pair, pair[::-1])}

    def promise(trio: tuple[int, ...]) -> tuple[bool, float]:
        joins = any(partner.get(one) in trio for one in trio) and any(one not in partner for one in trio)
        return joins, weight(trio, links) - sum(given_up.get(one, 0) for one in trio)

    trios = (
        trio for trio in combinations(sorted(among), 3) if all(two in links for two in combinations(trio, 2))
    )
    return heapq.nlargest(max(1, _TRIOS_TRIED // len(among) ** 2), trios, key=promise)


@dataclass(frozen=True)
class _Meetings:
    """Who meets, by places among the participants, and how that is told."""

    people: Sequence[Participant]
    links: Links
    mutual: Mutual
    admission: Admission

    def round(self, groups: Sequence[tuple[int, ...]]) -> Round:
        found = tuple(self._group(places) for places in groups)
        placed = {at for places in groups for at in places}
        left = [each for at, each in enumerate(self.people) if at not in placed]
        return Round(
            groups=found,
            left_out=tuple(
                LeftOut(participant=each, reason=_why(each, self.people, self.admission)) for each in left
            ),
            total=sum(len(group.members) * group.match for group in found),
            repeats=sum(meeting.met_before > 0 for group in found for meeting in group.meetings),
        )

    def _group(self, places: tuple[int, ...]) -> Group:
        meetings = tuple(self._meeting(*two) for two in combinations(places, 2))
        match = sum(each.match for each in meetings) / len(meetings)
        return Group(members=tuple(self.people[at] for at in places), match=match, meetings=meetings)

    def _meeting(self, i: int, j: int) -> Meeting:
        one, other, link = self.people[i], self.people[j], self.links[i, j]
        return Meeting(
            one=one.id,
            other=other.id,
            match=link.match,
            for_one=self.mutual.peer(one.ods_code, other.ods_code),
            for_other=self.mutual.peer(other.ods_code, one.ods_code),
            met_before=link.times,
            rules=self.admission.evidence(one, other),
        )


def _why(left: Participant, people: Sequence[Participant], admission: Admission) -> str:
    """Say what keeps somebody from all others, or that those they may meet are with others."""
    obstacles = {each.id: admission.obstacle(left, each) for each in people if each != left}
    if not obstacles:
        return "Nobody else takes part"
    barred = [obstacle for obstacle in obstacles.values() if obstacle is not None]
    free = [other for other, obstacle in obstacles.items() if obstacle is None]
    if not free:
        return f"Everybody else is ruled out: {counted(barred)}"
    taken = f"Whoever they may meet is placed with others: {listed(free)}"
    return f"{taken}; ruled out: {counted(barred)}" if barred else taken

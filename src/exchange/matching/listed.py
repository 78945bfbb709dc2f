"""What a list of suggestions says: who is in it, who stepped back from it, and why, in numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from exchange.matching.exposure import Standing
from exchange.matching.peer import Peer
from exchange.matching.reciprocity import Reciprocity
from exchange.matching.variety import RELEVANCE


class OpenRequests(NamedTuple):
    """How many requests an organisation has open, and how many it takes."""

    open: int
    limit: int

    @property
    def is_full(self) -> bool:
        """Whether it takes no more now."""
        return self.open >= self.limit


class Why(StrEnum):
    """Why an organisation stepped back, in the order in which the rules are applied."""

    OPEN_REQUESTS = "open requests"
    LISTS = "lists"
    THEIR_VIEW = "their view"
    PRICE = "price"
    VARIETY = "variety"
    NEEDED = "needed"
    SYSTEMS = "systems"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """By what a ranking becomes a list. Without any argument, only variety.

    Attributes:
        reciprocity: fitted, to take the other side's view into account.
        prices, standings: ODS code → as ``Exposure`` gives them.
        present: codes of the list that the asker has now; they are candidates however they rank.
        open_requests: ODS code → its open requests.
        left_out: codes the asker is not to see, and knows why: dismissed, already in contact.
        relevance: in [0, 1]; 1 leaves variety out.
        keeps_one_led_by_systems: whether one place is for somebody for whom shared systems speak most.
    """

    reciprocity: Reciprocity | None = None
    prices: Mapping[str, float] = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)
    present: frozenset[str] = frozenset()
    open_requests: Mapping[str, OpenRequests] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    relevance: float = RELEVANCE
    keeps_one_led_by_systems: bool = True


@dataclass(frozen=True, kw_only=True)
class StepBack:
    """An organisation that match alone would have listed.

    Attributes:
        peer: with its rank by match alone; its reasons sum to its score, from which nothing is taken.
        points: by how much its place in the order was lowered, in hundredths of a score; 0 unless ``why`` is
            their view or price.
        instead: ODS code of whoever it resembles or makes room for, "" where nobody in particular.
    """

    peer: Peer
    why: Why
    text: str
    points: float = 0.0
    instead: str = ""


@dataclass(frozen=True, kw_only=True)
class ListedPeer:
    """A suggestion: its place in the list, 1 being the first, beside its rank by match alone."""

    peer: Peer
    place: int


@dataclass(frozen=True, kw_only=True)
class PeerList:
    """A list of suggestions, and whoever stepped back from it, by rank."""

    listed: tuple[ListedPeer, ...]
    stepped_back: tuple[StepBack, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """ODS codes of whoever is listed, in their order."""
        return tuple(each.peer.ods_code for each in self.listed)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the sentence of somebody who stepped back may say."""

    rules: Rules
    code: str
    points: float = 0.0
    instead: str = ""
    instead_name: str = ""


def step_back(peer: Peer, why: Why, facts: Facts) -> StepBack:
    """Return somebody who stepped back, with a sentence that states only what ``facts`` hold."""
    said = _SENTENCES[why](facts)
    text = f"Would be {_ordinal(peer.rank)} by match; {said}."
    return StepBack(peer=peer, why=why, text=text, points=facts.points, instead=facts.instead)


def _open_requests(facts: Facts) -> str:
    taken = facts.rules.open_requests[facts.code]
    return f"has as many open requests as it takes ({taken.open} of {taken.limit})"


def _lists(facts: Facts) -> str:
    standing = facts.rules.standings[facts.code]
    if not standing.most:
        return "is not to be suggested at present"
    return f"is already in {_counted(standing.lists)}, the most allowed ({standing.most})"


def _their_view(facts: Facts) -> str:
    if facts.points > 0:
        return f"steps back by {_said(facts.points)} because you suit it less than it suits you"
    return f"makes room for {facts.instead_name}, which you suit even better than it suits you"


def _price(facts: Facts) -> str:
    if facts.points <= 0:
        return f"makes room for {facts.instead_name}, moved forward so that everybody is suggested"
    standing = facts.rules.standings.get(facts.code)
    lists = f" ({_counted(standing.lists)} besides yours, at most {standing.most})" if standing else ""
    return f"steps back by {_said(facts.points)} because many would be shown it{lists}"


def _variety(facts: Facts) -> str:
    return f"resembles {facts.instead_name}, which is already listed"


def _needed(facts: Facts) -> str:
    standing = facts.rules.standings[facts.instead]
    lists = f"{_counted(standing.lists)} besides yours and must be in {standing.least}"
    return f"makes room for {facts.instead_name}, which is in {lists}"


def _systems(facts: Facts) -> str:
    return f"makes room for {facts.instead_name}, for which shared systems speak most"


_SENTENCES: Mapping[Why, Callable[[Facts], str]] = {
    Why.OPEN_REQUESTS: _open_requests,
    Why.LISTS: _lists,
    Why.THEIR_VIEW: _their_view,
    Why.PRICE: _price,
    Why.VARIETY: _variety,
    Why.NEEDED: _needed,
    Why.SYSTEMS: _systems,
}


def _counted(lists: int) -> str:
    return "1 list" if lists == 1 else f"{lists} lists"


def _said(points: float) -> str:
    return f"{points:.1f} points" if points >= 0.05 else "less than 0.1 points"


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"

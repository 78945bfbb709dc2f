"""The persons most worth talking to, as pages and API show them. Values in, values out."""

from collections.abc import Sequence

from exchange.matching import PersonMatch, PersonProfile
from exchange.peers.addresses import person_address
from exchange.peers.answers import reasons
from exchange.peers.index import PeerIndex
from exchange.peers.person_queries import Helper, Helpers
from exchange.peers.schemas import PersonPeer


def present(found: Helpers) -> list[PersonProfile]:
    """Return those who are not away."""
    return [each.profile for each in found.others if not each.is_away]


def suggested(index: PeerIndex, found: Helpers, matches: Sequence[PersonMatch]) -> tuple[PersonPeer, ...]:
    """Return what the recommender found, each with a name and a page."""
    helpers = {str(each.id): each for each in found.others}
    return tuple(_person(index, helpers[match.id], match) for match in matches)


def _person(index: PeerIndex, helper: Helper, match: PersonMatch) -> PersonPeer:
    return PersonPeer(
        rank=match.rank,
        person_id=helper.id,
        name=helper.name,
        role=helper.profile.role,
        href=person_address(helper.id),
        organisation=index.brief(match.ods_code),
        score=match.score,
        distance_km=match.distance_km,
        reasons=reasons(match),
        is_busy=match.at_budget,
    )

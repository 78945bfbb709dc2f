"""JSON for peers. Same queries and same schemas as the pages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from exchange.peers import queries
from exchange.peers.schemas import Comparison, PeerList, PeopleList
from exchange.peers.weights import WeightsInAddress
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading

router = APIRouter(prefix="/api/v1", tags=["peers"], dependencies=[Depends(Needs(Permission.READ_PUBLIC))])

Organisation = Annotated[
    str, Query(max_length=200, description="ODS code; a former code leads to its successor.")
]
Limit = Annotated[int, Query(ge=1, le=50)]
Area = Annotated[str, Query(max_length=200, description="Code of the functional area to find peers for.")]


@router.get("/peers")
def find_peers(
    session: Reading,
    actor: CurrentActor,
    weights: WeightsInAddress,
    org: Organisation,
    limit: Limit = 10,
    area: Area = "",
) -> PeerList:
    """Return the organisations most worth talking to for ``org``, best first, with reasons that add up.

    The contributions of a peer's reasons sum to its score. Where ``known`` is false the average over all
    organisations stands in for a value that nobody has registered, and the text says what is missing.
    """
    return queries.find_peers(session, actor, org, limit=limit, weights=weights, area=area)


@router.get("/peers/people", dependencies=[Depends(Needs(Permission.READ_PEOPLE))])
def find_people(
    session: Reading,
    actor: CurrentActor,
    weights: WeightsInAddress,
    limit: Limit = 10,
    area: Area = "",
) -> PeopleList:
    """Return the persons of other organisations most worth talking to for whoever is signed in.

    Reasons add up as for organisations, with "same agenda" beside them: what somebody can help with, and
    their role. Nobody is listed who has paused, is away, or wants to be found by colleagues alone.
    """
    return queries.find_people(session, actor, limit=limit, weights=weights, area=area)


@router.get("/peers/{ods_code}/{other}")
def compare_organisations(
    session: Reading,
    actor: CurrentActor,
    weights: WeightsInAddress,
    ods_code: str,
    other: str,
    area: Area = "",
) -> Comparison:
    """Compare two organisations: what ``ods_code`` can get from ``other`` and give, and the facts."""
    return queries.compare_organisations(session, actor, ods_code, other, weights=weights, area=area)

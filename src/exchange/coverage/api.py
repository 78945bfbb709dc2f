"""JSON for the coverage of the registry. Same queries and schemas as the pages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from exchange.coverage import queries
from exchange.coverage.schemas import Coverage, CoverageFilter, CoveredOrganisations, OrganisationsFilter
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading

router = APIRouter(
    prefix="/api/v1/coverage", tags=["coverage"], dependencies=[Depends(Needs(Permission.SEE_COVERAGE))]
)


@router.get("")
def show_coverage(
    session: Reading, actor: CurrentActor, wanted: Annotated[CoverageFilter, Query()]
) -> Coverage:
    """How much of the registry is known by functional area, ICB or organisation type."""
    return queries.get_coverage(session, actor, wanted)


@router.get("/organisations")
def list_organisations(
    session: Reading, actor: CurrentActor, wanted: Annotated[OrganisationsFilter, Query()]
) -> CoveredOrganisations:
    """The organisations behind one figure, by name."""
    return queries.find_organisations(session, actor, wanted)

"""JSON for organisations. Same queries and same schemas as the pages."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response

from exchange.organisations import queries
from exchange.organisations.schemas import Moved, OrganisationDetail, OrganisationFilter, OrganisationList
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.responding import moved
from exchange.web.sessions import Reading

router = APIRouter(
    prefix="/api/v1/organisations",
    tags=["organisations"],
    dependencies=[Depends(Needs(Permission.READ_PUBLIC))],
)


@router.get("")
def list_organisations(
    session: Reading, actor: CurrentActor, wanted: Annotated[OrganisationFilter, Query()]
) -> OrganisationList:
    """Organisations that match words and filters, best first, 25 a page.

    Words may be part of a name, an abbreviation, an ODS code or a postcode district, with typing errors.
    Closed organisations appear only when their exact code or name is asked for.
    """
    return queries.find_organisations(session, actor, wanted).page(wanted.page)


@router.get("/{asked_for}", response_model=OrganisationDetail)
def show_organisation(session: Reading, actor: CurrentActor, asked_for: str) -> OrganisationDetail | Response:
    """One organisation in full, by its ODS code.

    A former code, or a name or former name joined by hyphens, answers 308 with the address of the
    organisation that it stands for today.
    """
    way = queries.get_way(session, actor, asked_for)
    if isinstance(way, Moved):
        return moved(f"/api/v1/organisations/{quote(way.ods_code)}")
    return queries.get_organisation(session, actor, way.ods_code)

"""JSON for the people who can be asked. Same queries and same schemas as the pages."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from exchange.directory import queries
from exchange.directory.schemas import PeopleFilter, PeopleList, PersonDetail
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading

router = APIRouter(
    prefix="/api/v1/people", tags=["people"], dependencies=[Depends(Needs(Permission.READ_PEOPLE))]
)


@router.get("")
def list_people(
    session: Reading, actor: CurrentActor, wanted: Annotated[PeopleFilter, Query()]
) -> PeopleList:
    """People who can be asked, by name, 25 a page; those who have paused are not among them."""
    return queries.find_people(session, actor, wanted)


@router.get("/{person_id}")
def show_person(session: Reading, actor: CurrentActor, person_id: UUID) -> PersonDetail:
    """One person in full."""
    return queries.get_person(session, actor, person_id)

"""JSON for search and for the searches that somebody keeps. Same queries as the pages."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from exchange.organisations.schemas import Words
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.search import actions
from exchange.search import saved_queries as queries
from exchange.search.everything import search_everything
from exchange.search.schemas import Everything, LessonsWanted, SavedBrief, SearchGiven
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/search", tags=["search"], dependencies=[Depends(Needs(Permission.READ_PUBLIC))]
)
saved = APIRouter(
    prefix="/api/v1/account/searches",
    tags=["account"],
    dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))],
)


@router.get("")
def search(
    session: Reading, actor: CurrentActor, q: Annotated[Words, Query()] = "", exact: bool = False
) -> Everything:
    """What the words find of every kind: the first lessons, organisations, technologies and people."""
    everything, _found = search_everything(session, actor, LessonsWanted(words=q, exact=exact))
    return everything


@saved.get("")
def show_saved(session: Reading, actor: CurrentActor) -> list[SavedBrief]:
    """The searches that the caller keeps, the last saved first."""
    return queries.find_saved(session, actor)


@saved.post("", status_code=204)
def save(session: Writing, actor: CurrentActor, given: SearchGiven) -> None:
    """Keep a search for lessons."""
    actions.save_search(session, actor, given)


@saved.post("/{search_id}/look", status_code=204)
def look(session: Writing, actor: CurrentActor, search_id: UUID) -> None:
    """Count all that a search finds today as seen."""
    actions.look_at_search(session, actor, search_id)


@saved.delete("/{search_id}", status_code=204)
def remove(session: Writing, actor: CurrentActor, search_id: UUID) -> None:
    """Let a search go."""
    actions.remove_search(session, actor, search_id)

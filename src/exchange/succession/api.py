"""JSON for mergers of organisations. Same queries, actions and schemas as the pages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.succession import actions, previewing, queries
from exchange.succession.schemas import MergerPlan, Mergers, MergerSent, MergerWanted
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/administration/mergers",
    tags=["administration"],
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
)


@router.get("")
def list_mergers(session: Reading, actor: CurrentActor) -> Mergers:
    """Closed organisations that still have entries although another took over, and what was done."""
    return queries.find_mergers(session, actor)


@router.get("/new")
def show_plan(session: Reading, actor: CurrentActor, wanted: Annotated[MergerWanted, Query()]) -> MergerPlan:
    """What carrying the organisation `gone` over to `into` would do. Nothing is changed."""
    return previewing.preview_merger(session, actor, *queries.get_pair(session, actor, wanted))


@router.post("", status_code=204)
def merge(session: Writing, actor: CurrentActor, given: MergerSent) -> None:
    """Carry one organisation over to another, as the `plan` says that was shown."""
    pair = queries.get_pair(session, actor, MergerWanted(gone=given.gone, into=given.into))
    actions.merge_organisations(session, actor, *pair, given)

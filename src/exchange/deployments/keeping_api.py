"""JSON for an organisation's list of systems. Same queries, actions and schemas as the pages."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from exchange.deployments import history_queries, keeping_actions, keeping_queries
from exchange.deployments.keeping_schemas import (
    Bulk,
    ContractsGiven,
    EntryGiven,
    History,
    Kept,
    Register,
    Seen,
    Ticked,
)
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/organisations/{ods_code}/systems",
    tags=["systems"],
    dependencies=[Depends(Needs(Permission.READ_PEOPLE))],
)
adding = APIRouter(
    prefix="/api/v1/organisations/{ods_code}/systems",
    tags=["systems"],
    dependencies=[Depends(Needs(Permission.KEEP_ORGANISATION))],
)
entry = APIRouter(
    prefix="/api/v1/organisations/{ods_code}/systems/{deployment_id}",
    tags=["systems"],
    dependencies=[Depends(Needs(Permission.READ_PEOPLE))],
)


@router.get("")
def show_register(session: Reading, actor: CurrentActor, ods_code: str) -> Register:
    """The caller's organisation's systems, with who confirmed each and when."""
    return keeping_queries.get_register(session, actor, ods_code)


@router.post("/confirm")
def confirm_ticked(session: Writing, actor: CurrentActor, ods_code: str, given: Ticked) -> Bulk:
    """Say of several systems that they are still true; those that have changed since are left alone."""
    return keeping_actions.confirm_entries(session, actor, ods_code, given)


@router.get("/history")
def show_history(
    session: Reading,
    actor: CurrentActor,
    ods_code: str,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> History:
    """What became of the systems, newest first, 50 changes a page."""
    return history_queries.find_history(session, actor, ods_code, page=page)


@router.post("/changes/{change_id}/undo", status_code=204)
def undo(session: Writing, actor: CurrentActor, ods_code: str, change_id: UUID) -> None:
    """Take the newest change of a system back."""
    keeping_actions.undo_change(session, actor, ods_code, change_id)


@router.post("/contracts", status_code=204)
def show_contracts(session: Writing, actor: CurrentActor, ods_code: str, given: ContractsGiven) -> None:
    """Show the quarters in which contracts begin and end, or show them no more."""
    keeping_actions.show_contracts(session, actor, ods_code, given)


@adding.post("", status_code=201)
def add(session: Writing, actor: CurrentActor, ods_code: str, given: EntryGiven) -> Kept:
    """Add a system."""
    added = keeping_actions.add_entry(session, actor, ods_code, given)
    return keeping_queries.get_kept(session, actor, ods_code, added)


@adding.get("/new")
def show_new(session: Reading, actor: CurrentActor, ods_code: str) -> Kept:
    """What can be said of a new system."""
    return keeping_queries.get_new(session, actor, ods_code)


@entry.get("")
def show_entry(session: Reading, actor: CurrentActor, ods_code: str, deployment_id: UUID) -> Kept:
    """One system to change, and what can be said of it."""
    return keeping_queries.get_kept(session, actor, ods_code, deployment_id)


@entry.put("", status_code=204)
def change(
    session: Writing, actor: CurrentActor, ods_code: str, deployment_id: UUID, given: EntryGiven
) -> None:
    """Replace a system; said by its own organisation, that confirms it."""
    keeping_actions.correct_entry(session, actor, ods_code, deployment_id, given)


@entry.post("/confirm", status_code=204)
def confirm(session: Writing, actor: CurrentActor, ods_code: str, deployment_id: UUID, given: Seen) -> None:
    """Say that a system is still true."""
    keeping_actions.confirm_entry(session, actor, ods_code, deployment_id, given)


@entry.post("/remove", status_code=204)
def remove(session: Writing, actor: CurrentActor, ods_code: str, deployment_id: UUID, given: Seen) -> None:
    """Take a system off the list; the change can be taken back."""
    keeping_actions.remove_entry(session, actor, ods_code, deployment_id, given)

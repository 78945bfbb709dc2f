"""JSON for the sessions of an account."""

from uuid import UUID

from fastapi import APIRouter, Depends

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.signing_in import actions, queries
from exchange.signing_in.schemas import SessionBrief
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/account/sessions",
    tags=["account"],
    dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))],
)


@router.get("")
def show_sessions(session: Reading, actor: CurrentActor) -> list[SessionBrief]:
    """The browsers in which the caller is signed in, this one first."""
    return queries.find_sessions(session, actor)


@router.delete("/{session_id}", status_code=204)
def end_session(session: Writing, actor: CurrentActor, session_id: UUID) -> None:
    """Sign the caller out in one browser."""
    actions.end_session(session, actor, session_id)

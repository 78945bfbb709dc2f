"""JSON for who belongs where, and who leads. Same queries, actions and schemas as the pages."""

from uuid import UUID

from fastapi import APIRouter, Depends

from exchange.memberships import actions, deciding_queries, joining_actions, queries
from exchange.memberships.schemas import (
    AskGiven,
    Belonging,
    DecisionGiven,
    JoinGiven,
    Lead,
    LeaveGiven,
    Members,
    Requests,
    Welcome,
)
from exchange.organisations.queries import get_code
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading, Writing

account = APIRouter(
    prefix="/api/v1", tags=["account"], dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))]
)
members = APIRouter(
    prefix="/api/v1/organisations/{ods_code}/members",
    tags=["organisations"],
    dependencies=[Depends(Needs(Permission.KEEP_ORGANISATION))],
)
requests = APIRouter(
    prefix="/api/v1/requests",
    tags=["requests"],
    dependencies=[Depends(Needs(Permission.DECIDE_MEMBERSHIPS))],
)


@account.get("/welcome")
def show_welcome(session: Reading, actor: CurrentActor) -> Welcome:
    """What a newcomer confirms, with the organisation that their mail address tells."""
    return queries.get_welcome(session, actor)


@account.post("/welcome", status_code=201)
def join(session: Writing, actor: CurrentActor, given: JoinGiven) -> Belonging:
    """Say one's name and role, and ask an organisation to confirm one."""
    code = get_code(session, actor, given.wanted, field="organisation")
    joining_actions.join(session, actor, given, code)
    return queries.get_belonging(session, actor)


@account.get("/account/organisation")
def show_own(session: Reading, actor: CurrentActor) -> Belonging:
    """Where the caller belongs, or has asked to, with their duties."""
    return queries.get_belonging(session, actor)


@account.post("/account/organisation")
def ask(session: Writing, actor: CurrentActor, given: AskGiven) -> Belonging:
    """Ask to join an organisation; the place before ends at once, with its duties."""
    code = get_code(session, actor, given.organisation, field="organisation")
    joining_actions.ask(session, actor, code, successor=given.successor)
    return queries.get_belonging(session, actor)


@account.post("/account/organisation/leave", status_code=204)
def leave(session: Writing, actor: CurrentActor, given: LeaveGiven) -> None:
    """Leave the organisation, with all duties, or take a request back."""
    joining_actions.leave(session, actor, successor=given.successor)


@account.post("/account/organisation/duties/{duty_id}/end", status_code=204)
def step_down(session: Writing, actor: CurrentActor, duty_id: UUID) -> None:
    """Step down from a duty, or take back having asked for one."""
    actions.end_duty(session, actor, duty_id)


@account.get("/organisations/{ods_code}/lead")
def show_lead(session: Reading, actor: CurrentActor, ods_code: str) -> Lead:
    """What leading the organisation means, and what is still to do for it."""
    return deciding_queries.get_lead(session, actor, ods_code)


@account.post("/organisations/{ods_code}/lead")
def claim_lead(session: Writing, actor: CurrentActor, ods_code: str) -> Lead:
    """Ask to lead the organisation."""
    actions.claim_lead(session, actor, ods_code)
    return deciding_queries.get_lead(session, actor, ods_code)


@members.get("")
def show_members(session: Reading, actor: CurrentActor, ods_code: str) -> Members:
    """The members of an organisation, what waits for a decision, and what is still to do."""
    return deciding_queries.get_members(session, actor, ods_code)


@members.post("/{membership_id}/lead", status_code=204)
def name_lead(session: Writing, actor: CurrentActor, ods_code: str, membership_id: UUID) -> None:
    """Make a member lead the organisation too."""
    actions.name_lead(session, actor, ods_code, membership_id)


@members.post("/{membership_id}/end", status_code=204)
def end_membership(session: Writing, actor: CurrentActor, ods_code: str, membership_id: UUID) -> None:
    """End somebody's place at the organisation."""
    joining_actions.end_membership(session, actor, ods_code, membership_id)


@requests.get("")
def list_requests(session: Reading, actor: CurrentActor) -> Requests:
    """All that the caller may decide, the oldest first."""
    return deciding_queries.find_requests(session, actor)


@requests.post("/joins/{membership_id}", status_code=204)
def decide_on_join(session: Writing, actor: CurrentActor, membership_id: UUID, given: DecisionGiven) -> None:
    """Confirm or refuse somebody who asks to join an organisation."""
    joining_actions.decide_join(session, actor, membership_id, given)


@requests.post("/claims/{duty_id}", status_code=204)
def decide_on_claim(session: Writing, actor: CurrentActor, duty_id: UUID, given: DecisionGiven) -> None:
    """Confirm or refuse somebody who asks to lead an organisation."""
    actions.decide_claim(session, actor, duty_id, given)

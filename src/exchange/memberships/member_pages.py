"""HTML for an organisation's members, and for leading it."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.memberships import actions, deciding_queries, joining_actions
from exchange.memberships.schemas import Lead, Members
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/organisations/{ods_code}/members",
    dependencies=[Depends(Needs(Permission.KEEP_ORGANISATION))],
    include_in_schema=False,
)
leading = APIRouter(
    prefix="/organisations/{ods_code}/lead",
    dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))],
    include_in_schema=False,
)

Done = Annotated[str, Query(max_length=20)]
_DONE = {
    "named": "They now lead the organisation too, and have been told by e-mail.",
    "ended": "They no longer belong to the organisation, and have been told by e-mail.",
}
_CLAIMED = {"asked": "You have asked to lead the organisation. You get an e-mail with the answer."}


@dataclass(frozen=True, kw_only=True)
class MembersPage(Page):
    """Who belongs to an organisation, for those who look after its entry."""

    template = "memberships/members.html"
    section = "organisations"
    found: Members
    done: str


@dataclass(frozen=True, kw_only=True)
class LeadPage(Page):
    """What leading an organisation means, and what is still to do for it."""

    template = "memberships/lead.html"
    section = "organisations"
    lead: Lead
    done: str


@router.get("")
def show_members(
    request: Request, session: Reading, actor: CurrentActor, ods_code: str, done: Done = ""
) -> Response:
    """Show the members."""
    found = deciding_queries.get_members(session, actor, ods_code)
    return render(request, MembersPage(found=found, done=_DONE.get(done, "")))


@router.post("/{membership_id}/lead")
def name_lead(session: Writing, actor: CurrentActor, ods_code: str, membership_id: UUID) -> Response:
    """Make a member lead the organisation too."""
    actions.name_lead(session, actor, ods_code, membership_id)
    return see_other(f"/organisations/{ods_code}/members?done=named")


@router.post("/{membership_id}/end")
def end_membership(session: Writing, actor: CurrentActor, ods_code: str, membership_id: UUID) -> Response:
    """End somebody's place."""
    joining_actions.end_membership(session, actor, ods_code, membership_id)
    return see_other(f"/organisations/{ods_code}/members?done=ended")


@leading.get("")
def show_lead(
    request: Request, session: Reading, actor: CurrentActor, ods_code: str, done: Done = ""
) -> Response:
    """Show what leading means."""
    lead = deciding_queries.get_lead(session, actor, ods_code)
    return render(request, LeadPage(lead=lead, done=_CLAIMED.get(done, "")))


@leading.post("")
def claim_lead(session: Writing, actor: CurrentActor, ods_code: str) -> Response:
    """Ask to lead the organisation."""
    actions.claim_lead(session, actor, ods_code)
    return see_other(f"/organisations/{ods_code}/lead?done=asked")

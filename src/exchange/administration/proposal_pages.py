"""HTML and JSON for products that somebody has named: accepting and renaming them, or merging them away."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.deployments import proposal_actions, proposal_queries
from exchange.deployments.keeping_schemas import Proposal, ProposalGiven
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

PROPOSALS = "/administration/proposals"
router = APIRouter(
    prefix=PROPOSALS, dependencies=[Depends(Needs(Permission.ADMINISTER))], include_in_schema=False
)
api = APIRouter(
    prefix=f"/api/v1{PROPOSALS}",
    tags=["administration"],
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
)

Form = Annotated[Submission[ProposalGiven], Depends(submitted(ProposalGiven))]
_DONE = {"accepted": "It is in the list, and whoever named it gets an e-mail."}


@dataclass(frozen=True, kw_only=True)
class ProposalsPage(Page):
    """Products that wait to be checked. ``wrong`` is the one whose ``form`` was refused."""

    template = "administration/proposals.html"
    section = "administration"
    proposals: tuple[Proposal, ...]
    done: str = ""
    wrong: UUID | None = None
    form: Submission[ProposalGiven] = field(default_factory=Submission)


@router.get("")
def list_proposals(
    request: Request, session: Reading, actor: CurrentActor, done: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show what waits."""
    proposals = proposal_queries.find_proposals(session, actor)
    return render(request, ProposalsPage(proposals=proposals, done=_DONE.get(done, "")))


@router.post("/{proposal_id}/accept")
def accept(
    request: Request, session: Writing, actor: CurrentActor, proposal_id: UUID, form: Form
) -> Response:
    """Take it into the list."""
    refused = form
    if form.value is not None:
        try:
            proposal_actions.accept_proposal(session, actor, proposal_id, form.value)
            return see_other(f"{PROPOSALS}?done=accepted")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    proposals = proposal_queries.find_proposals(session, actor)
    page = ProposalsPage(proposals=proposals, wrong=proposal_id, form=refused)
    return render(request, page, status=422)


@api.get("")
def list_proposals_in_json(session: Reading, actor: CurrentActor) -> tuple[Proposal, ...]:
    """Products that somebody has named and nobody has checked."""
    return proposal_queries.find_proposals(session, actor)


@api.post("/{proposal_id}/accept", status_code=204)
def accept_in_json(session: Writing, actor: CurrentActor, proposal_id: UUID, given: ProposalGiven) -> None:
    """Take one into the list under the name and supplier given."""
    proposal_actions.accept_proposal(session, actor, proposal_id, given)

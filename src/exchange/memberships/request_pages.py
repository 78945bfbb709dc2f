"""HTML for deciding who joins and who leads an organisation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.memberships import deciding_queries, presenting
from exchange.memberships.actions import decide_claim
from exchange.memberships.joining_actions import decide_join
from exchange.memberships.schemas import Answer, DecisionGiven
from exchange.people.actor import Actor, Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/requests",
    dependencies=[Depends(Needs(Permission.DECIDE_MEMBERSHIPS))],
    include_in_schema=False,
)

DecisionForm = Annotated[Submission[DecisionGiven], Depends(submitted(DecisionGiven))]
Decide = Callable[[Writing, Actor, UUID, DecisionGiven], None]
_DONE = {
    Answer.APPROVE: "Approved. They have been told by e-mail.",
    Answer.REFUSE: "Refused. They have been told by e-mail.",
}


@dataclass(frozen=True, kw_only=True)
class RequestsPage(Page):
    """What waits for a decision of the viewer; ``refused_id`` is the one whose form is wrong."""

    template = "memberships/requests.html"
    section = "account"
    requests: list[presenting.ShownRequest]
    done: str = ""
    refused_id: UUID | None = None
    form: Submission[DecisionGiven] = field(default_factory=Submission)


@router.get("")
def list_requests(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show what waits."""
    found = deciding_queries.find_requests(session, actor).requests
    words = {str(answer): sentence for answer, sentence in _DONE.items()}.get(done, "")
    return render(request, RequestsPage(requests=presenting.shown_requests(found), done=words))


@router.post("/joins/{membership_id}")
def decide_on_join(
    request: Request, session: Writing, actor: CurrentActor, membership_id: UUID, form: DecisionForm
) -> Response:
    """Confirm or refuse somebody who asks to join."""
    return _decide((request, session, actor), decide_join, membership_id, form)


@router.post("/claims/{duty_id}")
def decide_on_claim(
    request: Request, session: Writing, actor: CurrentActor, duty_id: UUID, form: DecisionForm
) -> Response:
    """Confirm or refuse somebody who asks to lead."""
    return _decide((request, session, actor), decide_claim, duty_id, form)


def _decide(
    asked: tuple[Request, Writing, Actor], decide: Decide, id: UUID, form: Submission[DecisionGiven]
) -> Response:
    request, session, actor = asked
    if form.value is not None:
        decide(session, actor, id, form.value)
        return see_other(f"/requests?done={form.value.answer}")
    found = deciding_queries.find_requests(session, actor).requests
    shown = presenting.shown_requests(found)
    return render(request, RequestsPage(requests=shown, refused_id=id, form=form), status=422)

"""HTML for dealing with complaints and notices."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.administration import presenting
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.clock import now
from exchange.privacy import concern_actions, queries
from exchange.privacy.schemas import ConcernDetail, OutcomeGiven
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/administration/concerns",
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
    include_in_schema=False,
)

CONCERNS = "/administration/concerns"
OutcomeForm = Annotated[Submission[OutcomeGiven], Depends(submitted(OutcomeGiven))]
Wanted = Literal["open", "closed"]
_DONE = {
    "acknowledged": "We have told its sender that somebody is looking into it.",
    "closed": "It is closed, and its sender gets the outcome.",
}


@dataclass(frozen=True, kw_only=True)
class ShownConcern:
    """A complaint or notice in the list, with the time that is left in words."""

    concern: ConcernDetail
    left: str


@dataclass(frozen=True, kw_only=True)
class ConcernsPage(Page):
    """Complaints and notices by the moment that they must be answered."""

    template = "administration/concerns.html"
    section = "administration"
    concerns: list[ShownConcern]
    wanted: str


@dataclass(frozen=True, kw_only=True)
class OneConcernPage(Page):
    """What somebody wrote, and what can be done about it."""

    template = "administration/concern.html"
    section = "administration"
    concern: ConcernDetail
    left: str
    form: Submission[OutcomeGiven] = field(default_factory=Submission)
    done: str = ""


@router.get("")
def list_concerns(
    request: Request, session: Reading, actor: CurrentActor, state: Annotated[Wanted, Query()] = "open"
) -> Response:
    """Show those that are open, or those that are closed."""
    found = queries.find_concerns(session, actor, is_open=state == "open")
    moment = now()
    shown = [ShownConcern(concern=each, left=presenting.time_left(each, moment)) for each in found]
    return render(request, ConcernsPage(concerns=shown, wanted=state))


@router.get("/{reference}")
def show_concern(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    reference: str,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show one."""
    concern = queries.get_concern(session, actor, reference)
    page = OneConcernPage(
        concern=concern, left=presenting.time_left(concern, now()), done=_DONE.get(done, "")
    )
    return render(request, page)


@router.post("/{reference}/acknowledge")
def acknowledge(session: Writing, actor: CurrentActor, reference: str) -> Response:
    """Say that somebody is looking into it."""
    concern_actions.acknowledge_concern(session, actor, reference)
    return see_other(f"{CONCERNS}/{reference}?done=acknowledged")


@router.post("/{reference}/close")
def close(
    request: Request, session: Writing, actor: CurrentActor, reference: str, form: OutcomeForm
) -> Response:
    """Close it with an outcome."""
    if form.value is None:
        concern = queries.get_concern(session, actor, reference)
        page = OneConcernPage(concern=concern, left=presenting.time_left(concern, now()), form=form)
        return render(request, page, status=422)
    concern_actions.close_concern(session, actor, reference, form.value)
    return see_other(f"{CONCERNS}/{reference}?done=closed")

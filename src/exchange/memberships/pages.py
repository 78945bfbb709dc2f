"""HTML for the first steps of a newcomer, and for one's own organisation."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.lessons.for_you import find_lessons_for
from exchange.lessons.schemas import RecommendedLesson
from exchange.memberships import joining_actions, presenting, queries
from exchange.memberships.actions import end_duty
from exchange.memberships.schemas import AskGiven, Belonging, JoinGiven, LeaveGiven, Place, Welcome
from exchange.organisations.queries import get_code
from exchange.peers import queries as peer_queries
from exchange.peers.schemas import Example, OrganisationBrief
from exchange.people.actor import Actor, Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))], include_in_schema=False)

OWN = "/account/organisation"
JoinForm = Annotated[Submission[JoinGiven], Depends(submitted(JoinGiven))]
AskForm = Annotated[Submission[AskGiven], Depends(submitted(AskGiven))]
LeaveForm = Annotated[Submission[LeaveGiven], Depends(submitted(LeaveGiven))]
_MOST_NAMES_OFFERED = 500
_DONE = {
    "asked": "You have asked to join. You get an e-mail with the answer.",
    "left": "You have left, and your duties have ended.",
    "withdrawn": "You have taken your request back.",
    "ended": "The duty has ended.",
}


@dataclass(frozen=True, kw_only=True)
class WelcomePage(Page):
    """What a newcomer confirms: organisation, name and role."""

    template = "memberships/welcome.html"
    section = "account"
    welcome: Welcome
    form: Submission[JoinGiven]
    names: list[OrganisationBrief]


@dataclass(frozen=True, kw_only=True)
class BegunPage(Page):
    """What a newcomer can do while the organisation decides: first of all, see its peers."""

    template = "memberships/begun.html"
    section = "account"
    place: Place
    peers: list[Example]
    lessons: list[RecommendedLesson]
    is_asked: bool
    can_lead: bool


@dataclass(frozen=True, kw_only=True)
class OwnOrganisationPage(Page):
    """Where one belongs, with moving, leaving, and one's duties."""

    template = "memberships/organisation.html"
    section = "account"
    own: Belonging
    duties: tuple[presenting.ShownDuty, ...]
    names: list[OrganisationBrief]
    ask: Submission[AskGiven] = field(default_factory=Submission)
    leave: Submission[LeaveGiven] = field(default_factory=Submission)
    done: str = ""


@router.get("/welcome")
def show_welcome(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return render(request, _welcome_page(session, actor))


@router.post("/welcome")
def join(request: Request, session: Writing, actor: CurrentActor, form: JoinForm) -> Response:
    refused = form
    if form.value is not None:
        try:
            code = get_code(session, actor, form.value.wanted, field="organisation")
            joining_actions.join(session, actor, form.value, code)
            return see_other("/welcome")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    return render(request, _welcome_page(session, actor, refused), status=422)


@router.get(OWN)
def show_own(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    return render(request, _own_page(session, actor, done=_DONE.get(done, "")))


@router.post(OWN)
def ask(request: Request, session: Writing, actor: CurrentActor, form: AskForm) -> Response:
    refused = form
    if form.value is not None:
        try:
            code = get_code(session, actor, form.value.organisation, field="organisation")
            joining_actions.ask(session, actor, code, successor=form.value.successor)
            return see_other(f"{OWN}?done=asked")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    return render(request, _own_page(session, actor, ask=refused), status=422)


@router.post(f"{OWN}/leave")
def leave(request: Request, session: Writing, actor: CurrentActor, form: LeaveForm) -> Response:
    refused = form
    if form.value is not None:
        was_member = actor.organisation_id is not None
        try:
            joining_actions.leave(session, actor, successor=form.value.successor)
            return see_other(f"{OWN}?done={'left' if was_member else 'withdrawn'}")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    return render(request, _own_page(session, actor, leave=refused), status=422)


@router.post(f"{OWN}/duties/{{duty_id}}/end")
def step_down(session: Writing, actor: CurrentActor, duty_id: UUID) -> Response:
    end_duty(session, actor, duty_id)
    return see_other(f"{OWN}?done=ended")


def _welcome_page(
    session: Reading, actor: Actor, form: Submission[JoinGiven] | None = None
) -> WelcomePage | BegunPage:
    own = queries.get_belonging(session, actor)
    if own.place is not None:
        return BegunPage(
            place=own.place,
            peers=peer_queries.find_first_peers(session, actor, own.place.ods_code, limit=5),
            lessons=find_lessons_for(session, actor, own.place.ods_code),
            is_asked=actor.organisation_id is None,
            can_lead=own.can_claim,
        )
    welcome = queries.get_welcome(session, actor)
    return WelcomePage(
        welcome=welcome,
        form=form or Submission(presenting.typed_of(welcome)),
        names=_names(session, actor),
    )


def _own_page(
    session: Reading,
    actor: Actor,
    *,
    ask: Submission[AskGiven] | None = None,
    leave: Submission[LeaveGiven] | None = None,
    done: str = "",
) -> OwnOrganisationPage:
    own = queries.get_belonging(session, actor)
    return OwnOrganisationPage(
        own=own,
        duties=presenting.shown_duties(own),
        names=_names(session, actor),
        ask=ask or Submission(),
        leave=leave or Submission(),
        done=done,
    )


def _names(session: Reading, actor: Actor) -> list[OrganisationBrief]:
    return peer_queries.find_names(session, actor, at_most=_MOST_NAMES_OFFERED)

"""HTML for signing in and out, and for the sessions of an account."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.deployments.keeping_queries import find_waiting
from exchange.deployments.keeping_schemas import Waiting
from exchange.memberships.deciding_queries import find_requests
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Conflict, Invalid, NotFound
from exchange.plumbing.hashing import hashed
from exchange.plumbing.settings import OpenIdProvider, Settings
from exchange.profiles.completeness import completeness
from exchange.profiles.queries import get_profile
from exchange.profiles.schemas import Completeness
from exchange.signing_in import actions, queries, secrets
from exchange.signing_in.devices import device_name
from exchange.signing_in.limits import CODES, SIGN_INS, is_capped
from exchange.signing_in.models import Method
from exchange.signing_in.schemas import (
    AddressGiven,
    CodeGiven,
    LinkGiven,
    Persona,
    SessionBrief,
    SignedIn,
)
from exchange.web.cookies import browser_cookie, set_browser_cookie, set_session_cookie
from exchange.web.forms import Submission, submitted
from exchange.web.limiting import Limited
from exchange.web.rendering import Page, render
from exchange.web.responding import own_path, see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False)
account = APIRouter(
    prefix="/account", dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))], include_in_schema=False
)

AddressForm = Annotated[Submission[AddressGiven], Depends(submitted(AddressGiven))]
CodeForm = Annotated[Submission[CodeGiven], Depends(submitted(CodeGiven))]
LinkForm = Annotated[Submission[LinkGiven], Depends(submitted(LinkGiven))]


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    """Where somebody says who they are."""

    template = "signing_in/sign_in.html"
    form: Submission[AddressGiven]
    providers: tuple[OpenIdProvider, ...]
    personas: list[Persona]
    signed_out: bool = False


@dataclass(frozen=True, kw_only=True)
class CheckMailPage(Page):
    """Where somebody types the code that was mailed."""

    template = "signing_in/check.html"
    form: Submission[CodeGiven] = field(default_factory=Submission)
    is_over: bool = False
    shows_mail: bool = False


@dataclass(frozen=True, kw_only=True)
class LinkPage(Page):
    """What the link in a mail shows: a button in the right browser, advice in any other."""

    template = "signing_in/link.html"
    token: str
    is_theirs: bool


@dataclass(frozen=True, kw_only=True)
class AccountPage(Page):
    """The way to everything that somebody may keep about themselves."""

    template = "signing_in/account.html"
    section = "account"
    completeness: Completeness | None
    requests: int | None
    systems: Waiting | None


@dataclass(frozen=True, kw_only=True)
class SessionsPage(Page):
    """The browsers in which somebody is signed in."""

    template = "signing_in/sessions.html"
    section = "account"
    sessions: list[SessionBrief]


@router.get("/sign-in")
def show_sign_in(
    request: Request,
    session: Reading,
    next_path: Annotated[str, Query(alias="next", max_length=500)] = "",
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    form: Submission[AddressGiven] = Submission({"next": own_path(next_path)})
    return render(request, _sign_in_page(request, session, form, signed_out=done == "signed-out"))


@router.post("/sign-in", dependencies=[Depends(Limited(*SIGN_INS))])
def ask_to_sign_in(request: Request, session: Writing, form: AddressForm) -> Response:
    if form.value is None:
        return render(request, _sign_in_page(request, session, form), status=422)
    verifier = secrets.new_token()
    given = form.value.model_copy(update={"next": own_path(form.value.next)})
    capped = is_capped(request, given.email)
    try:
        actions.start_attempt(session, given, verifier=verifier, is_capped=capped)
    except Invalid as refusal:
        refused = form.refused(refusal.field, str(refusal))
        return render(request, _sign_in_page(request, session, refused), status=422)
    set_browser_cookie(request, verifier)
    return see_other("/sign-in/check")


@router.get("/sign-in/check")
def show_check(request: Request) -> Response:
    over = not browser_cookie(request)
    return render(request, CheckMailPage(is_over=over, shows_mail=_settings(request).demo))


@router.post("/sign-in/check", dependencies=[Depends(Limited(*CODES))])
def check_code(request: Request, session: Writing, actor: CurrentActor, form: CodeForm) -> Response:
    page = CheckMailPage(form=form, shows_mail=_settings(request).demo)
    if form.value is None:
        return render(request, page, status=422)
    try:
        found = actions.try_code(
            session,
            browser_cookie(request),
            form.value.code,
            device=_device(request),
            replacing=actor.session_id,
        )
    except Conflict:
        return render(request, CheckMailPage(is_over=True), status=409)
    if isinstance(found, SignedIn):
        return _enter(request, found)
    if not found.tries_left:
        return render(request, CheckMailPage(is_over=True), status=422)
    message = f"That is not the code. You can try {_times(found.tries_left)} more"
    refused = CheckMailPage(form=form.refused("code", message), shows_mail=_settings(request).demo)
    return render(request, refused, status=422)


@router.get("/sign-in/link")
def show_link(
    request: Request, session: Reading, token: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    attempt = queries.find_attempt(session, link_hash=hashed(token))
    verifier = browser_cookie(request)
    is_theirs = attempt is not None and (
        attempt.method is Method.INVITATION or attempt.verifier_hash == hashed(verifier)
    )
    return render(request, LinkPage(token=token if is_theirs else "", is_theirs=is_theirs))


@router.post("/sign-in/link", dependencies=[Depends(Limited(*CODES))])
def use_link(request: Request, session: Writing, actor: CurrentActor, form: LinkForm) -> Response:
    if form.value is None:
        return render(request, LinkPage(token="", is_theirs=False), status=422)
    try:
        found = actions.use_link(
            session,
            browser_cookie(request),
            form.value.token,
            device=_device(request),
            replacing=actor.session_id,
        )
    except Conflict:
        return render(request, LinkPage(token="", is_theirs=False), status=409)
    return _enter(request, found)


@router.post("/sign-in/as/{person_id}")
def enter_demonstration(request: Request, session: Writing, actor: CurrentActor, person_id: UUID) -> Response:
    if not _settings(request).demo:
        raise NotFound("There is no demonstration here")
    found = actions.start_demonstration(
        session, person_id, device=_device(request), replacing=actor.session_id
    )
    return _enter(request, found)


@router.post("/sign-out")
def sign_out(request: Request, session: Writing, actor: CurrentActor) -> Response:
    actions.sign_out(session, actor)
    set_session_cookie(request, "")
    response = see_other("/sign-in?done=signed-out")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@account.get("")
def show_account(request: Request, session: Reading, actor: CurrentActor) -> Response:
    keeps_profile = actor.may(Permission.KEEP_PROFILE)
    decides = actor.may(Permission.DECIDE_MEMBERSHIPS)
    page = AccountPage(
        completeness=completeness(get_profile(session, actor)) if keeps_profile else None,
        requests=len(find_requests(session, actor).requests) if decides else None,
        systems=find_waiting(session, actor),
    )
    return render(request, page)


@account.get("/sessions")
def show_sessions(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return render(request, SessionsPage(sessions=queries.find_sessions(session, actor)))


@account.post("/sessions/{session_id}/end")
def end_session(session: Writing, actor: CurrentActor, session_id: UUID) -> Response:
    actions.end_session(session, actor, session_id)
    return see_other("/account/sessions")


@account.post("/sessions/end-others")
def end_other_sessions(session: Writing, actor: CurrentActor) -> Response:
    actions.end_other_sessions(session, actor)
    return see_other("/account/sessions")


@account.post("/sessions/extend")
def extend_session(actor: CurrentActor) -> Response:
    return Response(status_code=204)  # being asked for is what extends a session


def _sign_in_page(
    request: Request, session: Reading, form: Submission[AddressGiven], *, signed_out: bool = False
) -> SignInPage:
    settings = _settings(request)
    return SignInPage(
        form=form,
        providers=settings.openid_providers,
        personas=queries.find_personas(session) if settings.demo else [],
        signed_out=signed_out,
    )


def _enter(request: Request, found: SignedIn) -> Response:
    """Give the browser its session; whatever session it had before has ended."""
    set_session_cookie(request, found.token)
    set_browser_cookie(request, "")
    return see_other(found.path)


def _device(request: Request) -> str:
    return device_name(request.headers.get("user-agent", ""))


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"

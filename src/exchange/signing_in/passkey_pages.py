"""HTML for a person's passkeys, and the JSON that their script speaks."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Conflict, ExchangeError
from exchange.plumbing.settings import Settings
from exchange.signing_in import openid_actions, passkey_actions, queries, secrets
from exchange.signing_in.devices import device_name
from exchange.signing_in.limits import PASSKEY_ANSWERS, PASSKEY_STARTS
from exchange.signing_in.openid_pages import Provider, strong_issuers
from exchange.signing_in.proof_schemas import (
    LinkedProvider,
    NewPasskeyGiven,
    NextGiven,
    PasskeyAnswerGiven,
    PasskeyBrief,
    PasskeyNameGiven,
    RelyingParty,
)
from exchange.web.cookies import browser_cookie, set_browser_cookie, set_session_cookie
from exchange.web.limiting import Limited
from exchange.web.rendering import Page, render
from exchange.web.responding import own_path, see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/sign-in/passkey",
    dependencies=[Depends(Needs(Permission.READ_PUBLIC))],
    include_in_schema=False,
)
account = APIRouter(
    prefix="/account/passkeys",
    dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))],
    include_in_schema=False,
)
api = APIRouter(
    prefix="/api/v1/account/passkeys",
    tags=["account"],
    dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))],
)

STARTS = [Depends(Limited(*PASSKEY_STARTS))]
ANSWERS = [Depends(Limited(*PASSKEY_ANSWERS))]
_DONE = {
    "added": "The passkey has been added. You can sign out everywhere else if you wish.",
    "removed": "The passkey has been removed. Remove it from your device too.",
    "unlinked": "Your organisation's single sign-on is no longer linked to your account.",
    "linked": "You can sign in with your organisation's single sign-on from now on.",
}


@dataclass(frozen=True, kw_only=True)
class PasskeysPage(Page):
    """A person's passkeys and single sign-ons."""

    template = "signing_in/passkeys.html"
    section = "account"
    passkeys: list[PasskeyBrief]
    providers: list[LinkedProvider]
    suggested_name: str
    done: str
    problem: str = ""


@account.get("")
def show_passkeys(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The passkeys of whoever is signed in."""
    return render(request, _page(request, session, actor, done=done))


@api.get("")
def list_passkeys(session: Reading, actor: CurrentActor) -> list[PasskeyBrief]:
    """The caller's passkeys, the oldest first."""
    return queries.find_passkeys(session, actor)


@account.post("/options", dependencies=STARTS)
def ask_for_new(request: Request, session: Writing, actor: CurrentActor, given: PasskeyNameGiven) -> Response:
    """Begin to make a passkey."""
    browser = _browser(request)
    try:
        options = passkey_actions.ask_for_new(
            session, actor, _party(request), browser=browser, strong_issuers=strong_issuers(request)
        )
    except ExchangeError as refusal:
        return _refused(refusal)
    return _told(options)


@account.post("", dependencies=ANSWERS)
def add_passkey(request: Request, session: Writing, actor: CurrentActor, given: NewPasskeyGiven) -> Response:
    """Keep a passkey that the browser has made."""
    name = given.name or device_name(request.headers.get("user-agent", ""))
    try:
        passkey_actions.add(
            session,
            actor,
            given.model_copy(update={"name": name}),
            party=_party(request),
            browser=browser_cookie(request),
            strong_issuers=strong_issuers(request),
        )
    except ExchangeError as refusal:  # answered here, so that the challenge stays spent
        return _refused(refusal)
    set_browser_cookie(request, "")
    return _told({"path": "/account/passkeys?done=added"})


@account.post("/{passkey_id}/remove")
def remove_passkey(request: Request, session: Writing, actor: CurrentActor, passkey_id: UUID) -> Response:
    """Forget a passkey."""
    try:
        passkey_actions.remove(
            session,
            actor,
            passkey_id,
            strong_issuers=strong_issuers(request),
            needs_proof=_settings(request).strong_sign_in,
        )
    except Conflict as refusal:
        return render(request, _page(request, session, actor, problem=str(refusal)), status=409)
    return see_other("/account/passkeys?done=removed")


@account.post("/providers/{provider}/unlink")
def unlink_provider(request: Request, session: Writing, actor: CurrentActor, chosen: Provider) -> Response:
    """Take single sign-on off the account."""
    try:
        openid_actions.unlink(
            session,
            actor,
            chosen.issuer,
            strong_issuers=strong_issuers(request),
            needs_proof=_settings(request).strong_sign_in,
        )
    except Conflict as refusal:
        return render(request, _page(request, session, actor, problem=str(refusal)), status=409)
    return see_other("/account/passkeys?done=unlinked")


@router.post("/options", dependencies=STARTS)
def ask_to_sign_in(request: Request, session: Writing, given: NextGiven) -> Response:
    """Begin to sign in with a passkey."""
    options = passkey_actions.ask_to_sign_in(
        session, _party(request), browser=_browser(request), next_path=own_path(given.next)
    )
    return _told(options)


@router.post("", dependencies=ANSWERS)
def sign_in(request: Request, session: Writing, actor: CurrentActor, given: PasskeyAnswerGiven) -> Response:
    """Sign in whoever owns the passkey."""
    try:
        found = passkey_actions.sign_in(
            session,
            given.credential,
            party=_party(request),
            browser=browser_cookie(request),
            device=device_name(request.headers.get("user-agent", "")),
            replacing=actor.session_id,
        )
    except ExchangeError as refusal:  # answered here, so that the challenge stays spent
        return _refused(refusal)
    set_session_cookie(request, found.token)
    set_browser_cookie(request, "")
    return _told({"path": found.path})


def _page(
    request: Request, session: Reading, actor: CurrentActor, *, done: str = "", problem: str = ""
) -> PasskeysPage:
    linked = queries.find_issuers(session, actor)
    return PasskeysPage(
        passkeys=queries.find_passkeys(session, actor),
        providers=[
            LinkedProvider(name=each.name, label=each.label, is_linked=each.issuer in linked)
            for each in _settings(request).openid_providers
        ],
        suggested_name=device_name(request.headers.get("user-agent", "")),
        done=_DONE.get(done, ""),
        problem=problem,
    )


def _browser(request: Request) -> str:
    """Return the secret that marks this browser, giving it one for the next quarter of an hour."""
    secret = browser_cookie(request) or secrets.new_token()
    set_browser_cookie(request, secret)
    return secret


def _party(request: Request) -> RelyingParty:
    settings = _settings(request)
    return RelyingParty(settings.public_host, settings.public_url, settings.service_name)


def _told(body: dict[str, Any]) -> Response:
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


def _refused(refusal: ExchangeError) -> Response:
    """Answer the script in words that it shows as they are."""
    return JSONResponse({"problem": str(refusal)}, 409, headers={"Cache-Control": "no-store"})


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings

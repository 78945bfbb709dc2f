"""The way to an OpenID provider and back."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.people.actor import Actor, Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.clock import now
from exchange.plumbing.database import writing
from exchange.plumbing.errors import Conflict, NotFound, SignInNeeded
from exchange.plumbing.hashing import hashed
from exchange.plumbing.settings import OpenIdProvider, Settings
from exchange.signing_in import openid, openid_actions, secrets
from exchange.signing_in.devices import device_name
from exchange.signing_in.limits import OPENID_RETURNS, OPENID_STARTS
from exchange.signing_in.models import Method, OpenIdAttempt
from exchange.signing_in.openid import Claims, Journey, Unavailable, Untrusted
from exchange.web.cookies import browser_cookie, set_browser_cookie, set_session_cookie
from exchange.web.limiting import Limited
from exchange.web.rendering import Page, render
from exchange.web.responding import own_path, see_other

router = APIRouter(
    prefix="/sign-in/openid",
    dependencies=[Depends(Needs(Permission.READ_PUBLIC))],
    include_in_schema=False,
)

PASSKEYS = "/account/passkeys"


@dataclass(frozen=True, kw_only=True)
class OpenIdProblemPage(Page):
    """Why somebody could not be signed in by their organisation, with the other way."""

    template = "signing_in/openid_problem.html"
    heading: str
    detail: str
    retry_href: str


@dataclass(frozen=True)
class Return:
    """What a provider hands back through the browser."""

    state: Annotated[str, Query(max_length=200)] = ""
    code: Annotated[str, Query(max_length=8000)] = ""
    iss: Annotated[str, Query(max_length=300)] = ""
    error: Annotated[str, Query(max_length=200)] = ""


@dataclass(frozen=True)
class _Kept:
    """What is remembered of where a journey was to end."""

    next_path: str
    person_id: UUID | None


def provider_of(request: Request, provider: str) -> OpenIdProvider:
    """Return the provider that the path names.

    Raises:
        NotFound: it is not configured.
    """
    known = {each.name: each for each in _settings(request).openid_providers}
    if provider not in known:
        raise NotFound("There is no such single sign-on here")
    return known[provider]


Provider = Annotated[OpenIdProvider, Depends(provider_of)]


@router.get("/{provider}", dependencies=[Depends(Limited(*OPENID_STARTS))])
def start(
    request: Request,
    chosen: Provider,
    actor: CurrentActor,
    next_path: Annotated[str, Query(alias="next", max_length=500)] = "",
    link: bool = False,
) -> Response:
    """Send the browser to the provider."""
    if link and not actor.is_signed_in:
        raise SignInNeeded("Sign in to link single sign-on to your account")
    if link and not _is_from_here(request):
        return see_other(PASSKEYS)
    try:
        found = openid.discover(chosen)
    except Unavailable:
        return _problem(request, chosen, *_silent(chosen), 503)
    state, browser = secrets.new_token(), browser_cookie(request) or secrets.new_token()
    attempt = OpenIdAttempt(
        state_hash=hashed(state),
        browser_hash=hashed(browser),
        provider=chosen.name,
        nonce=secrets.new_token(),
        code_verifier=secrets.new_token(),
        next_path=own_path(next_path),
        person_id=actor.person_id if link else None,
        ends_at=now() + openid_actions.LASTS,
    )
    journey = _journey(request, chosen, attempt)
    with writing(request.app.state.engine) as session, session.begin():
        openid_actions.start_attempt(session, actor, attempt, strong_issuers=strong_issuers(request))
    set_browser_cookie(request, browser)
    return see_other(openid.authorisation_url(chosen, found, journey, state))


@router.get("/{provider}/return", dependencies=[Depends(Limited(*OPENID_RETURNS))])
def come_back(
    request: Request, chosen: Provider, actor: CurrentActor, returned: Annotated[Return, Depends()]
) -> Response:
    """Sign in, or link, whoever the provider says came back."""
    try:
        claims, kept = _prove(request, chosen, returned)
        return _finish(request, chosen, actor, claims, kept)
    except Unavailable:
        return _problem(request, chosen, *_silent(chosen), 503)
    except Untrusted:
        detail = f"{chosen.label} did not confirm who you are. Try again, or sign in by e-mail."
        return _problem(request, chosen, "We could not sign you in", detail, 403)
    except Conflict as refusal:
        return _problem(request, chosen, "We could not sign you in", str(refusal), 409)


def strong_issuers(request: Request) -> set[str]:
    """Return the issuers whose word counts as much as a passkey."""
    return {each.issuer for each in _settings(request).openid_providers if each.is_strong}


def _prove(request: Request, provider: OpenIdProvider, returned: Return) -> tuple[Claims, _Kept]:
    """Return who came back. No transaction is open while the provider is asked.

    Raises:
        ExchangeError: it cannot be known.
    """
    with writing(request.app.state.engine) as session, session.begin():
        attempt = openid_actions.take_attempt(
            session, provider.name, state=returned.state, browser=browser_cookie(request)
        )
        journey = _journey(request, provider, attempt)
        kept = _Kept(attempt.next_path, attempt.person_id)
    is_due = openid.discover(provider).names_issuer
    if (is_due or returned.iss) and returned.iss != provider.issuer:
        raise Untrusted("The answer came from another provider")
    if returned.error or not returned.code:
        raise Untrusted("The provider did not sign anybody in")
    return openid.exchange(provider, journey, returned.code), kept


def _finish(
    request: Request, provider: OpenIdProvider, actor: Actor, claims: Claims, kept: _Kept
) -> Response:
    # A provider that does not ask for a second factor is no better than a mailbox, so neither is its session.
    method = Method.OPENID if provider.is_strong else Method.EMAIL
    if kept.person_id is not None and kept.person_id != actor.person_id:
        raise Conflict("You have signed out, or in as somebody else, since you began. Start again.")
    with writing(request.app.state.engine) as session, session.begin():
        if kept.person_id is not None:
            openid_actions.link(session, actor, claims, method, strong_issuers=strong_issuers(request))
            return see_other(f"{PASSKEYS}?done=linked")
        found = openid_actions.sign_in(
            session,
            claims,
            method,
            device=device_name(request.headers.get("user-agent", "")),
            next_path=kept.next_path,
            replacing=actor.session_id,
        )
    set_session_cookie(request, found.token)
    set_browser_cookie(request, "")
    return see_other(found.path)


def _journey(request: Request, provider: OpenIdProvider, attempt: OpenIdAttempt) -> Journey:
    redirect_uri = f"{_settings(request).public_url}/sign-in/openid/{provider.name}/return"
    return Journey(redirect_uri, attempt.nonce, attempt.code_verifier)


def _is_from_here(request: Request) -> bool:
    """Say whether somebody pressed our own link: another site could have them link its own identity."""
    site = request.headers.get("sec-fetch-site")
    referrer = request.headers.get("referer", "")
    return site == "same-origin" if site else referrer.startswith(f"{_settings(request).public_url}/")


def _silent(provider: OpenIdProvider) -> tuple[str, str]:
    return (
        "Single sign-on does not answer",
        f"The single sign-on of {provider.label} does not answer now. Sign in by e-mail, or try again later.",
    )


def _problem(request: Request, provider: OpenIdProvider, heading: str, detail: str, status: int) -> Response:
    page = OpenIdProblemPage(heading=heading, detail=detail, retry_href=f"/sign-in/openid/{provider.name}")
    return render(request, page, status=status)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings

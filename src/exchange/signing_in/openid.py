"""Talking to OpenID providers: where they are, where to send a browser, and what their tokens say.

No database here. Nothing is asked of any machine but the issuer of a configured provider and the
addresses that its own discovery document names.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from exchange.plumbing.clock import now
from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.settings import OpenIdProvider

ALGORITHMS = ("RS256", "ES256", "PS256")
LEEWAY = timedelta(minutes=1)
OLDEST = timedelta(minutes=10)
_KEPT = timedelta(hours=1)
_SECONDS = 5.0
_LARGEST = 1_000_000
_ENTRA_HOSTS = frozenset({"login.microsoftonline.com", "login.microsoftonline.us", "sts.windows.net"})


class Unavailable(ExchangeError):
    """The provider does not answer, or not in a way that can be understood."""


class Untrusted(ExchangeError):
    """What came back from the provider does not prove who somebody is."""


@dataclass(frozen=True)
class Provided:
    """What a provider's discovery document says, with its keys. ``names_issuer``: RFC 9207."""

    authorization_endpoint: str
    token_endpoint: str
    keys: KeySet
    takes_basic: bool
    names_issuer: bool
    read_at: datetime


@dataclass(frozen=True)
class Journey:
    """The secrets of one visit to a provider. ``redirect_uri`` comes from our own settings alone."""

    redirect_uri: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True)
class Claims:
    """Who somebody is to their provider. ``email`` is "" unless the provider can vouch for it."""

    issuer: str
    subject: str
    email: str


_kept: dict[str, Provided] = {}


def discover(provider: OpenIdProvider, *, anew: bool = False) -> Provided:
    """Return what a provider says of itself, kept in this process for an hour.

    Raises:
        Unavailable: it does not answer, or is not the issuer that was configured.
    """
    known = _kept.get(provider.issuer)
    if known is None or anew or known.read_at < now() - _KEPT:
        known = _kept[provider.issuer] = _read(provider)
    return known


def authorisation_url(provider: OpenIdProvider, found: Provided, journey: Journey, state: str) -> str:
    """Return where a browser goes to sign in."""
    url: str = prepare_grant_uri(
        found.authorization_endpoint,
        client_id=provider.client_id,
        response_type="code",
        redirect_uri=journey.redirect_uri,
        scope=provider.scopes,
        state=state,
        nonce=journey.nonce,
        code_challenge=create_s256_code_challenge(journey.code_verifier),
        code_challenge_method="S256",
    )
    return url


def exchange(provider: OpenIdProvider, journey: Journey, code: str) -> Claims:
    """Return who the person is that a code stands for.

    Raises:
        Unavailable: the provider does not answer.
        Untrusted: it refuses the code, or its token is not for us, not from it, not new or not signed.
    """
    found = discover(provider)
    token = _fetch_id_token(provider, found, journey, code)
    try:
        claims = _signed(token, found.keys)
    except (JoseError, ValueError):
        # It may have changed its keys since; its new ones are asked for once.
        claims = _checked_anew(provider, token)
    _check(claims, provider, journey.nonce)
    return _who(claims, provider)


def _checked_anew(provider: OpenIdProvider, token: str) -> dict[str, Any]:
    try:
        return _signed(token, discover(provider, anew=True).keys)
    except (JoseError, ValueError) as problem:
        raise Untrusted("The token is not signed by the provider") from problem


def _signed(token: str, keys: KeySet) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
    return claims


def _check(claims: dict[str, Any], provider: OpenIdProvider, nonce: str) -> None:
    """Raise unless the token is from this provider, for us, for this journey, and of now."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    for_us = provider.client_id in audiences
    by_us = claims.get("azp", provider.client_id) == provider.client_id
    if claims.get("iss") != provider.issuer:
        raise Untrusted("The token is from another issuer")
    if not for_us or not by_us or (len(audiences) > 1 and "azp" not in claims):
        raise Untrusted("The token is for another service")
    if claims.get("nonce") != nonce:
        raise Untrusted("The token belongs to another sign-in")
    moment = now().timestamp()
    leeway = LEEWAY.total_seconds()
    oldest = moment - OLDEST.total_seconds() - leeway
    if not moment - leeway < _number(claims, "exp") or not oldest < _number(claims, "iat") < moment + leeway:
        raise Untrusted("The token is not of now")
    if _number(claims, "nbf", absent=0) > moment + leeway:
        raise Untrusted("The token is not valid yet")


def _number(claims: dict[str, Any], name: str, *, absent: float = float("nan")) -> float:
    """Return a moment in seconds since 1970; not-a-number, which fits no bound, when it is none."""
    value = claims.get(name, absent)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")


def _who(claims: dict[str, Any], provider: OpenIdProvider) -> Claims:
    """Return the identity: issuer and subject; at Entra ID the tenant and its own name for the person."""
    is_entra = urlsplit(provider.issuer).hostname in _ENTRA_HOSTS
    parts = [claims.get(name) for name in (("tid", "oid") if is_entra else ("sub",))]
    texts = [part for part in parts if isinstance(part, str) and part]
    subject = ":".join(texts)
    if len(texts) != len(parts) or len(subject) > 255:
        raise Untrusted("The token does not say who it is about")
    email = claims.get("email")
    # At Entra ID anybody who runs a tenant may write any address, unless the domain is known to be theirs.
    verified = (
        claims.get("xms_edov", claims.get("email_verified"))
        if is_entra
        else claims.get("email_verified", True)
    )
    vouched = verified is True or (is_entra and verified == "1")
    is_usable = vouched and isinstance(email, str)
    return Claims(provider.issuer, subject, str(email).strip().casefold() if is_usable else "")


def _fetch_id_token(provider: OpenIdProvider, found: Provided, journey: Journey, code: str) -> str:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": journey.redirect_uri,
        "code_verifier": journey.code_verifier,
    }
    secret = provider.client_secret.get_secret_value()
    basic = httpx.BasicAuth(provider.client_id, secret) if found.takes_basic else None
    if basic is None:
        form |= {"client_id": provider.client_id, "client_secret": secret}
    answer = _call("POST", found.token_endpoint, data=form, auth=basic)
    if 400 <= answer.status_code < 500:
        raise Untrusted("The provider refused the code")
    token = _document(answer).get("id_token")
    if not isinstance(token, str):
        raise Untrusted("The provider sent no token")
    return token


def _read(provider: OpenIdProvider) -> Provided:
    address = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    document = _document(_call("GET", address))
    if document.get("issuer") != provider.issuer:
        raise Unavailable("The provider is not the issuer that was configured")
    scheme = urlsplit(provider.issuer).scheme
    places = [document.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if not all(isinstance(place, str) and urlsplit(place).scheme == scheme for place in places):
        raise Unavailable("The provider does not say where to go")
    authorization_endpoint, token_endpoint, jwks_uri = map(str, places)
    try:
        keys = KeySet.import_key_set(_document(_call("GET", jwks_uri)))  # type: ignore[arg-type]  # checked by it
    except (JoseError, KeyError, TypeError, ValueError) as problem:
        raise Unavailable("The provider's keys cannot be read") from problem
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Provided(
        authorization_endpoint=authorization_endpoint,
        token_endpoint=token_endpoint,
        keys=keys,
        takes_basic="client_secret_basic" in methods,
        names_issuer=document.get("authorization_response_iss_parameter_supported") is True,
        read_at=now(),
    )


def _call(method: str, url: str, **more: Any) -> httpx.Response:
    """Return a provider's answer; it may not send us on to anybody else."""
    try:
        with httpx.Client(timeout=_SECONDS, headers={"Accept": "application/json"}) as client:
            return client.request(method, url, **more)
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise Unavailable("The provider does not answer") from problem


def _document(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code != 200 or len(answer.content) > _LARGEST:
        raise Unavailable("The provider answers with an error")
    try:
        document = answer.json()
    except ValueError as problem:
        raise Unavailable("The provider's answer cannot be read") from problem
    if not isinstance(document, dict):
        raise Unavailable("The provider's answer cannot be read")
    return document

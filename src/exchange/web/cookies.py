"""The cookies of this service: who is signed in, and which browser began something."""

from http.cookies import SimpleCookie

from fastapi import Request

from exchange.plumbing.settings import Settings

_SESSION = "exchange"
_BROWSER = "exchange-browser"
BROWSER_SECONDS = 15 * 60


def session_cookie(request: Request) -> str:
    """Return the session token that a request carries; "" when there is none."""
    return request.cookies.get(_name(request, _SESSION), "")


def set_session_cookie(request: Request, token: str) -> None:
    """Give the browser a session token, to be kept until it is closed; "" takes it away."""
    _set(request, _SESSION, token, seconds=None if token else 0)


def browser_cookie(request: Request) -> str:
    """Return the secret that marks the browser in which a sign-in began; "" when there is none."""
    return request.cookies.get(_name(request, _BROWSER), "")


def set_browser_cookie(request: Request, secret: str) -> None:
    """Mark the browser for a quarter of an hour; "" takes the mark away."""
    _set(request, _BROWSER, secret, seconds=BROWSER_SECONDS if secret else 0)


def cookie_names(request: Request) -> tuple[str, str]:
    """Return the names of the two cookies that this service sets: the session's, then the browser's."""
    return _name(request, _SESSION), _name(request, _BROWSER)


def carries_cookie(headers: str) -> bool:
    """Say whether a Cookie header holds one of ours."""
    return any(name.strip().removeprefix("__Host-").startswith(_SESSION) for name in headers.split(";"))


def _set(request: Request, name: str, value: str, *, seconds: int | None) -> None:
    """Add a cookie to the response, whichever that will be: ``EveryResponse`` sends it."""
    jar: SimpleCookie = SimpleCookie()
    full_name = _name(request, name)
    jar[full_name] = value
    jar[full_name]["path"] = "/"
    jar[full_name]["httponly"] = True
    jar[full_name]["samesite"] = "Lax"
    if seconds is not None:
        jar[full_name]["max-age"] = seconds
    if _is_secure(request):
        jar[full_name]["secure"] = True
    request.state.cookies = [*getattr(request.state, "cookies", []), jar[full_name].OutputString()]


def _name(request: Request, name: str) -> str:
    """Return the name with the prefix by which browsers hold a cookie to this host and to https."""
    return f"__Host-{name}" if _is_secure(request) else name


def _is_secure(request: Request) -> bool:
    settings: Settings = request.app.state.settings
    return settings.is_https

"""Translate refusals into responses: problem+json under /api, an error page elsewhere."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from exchange.plumbing.errors import Conflict, ExchangeError, Invalid, NotAllowed, NotFound, SignInNeeded
from exchange.plumbing.limits import TooMany
from exchange.web.rendering import Page, render

_OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\\]*\Z")
_LONGEST_PATH = 500

log = structlog.get_logger("exchange.error")

STATUS = {SignInNeeded: 401, NotAllowed: 403, NotFound: 404, Conflict: 409, Invalid: 422, TooMany: 429}
HEADINGS = {
    400: "We could not understand this",
    401: "Sign in to continue",
    403: "You cannot do this",
    404: "Page not found",
    409: "This cannot be done now",
    413: "This is too large",
    422: "There is a problem",
    429: "Too many requests",
    500: "Sorry, there is a problem with the service",
    503: "Sorry, the service is busy",
}
EXPLANATIONS = {
    404: "If you typed the web address, check it is correct. If you pasted it, check you copied all of it.",
    405: "This address does not accept that kind of request.",
    500: "Try again later. If it happens again, tell us the reference below.",
    503: "Try again in a few seconds. Nothing you entered has been lost by us.",
}


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Page):
    """What went wrong, in words, with a way on."""

    template = "errors/error.html"
    heading: str
    detail: str
    reference: str
    sign_in_href: str


def see_other(url: str) -> Response:
    """Redirect after a form was acted on."""
    return RedirectResponse(url, status_code=303)


def own_path(path: str) -> str:
    """Return ``path`` when it leads to a page of ours, else ""; for addresses that a browser hands back."""
    is_ours = _OWN_PATH.match(path) and _OWN_PATH.match(unquote(path)) and len(path) <= _LONGEST_PATH
    return path if is_ours else ""


def moved(url: str) -> Response:
    """Redirect for good: the thing asked for has another address."""
    return RedirectResponse(url, status_code=308)


def refusal(
    request: Request, status: int, detail: str, *, fields: list[dict[str, str]] | None = None
) -> Response:
    """Answer a refusal in the form that the client asked for."""
    if request.url.path.startswith("/api/"):
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
        }
        if fields:
            body["errors"] = fields
        return JSONResponse(body, status, media_type="application/problem+json")
    heading = HEADINGS.get(status, HTTPStatus(status).phrase)
    page = ErrorPage(
        heading=heading,
        detail=detail,
        reference=request.state.request_id if status >= 500 else "",
        sign_in_href=_sign_in_href(request) if status == 401 else "",
    )
    return render(request, page, status=status)


def _sign_in_href(request: Request) -> str:
    """Return where to sign in and come back from; what was sent by a form cannot be sent again."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    came_from = own_path(wanted) if request.method == "GET" else ""
    return f"/sign-in?next={quote(came_from, safe='')}" if came_from else "/sign-in"


def add_error_handlers(app: FastAPI) -> None:
    """Register an answer for every error: ours, the framework's, and those nobody thought of."""
    app.add_exception_handler(ExchangeError, _refused)
    app.add_exception_handler(HTTPException, _http_refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(OperationalError, _database_unavailable)
    app.add_exception_handler(Exception, _unexpected)


def _refused(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    response = refusal(request, status, str(error), fields=_field(error))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _field(error: Exception) -> list[dict[str, str]] | None:
    return [{"field": error.field, "message": str(error)}] if isinstance(error, Invalid) else None


def _http_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = refusal(request, error.status_code, EXPLANATIONS.get(error.status_code, str(error.detail)))
    response.headers.update(error.headers or {})
    return response


def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = [{"field": str(problem["loc"][-1]), "message": _in_words(problem)} for problem in error.errors()]
    detail = "; ".join(f"{field['field']}: {field['message']}" for field in fields)
    return refusal(request, 422, f"This address has a part that we cannot use. {detail}", fields=fields)


def _in_words(problem: dict[str, Any]) -> str:
    message = str(problem["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _database_unavailable(request: Request, error: Exception) -> Response:
    log.error("database unavailable", request_id=request.state.request_id, exc_info=error)
    response = refusal(request, 503, EXPLANATIONS[503])
    response.headers["Retry-After"] = "5"
    return response


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected error", request_id=request.state.request_id, exc_info=error)
    return refusal(request, 500, EXPLANATIONS[500])

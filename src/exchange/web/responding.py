"""Translate refusals into responses: problem+json under /api, an error page elsewhere."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from exchange.plumbing.errors import Conflict, ExchangeError, Invalid, NotAllowed, NotFound
from exchange.web.rendering import Page, render

log = structlog.get_logger("exchange.error")

STATUS = {NotFound: 404, NotAllowed: 403, Conflict: 409, Invalid: 422}
HEADINGS = {
    403: "You cannot do this",
    404: "Page not found",
    409: "This cannot be done now",
    422: "There is a problem",
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
    reference = request.state.request_id if status >= 500 else ""
    return render(request, ErrorPage(heading=heading, detail=detail, reference=reference), status=status)


def add_error_handlers(app: FastAPI) -> None:
    """Register an answer for every error: ours, the framework's, and those nobody thought of."""
    app.add_exception_handler(ExchangeError, _refused)
    app.add_exception_handler(HTTPException, _http_refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(OperationalError, _database_unavailable)
    app.add_exception_handler(Exception, _unexpected)


def _refused(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    return refusal(request, status, str(error))


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

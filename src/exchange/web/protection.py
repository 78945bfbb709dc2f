"""What is refused before anything else looks at it: foreign hosts, foreign origins, bodies without end."""

import re
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exchange.plumbing.settings import LOOPBACK, Settings
from exchange.web.responding import refusal

LARGEST_BODY = 1_000_000
LARGEST_UPLOAD = 11_000_000
_UPLOADS = re.compile(r"/lessons/[^/]+/attachments|(?:/api/v1)?/organisations/[^/]+/systems/import")
_READS = {"GET", "HEAD", "OPTIONS"}


class Protection:
    """ASGI middleware for every request.

    Source of the rule on origins: Go's CrossOriginProtection and OWASP's advice on fetch metadata, but
    stricter: a request that changes something and carries a cookie must say where it comes from.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.origin = settings.public_url
        self.hosts = {settings.public_host} | (LOOPBACK if settings.is_local else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        most = _largest(scope["path"], headers)
        refused = self._refused(scope["method"], scope["path"], headers, most=most)
        if refused:
            await refusal(Request(scope), *refused)(scope, receive, send)
            return
        await self.app(scope, _limited(receive, most), send)

    def _refused(self, method: str, path: str, headers: Headers, *, most: int) -> tuple[int, str] | None:
        host = urlsplit(f"//{headers.get('host', '')}").hostname
        if host not in self.hosts and not path.startswith("/health/"):
            return 400, "This service has another address."
        if method not in _READS and not self._is_from_here(headers):
            return 403, "This request came from another site. Open the page here and try again."
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            return 413, _too_large(most)
        return None

    def _is_from_here(self, headers: Headers) -> bool:
        site = headers.get("sec-fetch-site")
        if site:
            return site == "same-origin"
        origin = headers.get("origin")
        if origin:
            return origin == self.origin
        return "cookie" not in headers


def _largest(path: str, headers: Headers) -> int:
    """Return how many bytes may come in: more for files of a lesson and spreadsheets alone."""
    is_form = headers.get("content-type", "").startswith("multipart/form-data")
    return LARGEST_UPLOAD if is_form and _UPLOADS.fullmatch(path) else LARGEST_BODY


def _too_large(most: int) -> str:
    return f"No more than {'one megabyte' if most == LARGEST_BODY else '10 megabytes'} can be sent at a time."


def _limited(receive: Receive, most: int) -> Receive:
    """Count what arrives: a body sent in pieces need not say how long it is."""
    received = 0

    async def receive_counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(413, _too_large(most))
        return message

    return receive_counted

"""What every response carries: security policy, request id and a log line."""

import base64
import hashlib
import time
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exchange.plumbing.settings import Settings
from exchange.plumbing.signing import without_tokens
from exchange.web.cookies import carries_cookie
from exchange.web.rendering import boot_script

FRUTIGER_HOST = "https://assets.nhs.uk"

log = structlog.get_logger("exchange.request")


def content_security_policy(settings: Settings) -> str:
    """Return the policy: nothing but our own files, and one known inline script by its hash."""
    digest = base64.b64encode(hashlib.sha256(boot_script().encode()).digest()).decode()
    own = ["style-src", "img-src", "font-src", "connect-src", "manifest-src", "form-action"]
    none = ["base-uri", "frame-ancestors", "object-src"]
    rules = ["default-src 'none'", f"script-src 'self' 'sha256-{digest}'"]
    rules += [f"{name} 'self'" for name in own] + [f"{name} 'none'" for name in none]
    if settings.frutiger:
        rules[rules.index("font-src 'self'")] += f" {FRUTIGER_HOST}"
    return "; ".join(rules)


class EveryResponse:
    """ASGI middleware that stamps headers on, times and logs every response, whoever makes it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": content_security_policy(settings),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        }
        if settings.is_https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 500
        is_head = scope["method"] == "HEAD"

        async def send_stamped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._stamp(scope, message, took_ms=1000 * (time.perf_counter() - started))
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        try:
            # The framework answers HEAD for files alone; everywhere else it is a GET without the body.
            await self.app({**scope, "method": "GET"} if is_head else scope, receive, send_stamped)
        finally:
            if not _is_file(scope) and not scope["path"].startswith("/health/"):
                log.info(
                    "request",
                    request_id=request_id,
                    method=scope["method"],
                    path=without_tokens(scope["path"]),  # never the query: it may hold what somebody typed
                    status=status,
                    took_ms=round(1000 * (time.perf_counter() - started), 1),
                )

    def _stamp(self, scope: Scope, message: Message, *, took_ms: float) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in self.headers.items():
            headers.setdefault(name, value)  # a file that people sent in has a stricter policy of its own
        headers["X-Request-Id"] = scope["state"]["request_id"]
        headers["Server-Timing"] = f"app;dur={took_ms:.1f}"
        cookies = scope["state"].get("cookies", [])
        if cookies or (not _is_file(scope) and carries_cookie(Headers(scope=scope).get("cookie", ""))):
            headers["Cache-Control"] = "no-store"
        for cookie in cookies:
            headers.append("Set-Cookie", cookie)


def _is_file(scope: Scope) -> bool:
    return str(scope["path"]).startswith(("/static/", "/assets/"))

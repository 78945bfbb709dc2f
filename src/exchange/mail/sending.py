"""Handing a message over: to a mail server, or to a folder while there is none."""

import os
import re
import smtplib
import ssl
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

from exchange.mail.schemas import Outcome, Result
from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.settings import LOOPBACK, Settings

TIMEOUT_SECONDS = 20.0
"""For each of at most fifteen steps of a conversation, so that a message takes less than a lease."""
LAST_ANSWER_SECONDS = 120.0
"""For the answer to a whole message: a server may look through it first."""
_PORTS = {"smtp": 587, "smtps": 465}
_ENHANCED_CODE = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")
_LINE_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)


class BadSmtpUrl(ExchangeError):
    """The setting for the mail server is not one we can use."""


class Post(Protocol):
    """A way for messages to leave; ``str()`` says which, without a password."""

    def deliver(self, message: EmailMessage, letter_id: UUID) -> Outcome:
        """Hand one message over and say what became of it."""


@dataclass(frozen=True)
class FolderPost:
    """Messages become .eml files, named by the row of the outbox so that none is written twice."""

    folder: Path

    def __str__(self) -> str:
        return f"Mail is written as files into {self.folder}"

    def deliver(self, message: EmailMessage, letter_id: UUID) -> Outcome:
        """Write one file, whole or not at all, that only the service's own user can read."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as file:
                file.write(bytes(message))
            os.replace(file.name, self.folder / f"{letter_id}.eml")
        except OSError as problem:
            return Outcome(Result.LATER, f"The mail folder cannot be written to ({_name(problem)})")
        return Outcome(Result.SENT)


@dataclass(frozen=True)
class SmtpPost:
    """Messages go to a mail server, encrypted wherever it offers that."""

    host: str
    port: int
    is_tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    own_name: str = "localhost"

    def __str__(self) -> str:
        return f"Mail goes to the server {self.host}, port {self.port}"

    def deliver(self, message: EmailMessage, letter_id: UUID) -> Outcome:
        """Send one message by a connection of its own."""
        if message["To"].addresses[0].domain.endswith(".invalid"):
            return Outcome(Result.REFUSED, "The address is made up, as those of the demonstration are")
        try:
            smtp = self._connect()
        except OSError as problem:
            return Outcome(Result.LATER, f"The mail server cannot be reached ({_name(problem)})")
        try:
            self._introduce(smtp)
            return _hand_over(smtp, message)
        except OSError as problem:  # every error of smtplib is one; the final dot has not been sent
            return Outcome(Result.LATER, f"The mail server did not take it ({_name(problem)})")
        finally:
            with suppress(OSError):
                smtp.quit()
            with suppress(OSError):
                smtp.close()

    def _connect(self) -> smtplib.SMTP:
        if self.is_tls:
            return smtplib.SMTP_SSL(
                self.host,
                self.port,
                local_hostname=self.own_name,
                timeout=TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(self.host, self.port, local_hostname=self.own_name, timeout=TIMEOUT_SECONDS)

    def _introduce(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if not self.is_tls and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if not self.user:
            return
        if not isinstance(smtp.sock, ssl.SSLSocket) and self.host not in LOOPBACK:
            raise smtplib.SMTPNotSupportedError("No password goes over a connection without encryption")
        smtp.login(self.user, self.password)


def post_for(settings: Settings) -> Post:
    """Return the way that the settings choose.

    Raises:
        BadSmtpUrl: the address of the mail server cannot be used.
    """
    if not settings.smtp_url:
        return FolderPost(Path(settings.mail_folder))
    try:
        url = urlsplit(settings.smtp_url)
        port = url.port or _PORTS.get(url.scheme, 0)
    except ValueError:
        raise _bad_url() from None
    has_more = url.path not in {"", "/"} or url.query or url.fragment
    if not port or not url.hostname or has_more or bool(url.username) != bool(url.password):
        raise _bad_url()
    return SmtpPost(
        host=url.hostname,
        port=port,
        is_tls=url.scheme == "smtps",
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        own_name=settings.public_host or "localhost",
    )


def _hand_over(smtp: smtplib.SMTP, message: EmailMessage) -> Outcome:
    code, reply = smtp.mail(message["From"].addresses[0].addr_spec)
    if code != 250:  # says something of us and nothing of the message: an operator may put it right
        return Outcome(Result.LATER, f"The mail server refused the sender ({_codes(code, reply)})")
    code, reply = smtp.rcpt(message["To"].addresses[0].addr_spec)
    if code not in {250, 251}:
        return _not_taken(code, reply)
    code, reply = smtp.docmd("DATA")
    if code != 354:
        return _not_taken(code, reply)
    smtp.send(_LINE_WITH_DOT.sub(b"..", bytes(message)) + b".\r\n")
    return _last_answer(smtp)


def _last_answer(smtp: smtplib.SMTP) -> Outcome:
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(LAST_ANSWER_SECONDS)
        code, reply = smtp.getreply()
    except OSError as problem:
        return Outcome(
            Result.UNCERTAIN,
            f"The connection was lost after the whole message had been sent ({_name(problem)})",
        )
    if 200 <= code < 300:
        return Outcome(Result.SENT)
    if 400 <= code < 600:
        return _not_taken(code, reply)
    return Outcome(Result.UNCERTAIN, "The mail server answered the whole message with something unknown")


def _not_taken(code: int, reply: bytes) -> Outcome:
    result = Result.REFUSED if 500 <= code < 600 else Result.LATER
    return Outcome(result, f"The mail server refused it ({_codes(code, reply)})")


def _codes(code: int, reply: bytes) -> str:
    """Return the numbers of an answer alone: its words often repeat the address."""
    enhanced = _ENHANCED_CODE.match(reply)
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)


def _name(problem: OSError) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        reply = problem.smtp_error
        return _codes(problem.smtp_code, reply if isinstance(reply, bytes) else reply.encode())
    return type(problem).__name__


def _bad_url() -> BadSmtpUrl:
    return BadSmtpUrl(
        "EXCHANGE_SMTP_URL must be smtp://HOST:PORT, smtp://USER:PASSWORD@HOST:PORT or smtps:// likewise"
    )

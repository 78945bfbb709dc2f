"""Writing a message: from a row of the outbox to what a mail server takes."""

import re
import textwrap
from email.errors import MessageError
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from exchange.mail.outbox import SERVICE
from exchange.mail.schemas import Letter
from exchange.plumbing.clock import now
from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.hashing import hashed
from exchange.plumbing.settings import Settings

_WIDTH = 76
_LONGEST_LINE = 998
"""In bytes. Source: RFC 5322 section 2.1.1."""
# Besides line breaks, "=?": an encoded word may hold a line break that only appears when it is folded again.
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]|=\?")


class NotMail(ExchangeError):
    """What should become a message holds something that no header may hold."""


class BadSender(ExchangeError):
    """The setting for the sender is no address."""


def compose(letter: Letter, settings: Settings) -> EmailMessage:
    """Return the message, whose Message-ID depends on its cause alone.

    Raises:
        NotMail: recipient or subject cannot stand in a header.
    """
    sender = sender_of(settings)
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = sender
        message["To"] = Address(addr_spec=_header(letter.recipient))
        message["Subject"] = _header(letter.subject)
    except (ValueError, IndexError, MessageError):
        raise NotMail("It cannot be written as mail") from None
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{hashed(letter.key)[:40]}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"  # what NHSmail and other Microsoft servers heed
    text = f"{_wrapped(letter.text)}\n\n{_footer(letter, settings)}".replace(SERVICE, settings.public_url)
    is_plain = text.isascii() and max(map(len, text.splitlines())) <= _LONGEST_LINE
    message.set_content(text, charset="utf-8", cte="7bit" if is_plain else "quoted-printable")
    return message


def sender_of(settings: Settings) -> Address:
    """Return the address that mail comes from.

    Raises:
        BadSender: the setting holds no address, or several, or the one that stands there by default while
            there is a mail server.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = _header(settings.mail_from)
        header: AddressHeader = message["From"]
        (sender,) = header.addresses
        is_usable = bool(sender.username and sender.domain and sender.addr_spec.isascii())
    except (ValueError, IndexError, MessageError):
        is_usable = False
    if not is_usable or (settings.smtp_url and sender.domain.endswith(".invalid")):
        raise BadSender("EXCHANGE_MAIL_FROM must be one address, such as Exchange <no-reply@exchange.nhs.uk>")
    return sender


def _header(value: str) -> str:
    if _FORBIDDEN.search(value):
        raise ValueError("A header may not hold this")
    return value


def _wrapped(text: str) -> str:
    """Break long lines between words; a link stays whole."""
    lines = [
        textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in text.splitlines()
    ]
    return "\n".join("\n".join(parts) for parts in lines)


def _footer(letter: Letter, settings: Settings) -> str:
    reason = "you have an account there" if letter.person_id else "somebody gave this address there"
    return "\n".join(
        [
            "-- ",
            f"{settings.service_name}: {SERVICE}/",
            f"You get this message because {reason}.",
            f"How addresses are used, and how to object: {SERVICE}/privacy",
            "",
        ]
    )

"""The mails about complaints and notices."""

from datetime import datetime

from sqlmodel import Session

from exchange.mail.outbox import SERVICE, enqueue
from exchange.privacy.models import Concern, ConcernKind

RECEIVED = "We have received what you sent to Exchange"
CLOSED = "The answer to what you sent to Exchange"

_NEXT = {
    ConcernKind.DATA_PROTECTION: "Somebody who looks after the service will read it and answer you by",
    ConcernKind.TAKEDOWN: "Somebody who looks after the service will read it and act by",
}


def received(kind: ConcernKind, reference: str, answer_by: datetime) -> str:
    """Return the mail that says what happens next."""
    return f"""Thank you. We have received your {kind}.

Its reference is {reference}. {_NEXT[kind]} {in_words(answer_by)}.

How we handle personal data, and who else you can complain to:
{SERVICE}/privacy"""


def acknowledged(kind: ConcernKind, reference: str) -> str:
    """Return the mail that says that somebody is looking into it."""
    return f"""Somebody has read your {kind}, reference {reference}, and is looking into it.

We will write to you again when we know the outcome."""


def closed(kind: ConcernKind, reference: str, outcome: str) -> str:
    """Return the mail with the outcome."""
    return f"""This is the outcome of your {kind}, reference {reference}:

{outcome}

If you do not agree, you can complain to the Information Commissioner:
https://ico.org.uk/make-a-complaint/"""


def in_words(moment: datetime) -> str:
    """Return a moment in words, in UTC."""
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def enqueue_about(session: Session, concern: Concern, subject: str, step: str, text: str) -> None:
    """Have a mail sent to whoever sent a concern; ``step`` is what caused it."""
    enqueue(session, key=f"concern-{step}:{concern.id}", recipient=concern.email, subject=subject, text=text)

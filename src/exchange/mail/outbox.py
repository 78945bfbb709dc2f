"""Writing a message into the outbox, in the transaction of what causes it."""

from uuid import UUID

from sqlmodel import Session

from exchange.mail.models import OutboxMessage

SERVICE = "{service}"
"""Stands in texts for the address of the service, which the worker alone knows: the only source of links."""


def enqueue(
    session: Session, *, key: str, recipient: str, subject: str, text: str, person_id: UUID | None = None
) -> None:
    """Have a message sent once the caller's transaction is committed.

    Args:
        key: what caused it, for example "membership-approved:ID"; the same key is never sent twice.
        text: paragraphs between empty lines; links are written ``f"{SERVICE}/path"``.
        person_id: whose account it goes to, so that it can be exported, erased and stopped; None before
            there is an account.
    """
    session.add(OutboxMessage(key=key, recipient=recipient, subject=subject, text=text, person_id=person_id))

"""Mail that waits to be sent, or that was."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from exchange.plumbing.clock import now
from exchange.plumbing.database import UtcDateTime, text_enum


class MessageState(StrEnum):
    """How far a message is. ``uncertain``: the server took it, perhaps, and did not say so."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


class OutboxMessage(SQLModel, table=True):
    """One message. ``key`` names its cause, so that one cause sends one message, and its Message-ID.

    A worker that takes a message holds it until ``leased_until``; it may finish it only while it is still
    the ``owner`` of the same attempt. ``copies_perhaps`` counts how often the mail server may have taken it
    without saying so.
    """

    __tablename__ = "outbox_message"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: str = Field(unique=True, max_length=120)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    recipient: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    text: str
    state: MessageState = Field(default=MessageState.WAITING, sa_type=text_enum(MessageState), index=True)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    due_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    attempts: int = 0
    copies_perhaps: int = 0
    owner: str = Field(default="", max_length=80)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    problem: str = Field(default="", max_length=300)

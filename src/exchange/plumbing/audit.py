"""An append-only record of who changed what. Plain text references: it outlives what it describes."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import DateTime
from sqlmodel import Field, Session, SQLModel


class AuditEntry(SQLModel, table=True):
    """One change: the event, who did it, to what, and when (aware UTC)."""

    __tablename__ = "audit_entry"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    event: str = Field(index=True, max_length=80)
    actor: str = Field(max_length=120)
    subject: str = Field(index=True, max_length=200)
    occurred_at: datetime = Field(
        default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True), index=True
    )


def record(session: Session, event: str, *, actor: object, subject: object) -> None:
    """Add an entry to the caller's transaction."""
    session.add(AuditEntry(event=event, actor=str(actor), subject=str(subject)))

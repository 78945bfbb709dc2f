"""An append-only record of who changed what, chained by hashes. Ids only: it outlives what they name."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Field, Session, SQLModel, col, select

from exchange.plumbing.clock import now
from exchange.plumbing.database import UtcDateTime
from exchange.plumbing.errors import ExchangeError

_LOCK = 20_210_823  # any number that nothing else in this database locks


class AuditEntry(SQLModel, table=True):
    """One change: the event, who did it, to what, and when.

    ``hash`` is the SHA-256 of all the other columns and of the hash of the entry before.
    """

    __tablename__ = "audit_entry"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    event: str = Field(index=True, max_length=80)
    actor: str = Field(index=True, max_length=120)
    subject: str = Field(index=True, max_length=200)
    occurred_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    hash: str = Field(max_length=64)


class AuditHead(SQLModel, table=True):
    """The newest entry, kept beside the chain, so that its end cannot be cut off unseen. One row."""

    __tablename__ = "audit_head"

    id: int = Field(default=1, primary_key=True)
    number: int = 0
    hash: str = Field(default="", max_length=64)


class Broken(ExchangeError):
    """The chain does not hold."""


def record(session: Session, event: str, *, actor: object, subject: object) -> None:
    """Add an entry to the caller's transaction; others that want to add one wait for its end."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    head = session.get(AuditHead, 1) or AuditHead()
    if session.get_bind().dialect.name == "postgresql" and head in session:
        session.refresh(head)  # it may have been read before the lock was ours
    entry = AuditEntry(
        number=head.number + 1,
        event=event,
        actor=str(actor),
        subject=str(subject),
        occurred_at=now(),
        hash="",
    )
    entry.hash = hash_of(head.hash, entry)
    head.number, head.hash = entry.number, entry.hash
    session.add_all((entry, head))
    session.flush()


def hash_of(previous: str, entry: AuditEntry) -> str:
    """Return what the hash of ``entry`` must be when that of the entry before is ``previous``."""
    moment = entry.occurred_at.isoformat(timespec="microseconds")
    columns = (previous, str(entry.number), entry.event, entry.actor, entry.subject, moment)
    return hashlib.sha256("\0".join(columns).encode()).hexdigest()


def find_breaks(session: Session) -> Iterator[str]:
    """Say of every entry that was altered, added or removed which one it is; nothing when the chain holds."""
    previous, expected = "", 1
    entries = select(AuditEntry).order_by(col(AuditEntry.number)).execution_options(yield_per=1000)
    for entry in session.exec(entries):
        if entry.number != expected:
            yield _missing(expected, entry.number - 1)
        elif hash_of(previous, entry) != entry.hash:
            yield f"entry {entry.number} was altered"
        previous, expected = entry.hash, entry.number + 1
    head = session.get(AuditHead, 1) or AuditHead()
    if head.number >= expected:
        yield _missing(expected, head.number)
    elif (head.number, head.hash) != (expected - 1, previous):
        yield f"the newest entry is {expected - 1}, but {head.number} was written last by this service"


def _missing(first: int, last: int) -> str:
    return f"entry {first} was removed" if first == last else f"entries {first} to {last} were removed"

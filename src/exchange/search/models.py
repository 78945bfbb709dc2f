"""Searches that people keep, to be asked again."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from exchange.plumbing.clock import now
from exchange.plumbing.database import UtcDateTime

QUERY_LENGTH = 1_000


class SavedSearch(SQLModel, table=True):
    """A search for lessons that somebody keeps.

    ``query`` is what stands behind the question mark of its address, without the page. ``seen_number`` is the
    highest number of a document when they last looked: what has a higher one is new to them.
    """

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("person_id", "query"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    query: str = Field(max_length=QUERY_LENGTH)
    seen_number: int = 0
    saved_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

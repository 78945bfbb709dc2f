"""Complaints, notices about content, and the ledger of erasures."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from exchange.plumbing.clock import now
from exchange.plumbing.database import UtcDateTime, text_enum


class ConcernKind(StrEnum):
    """What somebody writes about: their personal data, or something on a page that should come down."""

    DATA_PROTECTION = "data protection complaint"
    TAKEDOWN = "takedown notice"


class Concern(SQLModel, table=True):
    """A complaint or a notice, with the moment by which it must be answered."""

    __table_args__ = (
        CheckConstraint("(closed_at is null) = (outcome = '')", name="closed_with_outcome"),
        CheckConstraint("closed_at is null or acknowledged_at is not null", name="acknowledged_first"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reference: str = Field(unique=True, max_length=12)
    kind: ConcernKind = Field(sa_type=text_enum(ConcernKind), index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    email: str = Field(max_length=254)
    about_path: str = Field(default="", max_length=500)
    text: str = Field(max_length=5000)
    received_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    answer_by: datetime = Field(sa_type=UtcDateTime, index=True)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str = Field(default="", max_length=2000)


class Erasure(SQLModel, table=True):
    """The ledger: opaque ids of persons who were erased, to replay after a backup is restored."""

    person_id: UUID = Field(primary_key=True)
    erased_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

"""Organisations whose entries were carried over to the ones that took over from them."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from exchange.plumbing.clock import now
from exchange.plumbing.database import UtcDateTime


class OrganisationMerger(SQLModel, table=True):
    """One organisation that became part of another, and who carried its entries over."""

    __tablename__ = "organisation_merger"

    gone_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    into_id: UUID = Field(foreign_key="organisation.id", index=True)
    merged_on: date
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    carried_over_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

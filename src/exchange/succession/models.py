"""Organisations that others took over, and the boards that they belonged to, with dates."""

from datetime import date, datetime
from uuid import UUID, uuid4

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


class IcbMembership(SQLModel, table=True):
    """A board that an organisation belonged to, up to and without the day on which it came to another."""

    __tablename__ = "icb_membership"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    icb_code: str = Field(foreign_key="icb.code", index=True)
    valid_to: date

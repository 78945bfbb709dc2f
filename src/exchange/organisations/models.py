"""NHS organisations keyed by ODS code, the places they belong to, and what they say they are heading for."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from exchange.plumbing.database import text_enum


class OrganisationStatus(StrEnum):
    """Listed until someone joins, then participating; closed when ODS closed it."""

    LISTED = "listed"
    PARTICIPATING = "participating"
    CLOSED = "closed"


class OtherNameKind(StrEnum):
    """Why an organisation is also found under another name."""

    FORMER = "former name"
    ABBREVIATION = "abbreviation"


class Region(SQLModel, table=True):
    """An NHS England region."""

    code: str = Field(primary_key=True, max_length=10)
    name: str = Field(max_length=100)


class Icb(SQLModel, table=True):
    """An integrated care board, with the days from and to which it is valid."""

    code: str = Field(primary_key=True, max_length=10)
    name: str = Field(max_length=200)
    region_code: str | None = Field(default=None, foreign_key="region.code")
    valid_from: date | None = None
    valid_to: date | None = None


class IcbPredecessor(SQLModel, table=True):
    """One board that another took over from; a board may have been split among several."""

    __tablename__ = "icb_predecessor"

    icb_code: str = Field(primary_key=True, foreign_key="icb.code")
    predecessor_code: str = Field(primary_key=True, foreign_key="icb.code")


class OrganisationType(SQLModel, table=True):
    """A type in the shared vocabulary, for example "mental health"."""

    __tablename__ = "organisation_type"

    name: str = Field(primary_key=True, max_length=60)
    description: str = Field(default="", max_length=300)


class Organisation(SQLModel, table=True):
    """One NHS organisation. Coordinates are WGS 84 degrees of its registered address.

    Until when its contracts run is shown only where it ``shows_contracts``.
    """

    __table_args__ = (
        CheckConstraint("latitude between -90 and 90", name="latitude"),
        CheckConstraint("longitude between -180 and 180", name="longitude"),
        CheckConstraint("(latitude is null) = (longitude is null)", name="both_coordinates_or_none"),
        CheckConstraint("beds >= 0", name="beds"),
        CheckConstraint("staff_wte >= 0", name="staff_wte"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    ods_code: str = Field(unique=True, max_length=10)
    name: str = Field(max_length=200, index=True)
    type: str | None = Field(default=None, foreign_key="organisation_type.name", index=True)
    postcode: str = Field(default="", max_length=10)
    icb_code: str | None = Field(default=None, foreign_key="icb.code", index=True)
    region_code: str | None = Field(default=None, foreign_key="region.code", index=True)
    status: OrganisationStatus = Field(
        default=OrganisationStatus.LISTED, sa_type=text_enum(OrganisationStatus), index=True
    )
    website: str = Field(default="", max_length=300)
    beds: int | None = None
    staff_wte: int | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    successor_ods_code: str | None = Field(default=None, max_length=10, index=True)
    latitude: float | None = None
    longitude: float | None = None
    shows_contracts: bool = False


class OtherName(SQLModel, table=True):
    """A former name or an abbreviation under which an organisation is also looked for."""

    __tablename__ = "other_name"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    name: str = Field(max_length=200)
    kind: OtherNameKind = Field(sa_type=text_enum(OtherNameKind))
    source_url: str = Field(default="", max_length=500)
    source_date: str = Field(default="", max_length=10)


class Maturity(SQLModel, table=True):
    """Self-assessed digital maturity of one care setting: seven What Good Looks Like scores from 1 to 5."""

    __table_args__ = (UniqueConstraint("organisation_id", "care_setting"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    care_setting: str = Field(max_length=40)
    well_led: float
    smart_foundations: float
    safe_practice: float
    support_people: float
    empower_citizens: float
    improve_care: float
    healthy_populations: float


class Theme(SQLModel, table=True):
    """A strategic priority of the shared vocabulary; closed programmes are history, not choices."""

    code: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=120)
    kind: str = Field(default="", max_length=80)
    status: str = Field(default="current", max_length=40)


class OrganisationTheme(SQLModel, table=True):
    """A theme that an organisation has declared or publicly taken part in, with its horizon."""

    __tablename__ = "organisation_theme"

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    theme_code: str = Field(primary_key=True, foreign_key="theme.code")
    horizon: str = Field(default="", max_length=40)
    source_url: str = Field(default="", max_length=500)
    source_date: str = Field(default="", max_length=10)


class IcbMembership(SQLModel, table=True):
    """A board that an organisation belonged to, up to and without the day on which it came to another."""

    __tablename__ = "icb_membership"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    icb_code: str = Field(foreign_key="icb.code", index=True)
    valid_to: date

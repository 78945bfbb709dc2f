"""The technology registry: who makes what, what it does, and who uses it at which stage."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from exchange.plumbing.clock import now
from exchange.plumbing.database import UtcDateTime, text_enum


class Stage(StrEnum):
    """How far a deployment has come, in the order in which it moves."""

    EXPLORING = "exploring"
    PROCURING = "procuring"
    IMPLEMENTING = "implementing"
    LIVE = "live"
    REPLACING = "replacing"
    RETIRED = "retired"


class FunctionalArea(SQLModel, table=True):
    """What technology does, for example ePMA, under one of NHS England's digital capabilities."""

    __tablename__ = "functional_area"

    code: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=150)
    short_name: str = Field(max_length=60)
    capability: str = Field(default="", max_length=150)


class Supplier(SQLModel, table=True):
    """Who makes a product. ``slug`` is its name in addresses."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True, max_length=120)
    slug: str = Field(unique=True, max_length=120)
    website: str = Field(default="", max_length=300)


class SupplierAlias(SQLModel, table=True):
    """Another or former name of a supplier."""

    __tablename__ = "supplier_alias"

    name: str = Field(primary_key=True, max_length=120)
    supplier_id: UUID = Field(foreign_key="supplier.id", index=True)


class Product(SQLModel, table=True):
    """What a supplier calls a product today, and the functional area it is mainly for."""

    __table_args__ = (UniqueConstraint("supplier_id", "name"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=120, index=True)
    slug: str = Field(unique=True, max_length=250)
    supplier_id: UUID = Field(foreign_key="supplier.id", index=True)
    functional_area_code: str | None = Field(default=None, foreign_key="functional_area.code", index=True)


class ProductProposal(SQLModel, table=True):
    """A product that somebody named who had not found it, until an administrator has accepted it."""

    __tablename__ = "product_proposal"

    product_id: UUID = Field(primary_key=True, foreign_key="product.id")
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    proposed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class ProductAlias(SQLModel, table=True):
    """Another or former name of a product."""

    __tablename__ = "product_alias"
    __table_args__ = (UniqueConstraint("product_id", "name"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    product_id: UUID = Field(foreign_key="product.id")
    name: str = Field(max_length=120, index=True)


class Deployment(SQLModel, table=True):
    """An organisation's use of a product in a functional area.

    ``started_on``, ``live_on``, ``retired_on`` and ``source_date`` hold as much of an ISO date as is known:
    2023, 2023-05 or 2023-05-17. A deployment with no ``confirmed_on`` rests on its public source alone:
    a web page (``source_url``) or a titled document (``source``), as of ``source_date``. When a confirmation
    lapses, its day moves to ``was_confirmed_on``. The contract's first and last quarter read 2027-Q1;
    ``modules`` stand between semicolons. ``version`` rises with every change.
    """

    __table_args__ = (
        UniqueConstraint("organisation_id", "functional_area_code", "supplier_id", "product_id"),
        CheckConstraint("product_id is null or supplier_id is not null", name="product_has_supplier"),
        CheckConstraint("confirmed_on is null or was_confirmed_on is null", name="confirmed_or_lapsed"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    functional_area_code: str = Field(foreign_key="functional_area.code", index=True)
    supplier_id: UUID | None = Field(default=None, foreign_key="supplier.id", index=True)
    product_id: UUID | None = Field(default=None, foreign_key="product.id", index=True)
    stage: Stage = Field(sa_type=text_enum(Stage), index=True)
    started_on: str = Field(default="", max_length=10)
    live_on: str = Field(default="", max_length=10)
    retired_on: str = Field(default="", max_length=10)
    confirmed_on: date | None = Field(default=None, index=True)
    source_url: str = Field(default="", max_length=500)
    source_date: str = Field(default="", max_length=10)
    source: str = Field(default="", max_length=300)
    note: str = Field(default="", max_length=500)
    confirmed_by_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    was_confirmed_on: date | None = None
    owner_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    product_version: str = Field(default="", max_length=60)
    modules: str = Field(default="", max_length=500)
    contract_from: str = Field(default="", max_length=7)
    contract_to: str = Field(default="", max_length=7)
    version: int = 1


class ChangeKind(StrEnum):
    """What was done to a deployment."""

    ADDED = "added"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REMOVED = "removed"
    LAPSED = "lapsed"
    UNDONE = "undone"
    MOVED = "moved"


class DeploymentChange(SQLModel, table=True):
    """One change of one deployment: what it was and what it became, as JSON; "" where it was not there.

    ``undoes_id`` is the change that an undoing took back.
    """

    __tablename__ = "deployment_change"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    deployment_id: UUID = Field(index=True)
    kind: ChangeKind = Field(sa_type=text_enum(ChangeKind))
    before: str = ""
    after: str = ""
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    import_id: UUID | None = Field(default=None, foreign_key="deployment_import.id", index=True)
    undoes_id: UUID | None = Field(default=None, foreign_key="deployment_change.id", index=True)
    happened_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)

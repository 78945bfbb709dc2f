"""How the registry is kept true: imports, errors pointed out, questions by mail, asks of suppliers."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from exchange.plumbing.clock import now
from exchange.plumbing.database import UtcDateTime, text_enum


class ImportState(StrEnum):
    """How far a spreadsheet is: checked, looked at, written into the registry, perhaps taken back."""

    CHECKING = "checking"
    CHECKED = "checked"
    WRITING = "writing"
    WRITTEN = "written"
    UNDONE = "undone"
    FAILED = "failed"


class ReportState(StrEnum):
    """What became of an error that somebody pointed out."""

    OPEN = "open"
    CORRECTED = "corrected"
    RIGHT = "right as it is"


class DeploymentImport(SQLModel, table=True):
    """A spreadsheet of deployments that somebody sent in, until it is forgotten.

    ``content`` holds the cells of the file, ``choices`` what its unknown names stand for and which cells were
    corrected, ``findings`` what was shown, all as JSON; they are emptied once it can be undone no more.
    ``rows_done`` of ``rows`` have been checked. While it is checked or written in the background, it belongs
    to the worker ``owner`` until ``leased_until``; ``attempts`` counts the workers that took it.
    """

    __tablename__ = "deployment_import"
    __table_args__ = (CheckConstraint("rows_done between 0 and rows", name="rows_done"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    file_name: str = Field(max_length=200)
    content: bytes = b""
    choices: str = "{}"
    state: ImportState = Field(default=ImportState.CHECKING, sa_type=text_enum(ImportState), index=True)
    findings: str = "{}"
    rows: int = 0
    rows_done: int = 0
    sent_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    written_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    owner: str = Field(default="", max_length=120)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    version: int = 1


class ErrorReport(SQLModel, table=True):
    """An error that somebody pointed out in a deployment, or a system that is missing; and the answer."""

    __tablename__ = "error_report"
    __table_args__ = (CheckConstraint("(state = 'open') = (answered_at is null)", name="answered_iff_dated"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    deployment_id: UUID | None = Field(default=None, index=True)
    about: str = Field(max_length=300)
    text: str = Field(max_length=1000)
    reporter_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    state: ReportState = Field(default=ReportState.OPEN, sa_type=text_enum(ReportState), index=True)
    answer: str = Field(default="", max_length=1000)
    answered_by_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    reported_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StillTrueQuestion(SQLModel, table=True):
    """The last day on which a person was asked by mail whether an organisation's entries are still true."""

    __tablename__ = "still_true_question"

    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    asked_on: date


class SupplierAsk(SQLModel, table=True):
    """What organisations that use a product ask of its supplier together."""

    __tablename__ = "supplier_ask"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    product_id: UUID = Field(foreign_key="product.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    text: str = Field(max_length=500)
    asked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SupplierAskBacking(SQLModel, table=True):
    """An organisation that joins what others ask of a supplier."""

    __tablename__ = "supplier_ask_backing"

    ask_id: UUID = Field(primary_key=True, foreign_key="supplier_ask.id")
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    backed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

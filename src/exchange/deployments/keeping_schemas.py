"""What leaves the registry for those who keep it true, and what they send in."""

import re
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, field_validator

from exchange.people.schemas import Given, Shape
from exchange.plumbing.cells import partial_date
from exchange.technologies.models import ChangeKind, Stage

_QUARTER = re.compile(r"(?:([0-9]{4})[ -]?Q([1-4])|Q([1-4])[ -]?([0-9]{4}))", re.IGNORECASE)

Standing = Literal["confirmed", "lapsed", "unconfirmed"]


def _as_far_as_known(typed: object) -> object:
    """Return "03/2023" as "2023-03"; "" stays."""
    return str(partial_date(typed.strip())) if isinstance(typed, str) and typed.strip() else typed


def _quarter(typed: object) -> object:
    """Return "Q1 2027" as "2027-Q1"; "" stays."""
    if not isinstance(typed, str) or not typed.strip():
        return typed
    found = _QUARTER.fullmatch(typed.strip())
    if found is None:
        raise ValueError("Enter a quarter, for example 2027-Q1")
    return f"{found[1] or found[4]}-Q{found[2] or found[3]}"


PartialDay = Annotated[str, BeforeValidator(_as_far_as_known)]
Quarter = Annotated[str, BeforeValidator(_quarter)]
IdOrNone = Annotated[UUID | None, BeforeValidator(lambda typed: typed or None)]
Lines = Annotated[
    str, BeforeValidator(lambda typed: typed.replace("\r\n", "\n") if isinstance(typed, str) else typed)
]


class Seen(Given):
    """The version of the entry that somebody looked at."""

    version: int = Field(ge=1, title="the version that was shown")


class Ticked(Given):
    """Entries that somebody ticked, each as "id:version" with the version that they saw."""

    entries: list[str] = Field(default_factory=list, max_length=500, title="entries")

    @field_validator("entries")
    @classmethod
    def _are_entries(cls, entries: list[str]) -> list[str]:
        for each in entries:
            id, _, version = each.partition(":")
            UUID(id), int(version)
        return entries

    @property
    def seen(self) -> dict[UUID, int]:
        """Return the version that was seen, by the id of the entry."""
        return {UUID(id): int(version) for id, _, version in (each.partition(":") for each in self.entries)}


class Shown(Shape):
    """What was done before the list is shown, and whether all boxes are ticked to begin with."""

    done: str = Field(default="", max_length=20)
    confirmed: int = Field(default=0, ge=0, le=500)
    left: int = Field(default=0, ge=0, le=500)
    tick: Literal["all", ""] = ""


class ContractsGiven(Given):
    """Whether an organisation shows the quarters of its contracts."""

    shows: bool = Field(title="whether contracts are shown")


class EntryGiven(Given):
    """A system as somebody says it is.

    ``system`` is a product or supplier of the vocabularies, by any of its names; a product that is not in
    them is named by ``new_product`` and ``new_supplier`` instead. ``version`` is of the entry that was looked
    at, 0 for a new one.
    """

    version: int = Field(default=0, ge=0)
    system: str = Field(default="", max_length=250, title="the system")
    new_product: str = Field(default="", max_length=120, title="the name of the product")
    new_supplier: str = Field(default="", max_length=120, title="its supplier")
    functional_area: str = Field(min_length=1, max_length=40, title="what it is for")
    stage: Stage = Field(title="how far it is")
    started_on: PartialDay = Field(default="", max_length=10, title="when it started")
    live_on: PartialDay = Field(default="", max_length=10, title="when it went or goes live")
    retired_on: PartialDay = Field(default="", max_length=10, title="when it was retired")
    product_version: str = Field(default="", max_length=60, title="version")
    modules: str = Field(default="", max_length=500, title="modules")
    owner_id: IdOrNone = Field(default=None, title="who looks after the entry")
    note: Lines = Field(default="", max_length=500, title="note")
    contract_from: Quarter = Field(default="", max_length=7, title="the first quarter of the contract")
    contract_to: Quarter = Field(default="", max_length=7, title="the last quarter of the contract")


class Colleague(Shape):
    """A member of the organisation who may look after an entry."""

    id: UUID
    name: str


class Entry(Shape):
    """One system of an organisation, for those who keep its list.

    ``undo_id`` is the change of the last hour by the viewer that can be taken back; names of persons are told
    to the organisation's own members alone.
    """

    id: UUID
    version: int
    name: str
    area_code: str
    area: str
    supplier: str
    product: str
    is_proposed: bool
    stage: Stage
    since: str
    started_on: str
    live_on: str
    retired_on: str
    product_version: str
    modules: str
    note: str
    contract_from: str
    contract_to: str
    standing: Standing
    confirmed_on: date | None
    confirmed_by: str
    owner_id: UUID | None
    owner: str
    source_label: str
    source_url: str
    source: str
    can_change: bool
    is_asked: bool
    undo_id: UUID | None = None


class Removed(Shape):
    """A system that the viewer has taken off the list within the last hour."""

    id: UUID
    name: str
    undo_id: UUID


class Register(Shape):
    """An organisation's systems, as its own people see them. ``waiting`` counts those not confirmed."""

    ods_code: str
    organisation: str
    href: str
    entries: tuple[Entry, ...]
    removed: tuple[Removed, ...]
    waiting: int
    can_add: bool
    is_closed: bool
    shows_contracts: bool


class Waiting(Shape):
    """How much of an organisation's list nobody has confirmed."""

    organisation: str
    href: str
    waiting: int
    entries: int

    @property
    def in_words(self) -> str:
        """Return "7 of 12 not confirmed", "all 12 confirmed" or "none recorded yet"."""
        if not self.entries:
            return "none recorded yet"
        return f"{self.waiting} of {self.entries} not confirmed" if self.waiting else "all confirmed"


class Named(Shape):
    """One option of a list."""

    key: str
    name: str


class Choices(Shape):
    """What the form of an entry offers. ``systems`` are written as the form takes them."""

    systems: tuple[str, ...]
    areas: tuple[Named, ...]
    colleagues: tuple[Colleague, ...]
    suppliers: tuple[str, ...]


class Kept(Shape):
    """One entry to change, where it belongs, and what the form offers; no entry when one is added."""

    ods_code: str
    organisation: str
    href: str
    shows_contracts: bool
    entry: Entry | None
    choices: Choices


class FieldChange(Shape):
    """One field that changed; "" where nothing stood or stands."""

    label: str
    before: str
    after: str


class Change(Shape):
    """One change in words; ``who`` is told to the organisation's own members alone."""

    id: UUID
    kind: ChangeKind
    name: str
    words: str
    who: str
    happened_at: datetime
    fields: tuple[FieldChange, ...]
    can_undo: bool


class History(Shape):
    """What became of an organisation's systems, the newest first."""

    ods_code: str
    organisation: str
    href: str
    changes: tuple[Change, ...]
    page: int
    pages: int


class ProposalGiven(Given):
    """What an administrator decides to call a proposed product; the names as they are accept it."""

    name: str = Field(min_length=1, max_length=120, title="the name of the product")
    supplier: str = Field(min_length=1, max_length=120, title="its supplier")


class Proposal(Shape):
    """A product that somebody named and an administrator has not looked at yet."""

    product_id: UUID
    name: str
    supplier: str
    href: str
    merge_href: str
    organisation: str
    proposed_at: datetime
    uses: int
    alike: tuple[str, ...]


class Bulk(Shape):
    """What confirming several entries came to: those that had changed meanwhile were left alone."""

    confirmed: int
    left: int

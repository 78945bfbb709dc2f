"""What is asked of organisations and what comes back; the same shapes serve pages and API."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, computed_field

from exchange.organisations.models import OrganisationStatus, OtherNameKind

PAGE_SIZE = 25

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Value = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
PageNumber = Annotated[int, BeforeValidator(lambda given: given or 1), Field(ge=1, le=100_000)]


class Shape(BaseModel):
    """Base of everything below: a value that nobody changes."""

    model_config = ConfigDict(frozen=True)


class OrganisationFilter(Shape):
    """Which organisations to list; "" leaves a field open.

    ``q`` is what somebody typed: part of a name, an abbreviation, an ODS code or a postcode district, typing
    errors included. ``supplier`` and ``area`` together ask for that supplier's systems in that functional
    area. The code of a closed ICB stands for the ICBs that took over.
    """

    q: Words = ""
    region: Value = ""
    icb: Value = ""
    type: Value = ""
    supplier: Value = ""
    area: Value = ""
    page: PageNumber = 1


class Choice(Shape):
    """One option of a filter."""

    value: str
    label: str


class Choices(Shape):
    """The options of every filter."""

    region: tuple[Choice, ...]
    icb: tuple[Choice, ...]
    type: tuple[Choice, ...]
    supplier: tuple[Choice, ...]
    area: tuple[Choice, ...]


class EprBrief(Shape):
    """An electronic patient record in a few words, with who says so and when."""

    name: str
    stage: str
    source_label: str
    source_url: str


class OrganisationSummary(Shape):
    """One row of the directory. Coordinates are WGS 84 degrees of the registered address."""

    ods_code: str
    name: str
    type: str
    icb_code: str
    icb: str
    region_code: str
    region: str
    status: OrganisationStatus
    successor_ods_code: str
    latitude: float | None
    longitude: float | None
    epr: tuple[EprBrief, ...]

    @computed_field
    def href(self) -> str:
        """Return the address of the organisation's page."""
        return f"/organisations/{self.ods_code}"

    @property
    def is_closed(self) -> bool:
        """Say whether ODS has closed it."""
        return self.status is OrganisationStatus.CLOSED


class OrganisationList(Shape):
    """One page of the directory. ``nearly``: nothing has all the words asked for, these have some."""

    total: int
    page: int
    pages: int
    nearly: bool
    organisations: tuple[OrganisationSummary, ...]


class Other(Shape):
    """A former name or an abbreviation."""

    name: str
    kind: OtherNameKind
    source_url: str


class Predecessor(Shape):
    """A closed organisation that became part of this one, directly or through others."""

    ods_code: str
    name: str
    closed_on: date | None


class FormerIcb(Shape):
    """A board that the organisation belonged to; ``left_on`` is the first day on which it did not."""

    icb_code: str
    icb: str
    left_on: date


class System(Shape):
    """What an organisation uses in one functional area. ``since`` is as precise as is known.

    The quarters of a contract ("2027-Q1") are told where the organisation shows them. A proposed product has
    been named by somebody and not been checked yet.
    """

    id: UUID
    area_code: str
    area: str
    supplier_slug: str
    supplier: str
    product_slug: str
    product: str
    stage: str
    since: str
    confirmed: bool
    source_label: str
    source_url: str
    source: str
    note: str
    is_proposed: bool
    contract_from: str
    contract_to: str


class Capability(Shape):
    """The systems that serve one of NHS England's digital capabilities."""

    name: str
    systems: tuple[System, ...]


class ThemeBrief(Shape):
    """A strategic priority, with its horizon and source."""

    code: str
    name: str
    kind: str
    horizon: str
    source_label: str
    source_url: str


class NetworkBrief(Shape):
    """A formal group that the organisation belongs to."""

    name: str
    kind: str
    source_label: str
    source_url: str


class MaturityScore(Shape):
    """One What Good Looks Like score from 1 to 5, beside the median of the same care setting."""

    measure: str
    score: float
    median: float


class MaturityOfSetting(Shape):
    """Self-assessed digital maturity of one care setting; ``compared`` organisations assessed it."""

    care_setting: str
    compared: int
    scores: tuple[MaturityScore, ...]


class SourceOf(StrEnum):
    """What a source is named for on the page of an organisation."""

    FACTS = "facts"
    STAFF = "staff"
    MATURITY = "digital maturity"


class SourceBrief(Shape):
    """Where a file of reference data came from."""

    about: SourceOf
    title: str
    publisher: str
    url: str
    published_on: str
    caution: str


class OrganisationDetail(OrganisationSummary):
    """An organisation in full."""

    postcode: str
    website: str
    staff_wte: int | None
    beds: int | None
    opened_on: date | None
    closed_on: date | None
    other_names: tuple[Other, ...]
    predecessors: tuple[Predecessor, ...]
    former_icbs: tuple[FormerIcb, ...]
    capabilities: tuple[Capability, ...]
    themes: tuple[ThemeBrief, ...]
    networks: tuple[NetworkBrief, ...]
    maturity: tuple[MaturityOfSetting, ...]
    sources: tuple[SourceBrief, ...]


class Here(Shape):
    """The organisation asked for has its page under this code."""

    ods_code: str


class Moved(Shape):
    """What was asked for is now found under another code; ``asked_for`` "" when no explanation is needed."""

    ods_code: str
    asked_for: str


class Unknown(Shape):
    """Nothing has that code or name; these have the closest."""

    asked_for: str
    closest: tuple[OrganisationSummary, ...]


class Became(Shape):
    """What became of the organisation or name that somebody followed a link to."""

    text: str

"""What is asked of the coverage of the registry and what comes back: for pages, CSV and API."""

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BeforeValidator, computed_field

from exchange.organisations.schemas import PageNumber, Value
from exchange.people.schemas import Shape

PAGE_SIZE = 50


class By(StrEnum):
    """What the figures are counted by."""

    AREA = "area"
    ICB = "icb"
    TYPE = "type"


class Known(StrEnum):
    """What is known of an organisation: the best of its entries counts. "any" is all of them but none."""

    ANY = "any"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"
    PUBLIC = "public"
    NONE = "none"


def _or_default(default: StrEnum | None) -> BeforeValidator:
    return BeforeValidator(lambda given: given or default)


class CoverageFilter(Shape):
    """Which organisations and entries count, and by what; "" leaves a field open."""

    by: Annotated[By, _or_default(By.AREA)] = By.AREA
    area: Value = ""
    icb: Value = ""
    type: Value = ""

    def query(self, **changes: str) -> str:
        """Return the fields in use as an address carries them."""
        values = {**self.model_dump(mode="json"), **changes}
        return urlencode({name: value for name, value in values.items() if value})


class OrganisationsFilter(Shape):
    """Which organisations a figure counts."""

    area: Value = ""
    icb: Value = ""
    type: Value = ""
    known: Annotated[Known | None, _or_default(None)] = None
    page: PageNumber = 1

    def query(self) -> str:
        """Return the fields in use as an address carries them, without the page."""
        values = self.model_dump(mode="json", exclude={"page"})
        return urlencode({name: value for name, value in values.items() if value})


class Figures(Shape):
    """Organisations of one group. Confirmed, lapsed and public source only add up to those with an entry.

    ``entries`` are systems that are not retired, ``undated`` those of which no date is known;
    ``median_age_months`` is of the others, None where there are none.
    """

    key: str
    label: str
    organisations: int
    with_entry: int
    confirmed: int
    lapsed: int
    public_only: int
    without_entry: int
    entries: int
    undated: int
    median_age_months: int | None
    hrefs: dict[str, str]

    @property
    def age(self) -> str:
        """Return the median age in words."""
        if self.median_age_months is None:
            return "Not known"
        return f"{self.median_age_months} {'month' if self.median_age_months == 1 else 'months'}"


class Coverage(Shape):
    """The figures by group, the best known last, and those of all that count together."""

    by: By
    rows: tuple[Figures, ...]
    total: Figures


class CoveredOrganisation(Shape):
    """One organisation, the best that is known of it, and the month of its newest entry ("" when undated)."""

    ods_code: str
    name: str
    type: str
    icb: str
    known: Known
    entries: int
    confirmed_entries: int
    newest: str

    @computed_field
    def href(self) -> str:
        """Return its address."""
        return f"/organisations/{self.ods_code}"

    @property
    def known_in_words(self) -> str:
        """Return what is known."""
        return {
            Known.CONFIRMED: "Confirmed by the organisation",
            Known.LAPSED: "Confirmed once, lapsed since",
            Known.PUBLIC: "Public source only",
        }.get(self.known, "No entry")


class CoveredOrganisations(Shape):
    """One page of the organisations that a figure counts."""

    total: int
    page: int
    pages: int
    organisations: tuple[CoveredOrganisation, ...]

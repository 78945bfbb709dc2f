"""What is asked of the list of people and what comes back; the same shapes serve pages and API."""

from datetime import date
from uuid import UUID

from pydantic import computed_field

from exchange.organisations.schemas import Choice, PageNumber, Value, Words
from exchange.people.schemas import Shape
from exchange.profiles.vocabulary import Subject

PAGE_SIZE = 25


class PeopleFilter(Shape):
    """Which people to list; "" leaves a field open.

    ``q`` is what somebody typed: part of a name, of what can be asked, or a subject. ``product`` is a slug,
    ``organisation`` an ODS code or a name, the others are codes and names of the vocabularies.
    """

    q: Words = ""
    area: Value = ""
    product: Value = ""
    theme: Value = ""
    role: Value = ""
    region: Value = ""
    icb: Value = ""
    organisation: Words = ""
    page: PageNumber = 1


class FilterChoices(Shape):
    """The options of every filter."""

    area: tuple[Choice, ...]
    product: tuple[Choice, ...]
    theme: tuple[Choice, ...]
    role: tuple[Choice, ...]
    region: tuple[Choice, ...]
    icb: tuple[Choice, ...]


class PersonName(Shape):
    """Somebody who can be asked, by name."""

    person_id: UUID
    name: str

    @computed_field
    def href(self) -> str:
        """Return the address of their page."""
        return f"/people/{self.person_id}"


class Workplace(Shape):
    """The organisation that somebody belongs to."""

    ods_code: str
    name: str

    @computed_field
    def href(self) -> str:
        """Return the address of its page."""
        return f"/organisations/{self.ods_code}"


class PersonSummary(PersonName):
    """One row of the list. ``away_until`` is the last day; ``cover`` can be asked until then."""

    role: str
    organisation: Workplace | None
    can_help: tuple[Subject, ...]
    ask_me_about: str
    away_until: date | None
    cover: PersonName | None
    is_demonstration: bool
    is_self: bool


class PeopleList(Shape):
    """One page of the list. ``corrected`` are the words looked for instead, when nothing has ``q``."""

    total: int
    page: int
    pages: int
    corrected: str
    people: tuple[PersonSummary, ...]


class PeopleHere(Shape):
    """Some of the people who can be asked at an organisation or about a subject, and how many there are."""

    total: int = 0
    people: tuple[PersonSummary, ...] = ()


class PersonDetail(PersonSummary):
    """Somebody in full. ``paused_until`` is told to those who can open the page of who has paused."""

    wants_to_learn: tuple[Subject, ...]
    would_like_to_learn: str
    takes_requests: bool
    paused_until: date | None
    is_colleagues_only: bool
    colleagues: tuple[PersonSummary, ...]

"""What a room tells, and what is written in one."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field, computed_field

from exchange.directory.schemas import PersonSummary
from exchange.lessons.schemas import LessonsHere
from exchange.people.schemas import Given, Shape
from exchange.technologies.models import Stage

ASK_LENGTH = 500
Lines = Annotated[
    str, BeforeValidator(lambda typed: typed.replace("\r\n", "\n") if isinstance(typed, str) else typed)
]


class AskGiven(Given):
    """What an organisation asks of a supplier."""

    text: Lines = Field(min_length=1, max_length=ASK_LENGTH, title="what you ask of the supplier")


class RoomBrief(Shape):
    """A room in the list of rooms. ``missing`` organisations must confirm the product before it opens."""

    slug: str
    product: str
    supplier: str
    organisations: int
    missing: int
    asks: int

    @computed_field
    def href(self) -> str:
        """Return its address."""
        return f"/rooms/{self.slug}"


class RoomMember(Shape):
    """An organisation that has confirmed the product, or had; ``person`` is whom to ask there."""

    ods_code: str
    organisation: str
    stage: Stage
    since: str
    confirmed: str
    person: PersonSummary | None

    @computed_field
    def organisation_href(self) -> str:
        """Return its address."""
        return f"/organisations/{self.ods_code}"


class Backer(Shape):
    """An organisation that asks, the one that wrote it first; ``has_lapsed`` when it confirms no more."""

    ods_code: str
    organisation: str
    has_lapsed: bool

    @computed_field
    def organisation_href(self) -> str:
        """Return its address."""
        return f"/organisations/{self.ods_code}"


class Ask(Shape):
    """What organisations ask of the supplier: whose it is, and what the viewer may do with it."""

    id: UUID
    text: str
    asked_on: date
    backers: tuple[Backer, ...]
    is_own: bool
    is_backed: bool
    can_back: bool
    can_withdraw: bool

    @property
    def organisations(self) -> int:
        """Return how many ask it."""
        return len(self.backers)


class Room(Shape):
    """A room as its readers see it. While ``missing`` is not 0 it has not opened, and tells no more."""

    slug: str
    product: str
    product_href: str
    supplier: str
    supplier_href: str
    missing: int
    members: tuple[RoomMember, ...]
    lapsed: tuple[RoomMember, ...]
    asks: tuple[Ask, ...]
    can_ask: bool
    why_not: str
    lessons: LessonsHere

    @property
    def href(self) -> str:
        """Return its address."""
        return f"/rooms/{self.slug}"

    @property
    def missing_in_words(self) -> str:
        """Return how many must still confirm."""
        return {1: "One more organisation must confirm", 2: "Two more organisations must confirm"}.get(
            self.missing, "Three organisations must confirm"
        )

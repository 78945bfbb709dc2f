"""What a person is shown of their profile, and what they send in to change it."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, computed_field

from exchange.people.models import Audience
from exchange.people.schemas import Given, Shape
from exchange.profiles.vocabulary import Subject, SubjectKind

MOST_CHARACTERS = 500
MOST_CHOICES = 100
MOST_REQUESTS = 20

Codes = Annotated[
    tuple[Annotated[str, StringConstraints(max_length=250)], ...], Field(max_length=MOST_CHOICES)
]
OneLine = Annotated[str, AfterValidator(lambda typed: " ".join(typed.split()))]
Lines = Annotated[
    str, BeforeValidator(lambda typed: typed.replace("\r\n", "\n") if isinstance(typed, str) else typed)
]
DayOrNone = Annotated[date | None, BeforeValidator(lambda typed: None if typed == "" else typed)]
IdOrNone = Annotated[UUID | None, BeforeValidator(lambda typed: None if typed == "" else typed)]


class ProfileGiven(Given):
    """The whole of a profile. ``version`` is that of the profile which was changed."""

    name: OneLine = Field(min_length=1, max_length=100, title="your name")
    job_role: str = Field(default="", max_length=80, title="your role")
    helps_areas: Codes = Field(default=(), title="functional areas you can help with")
    learns_areas: Codes = Field(default=(), title="functional areas you would like to learn about")
    helps_products: Codes = Field(default=(), title="products you can help with")
    learns_products: Codes = Field(default=(), title="products you would like to learn about")
    helps_themes: Codes = Field(default=(), title="themes you can help with")
    learns_themes: Codes = Field(default=(), title="themes you would like to learn about")
    ask_me_about: Lines = Field(default="", max_length=MOST_CHARACTERS, title="what to ask you about")
    would_like_to_learn: Lines = Field(
        default="", max_length=MOST_CHARACTERS, title="what you would like to learn"
    )
    request_budget: int = Field(
        default=3, ge=0, le=MOST_REQUESTS, title="the number of open requests you take"
    )
    audience: Audience = Field(default=Audience.STAFF, title="who may find you")
    away_until: DayOrNone = Field(default=None, title="the last day you are away")
    cover_person_id: IdOrNone = Field(default=None, title="who can be asked instead")
    version: int = Field(ge=1, title="the version of the profile that you changed")

    def chosen(self, kind: SubjectKind) -> tuple[Codes, Codes]:
        """Return what they can help with and want to learn in one vocabulary."""
        return {
            SubjectKind.AREA: (self.helps_areas, self.learns_areas),
            SubjectKind.PRODUCT: (self.helps_products, self.learns_products),
            SubjectKind.THEME: (self.helps_themes, self.learns_themes),
        }[kind]


class Pressed(StrEnum):
    """The buttons of the form."""

    SAVE = "save"
    FIND = "find products"


class ProfileForm(ProfileGiven):
    """The form of the page, which also looks for products to add."""

    product_words: str = Field(default="", max_length=100, title="the name of a product")
    press: Pressed = Field(default=Pressed.SAVE, title="a button")


class PauseLength(StrEnum):
    """For how long somebody pauses."""

    ONE_WEEK = "1 week"
    FOUR_WEEKS = "4 weeks"
    UNTIL = "until a date"


class PauseGiven(Given):
    """A pause. ``until``, its last day, counts when the length says "until a date"."""

    length: PauseLength = Field(default=PauseLength.FOUR_WEEKS, title="for how long")
    until: DayOrNone = Field(default=None, title="the last day of the pause")


class Pause(Shape):
    """Whether somebody has paused: ``until`` is the last day, None without a pause."""

    until: date | None


class Named(Shape):
    """Somebody or something with a name, to choose or to link to."""

    id: str
    name: str
    href: str


class Profile(Shape):
    """A person's own profile.

    ``away_until`` and ``paused_until`` are last days; neither is shown once it has passed. ``cover`` stands
    in while they are away.
    """

    person_id: UUID
    name: str
    job_role: str
    organisation: Named | None
    helps: tuple[Subject, ...]
    learns: tuple[Subject, ...]
    ask_me_about: str
    would_like_to_learn: str
    request_budget: int
    audience: Audience
    away_until: date | None
    cover: Named | None
    paused_until: date | None
    version: int

    @computed_field
    def href(self) -> str:
        """Return the address of the page that others see."""
        return f"/people/{self.person_id}"


class MissingField(Shape):
    """Something that a profile does not say yet, with where to say it."""

    label: str
    href: str


class Completeness(Shape):
    """How much of a profile is there, in whole per cent, and what is not."""

    percent: int
    missing: tuple[MissingField, ...]


class InUse(Shape):
    """What an organisation has registered: codes of areas and themes, slugs of products."""

    areas: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()


class Offers(Shape):
    """What the form offers: roles, colleagues who can stand in, and what the organisation uses."""

    roles: tuple[str, ...]
    colleagues: tuple[Named, ...]
    in_use: InUse

"""What somebody sends in to write a lesson, and what they are shown while they do."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, field_validator

from exchange.lessons.models import (
    LONG_LENGTH,
    REASON_LENGTH,
    SHORT_LENGTH,
    TITLE_LENGTH,
    Candour,
    LessonState,
    Outcome,
)
from exchange.lessons.schemas import LessonContact, LessonLinkOut, Publisher, Relative, Subject
from exchange.people.schemas import Given, Shape
from exchange.profiles.schemas import MOST_CHOICES, IdOrNone, Lines, MissingField, Named, OneLine
from exchange.technologies.models import Stage

LINKS_LENGTH = 5_000
MOST_LINKS = 20
NOTES_LENGTH = 12_000


class WordsGiven(Given):
    """Base of texts that come in: without the character that no database keeps."""

    @field_validator("*", mode="before")
    @classmethod
    def _without_nul(cls, typed: Any) -> Any:
        return typed.replace("\0", "") if isinstance(typed, str) else typed


def _or_none(typed: Any) -> Any:
    return None if typed == "" else typed


Codes = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1, max_length=250)], ...],
    Field(max_length=MOST_CHOICES),
]
StageOrNone = Annotated[Stage | None, BeforeValidator(_or_none)]
OutcomeOrNone = Annotated[Outcome | None, BeforeValidator(_or_none)]


class LessonKind(StrEnum):
    """What somebody begins to write."""

    LESSON = "lesson"
    BLUEPRINT = "blueprint"


class LessonBegun(Given):
    """The beginning of a draft."""

    type: LessonKind = Field(default=LessonKind.LESSON, title="what you want to share")


class NotesGiven(WordsGiven):
    """Notes to make a draft of."""

    notes: Lines = Field(min_length=1, max_length=NOTES_LENGTH, title="your notes")


class LessonGiven(WordsGiven):
    """The whole text of a lesson. A draft may lack anything.

    ``happened_on`` is as much of a date as is known: a year, a month or a day. ``links`` has one address a
    line, and after it, if you like, what it leads to. Without ``contact_person_id`` whoever has the role
    ``contact_role`` is asked. Without ``stage`` it is taken from the organisation's entry.
    ``false_alarm`` is a knowledge lead's reason why what looks like an NHS number is none.
    ``version`` is that of the lesson which was changed.
    """

    title: OneLine = Field(default="", max_length=TITLE_LENGTH, title="the title")
    context: Lines = Field(default="", max_length=SHORT_LENGTH, title="the context")
    what_we_did: Lines = Field(default="", max_length=LONG_LENGTH, title="what you did")
    what_happened: Lines = Field(default="", max_length=LONG_LENGTH, title="what happened")
    do_differently: Lines = Field(default="", max_length=LONG_LENGTH, title="what you would do differently")
    ask_us_about: Lines = Field(default="", max_length=SHORT_LENGTH, title="what to ask you about")
    preconditions: Lines = Field(default="", max_length=LONG_LENGTH, title="the preconditions")
    steps: Lines = Field(default="", max_length=LONG_LENGTH, title="the steps")
    artefacts: Lines = Field(default="", max_length=LONG_LENGTH, title="the artefacts")
    what_we_changed: Lines = Field(default="", max_length=LONG_LENGTH, title="what you changed")
    areas: Codes = Field(default=(), title="functional areas")
    products: Codes = Field(default=(), title="products")
    themes: Codes = Field(default=(), title="themes")
    stage: StageOrNone = Field(default=None, title="the stage")
    outcome: OutcomeOrNone = Field(default=None, title="whether it worked")
    happened_on: str = Field(default="", max_length=10, title="when it happened")
    links: Lines = Field(default="", max_length=LINKS_LENGTH, title="links and sources")
    candour: Candour = Field(default=Candour.STAFF, title="who sees it")
    contact_person_id: IdOrNone = Field(default=None, title="whom to ask")
    contact_role: OneLine = Field(default="knowledge lead", min_length=1, max_length=80, title="a role")
    false_alarm: Lines = Field(default="", max_length=REASON_LENGTH, title="the reason")
    version: int = Field(ge=1, title="the version of the lesson that you changed")


class Pressed(StrEnum):
    """The buttons of the form."""

    SAVE = "save"
    PREVIEW = "save and preview"
    NEXT = "save and go on"
    FILES = "save and add files"
    FIND = "find products"


class LessonForm(LessonGiven):
    """The form of the page, which also looks for products to add."""

    product_words: str = Field(default="", max_length=100, title="the name of a product")
    press: Pressed = Field(default=Pressed.SAVE, title="a button")


class VersionGiven(Given):
    """A change of a lesson without any text: ``version`` is that of the lesson which was looked at."""

    version: int = Field(ge=1, title="the version of the lesson that you looked at")


class Saved(Shape):
    """What was saved: the version it has now, and, of an autosave, what was left out and why.

    ``is_with_reviewer``: it was published, and is seen again when its reviewer has agreed to the change.
    """

    slug: str
    version: int
    saved_at: datetime
    is_with_reviewer: bool = False
    left_out: tuple[str, ...] = ()


class LessonText(Shape):
    """A lesson as its form sends it, for whoever changes it. Lists hold codes and slugs."""

    title: str
    context: str
    what_we_did: str
    what_happened: str
    do_differently: str
    ask_us_about: str
    preconditions: str
    steps: str
    artefacts: str
    what_we_changed: str
    areas: tuple[str, ...]
    products: tuple[str, ...]
    themes: tuple[str, ...]
    stage: Stage | None
    outcome: Outcome | None
    happened_on: str
    links: str
    candour: Candour
    contact_person_id: UUID | None
    contact_role: str
    version: int


class LessonToWrite(Shape):
    """A lesson that somebody writes, and what is still missing before it can be submitted.

    ``notes`` are those that the draft was made of. ``needs_review``: it is published, and a change of it goes
    to its reviewer. ``knows_origin`` is false where its reviewer may not know
    whose it is; they then cannot change who is asked.
    """

    slug: str
    href: str
    state: LessonState
    is_blueprint: bool
    adapted_from: Relative | None
    text: LessonText
    notes: str
    missing: tuple[MissingField, ...]
    needs_review: bool
    knows_origin: bool = Field(exclude=True)
    can_overrule: bool = Field(exclude=True)
    organisation: str = Field(exclude=True)
    person_id: UUID = Field(exclude=True)

    @property
    def is_draft(self) -> bool:
        """Say whether it is saved while somebody types: what is published changes by a button alone."""
        return self.state is LessonState.DRAFT


class Choices(Shape):
    """What the form offers beyond the vocabularies: colleagues and roles to ask, and what is in use."""

    colleagues: tuple[Named, ...]
    roles: tuple[str, ...]
    areas_in_use: frozenset[str]
    products_in_use: frozenset[str]
    themes_in_use: frozenset[str]


class OwnLesson(Shape):
    """A lesson of one's own in a list: how far it is, and what to do next."""

    slug: str
    title: str
    href: str
    is_blueprint: bool
    state: LessonState
    state_in_words: str
    changed: str
    next_step: str
    next_href: str
    can_delete: bool


class Audience(StrEnum):
    """Whose eyes a preview looks through; "relay" is anybody's, with the origin hidden."""

    PUBLIC = "public"
    STAFF = "staff"
    NETWORKS = "networks"
    RELAY = "relay"


class Preview(Shape):
    """A lesson as one audience sees it: ``is_seen`` is false where they do not.

    ``signs`` are places where a patient may be named, each as a sentence, and ``missing`` what is still to be
    said: both for its author alone.
    """

    slug: str
    href: str
    audience: Audience
    is_seen: bool
    note: str
    title: str
    publisher: Publisher | None
    contact: LessonContact | None
    context: str = ""
    what_we_did: str = ""
    what_happened: str = ""
    do_differently: str = ""
    ask_us_about: str = ""
    preconditions: str = ""
    steps: str = ""
    artefacts: str = ""
    what_we_changed: str = ""
    outcome: Outcome | None = None
    stage: Stage | None = None
    happened: str = ""
    is_blueprint: bool = False
    areas: tuple[Subject, ...] = ()
    systems: tuple[Subject, ...] = ()
    themes: tuple[Subject, ...] = ()
    links: tuple[LessonLinkOut, ...] = ()
    files: tuple[str, ...] = ()
    signs: tuple[str, ...]
    missing: tuple[MissingField, ...]
    state: LessonState
    version: int

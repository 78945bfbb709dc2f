"""What comes in and goes out where a lesson is reviewed, taken down and answered."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from exchange.lessons.flags import Flag
from exchange.lessons.models import (
    LONG_LENGTH,
    REASON_LENGTH,
    SHORT_LENGTH,
    TITLE_LENGTH,
    Candour,
    CheckReason,
    LessonState,
)
from exchange.lessons.schemas import Reply
from exchange.people.schemas import Given, Shape

OneLine = Annotated[str, AfterValidator(lambda typed: " ".join(typed.split()))]
Lines = Annotated[
    str, BeforeValidator(lambda typed: typed.replace("\r\n", "\n") if isinstance(typed, str) else typed)
]
Short = Annotated[Lines, Field(max_length=SHORT_LENGTH)]
Long = Annotated[Lines, Field(max_length=LONG_LENGTH)]


class EditGiven(Given):
    """The texts of a lesson as a reviewer leaves them; what is not given stays.

    ``version`` is that of the lesson which was read.
    """

    title: OneLine | None = Field(default=None, max_length=TITLE_LENGTH, title="the title")
    context: Short | None = Field(default=None, title="the context")
    what_we_did: Long | None = Field(default=None, title="what we did")
    what_happened: Long | None = Field(default=None, title="what happened")
    do_differently: Long | None = Field(default=None, title="what we would do differently")
    ask_us_about: Short | None = Field(default=None, title="what to ask us about")
    preconditions: Long | None = Field(default=None, title="the preconditions")
    steps: Long | None = Field(default=None, title="the steps")
    artefacts: Long | None = Field(default=None, title="the artefacts")
    what_we_changed: Long | None = Field(default=None, title="what we changed")
    version: int = Field(ge=1, title="the version of the lesson that you read")


class Pressed(StrEnum):
    """The buttons of a review."""

    SAVE = "save"
    PUBLISH = "publish"
    RETURN = "return"


class ReviewForm(EditGiven):
    """The form of the page: the texts, a note to the author, and what to do."""

    note: Lines = Field(default="", max_length=REASON_LENGTH, title="the note to the author")
    press: Pressed = Field(default=Pressed.SAVE, title="a button")

    def edits(self) -> EditGiven:
        """Return the texts alone."""
        return EditGiven(**self.model_dump(include=set(EditGiven.model_fields)))


class ReturnGiven(Given):
    """Why a lesson goes back to its author."""

    note: Lines = Field(min_length=1, max_length=REASON_LENGTH, title="what the author should change")


class TakeDownGiven(Given):
    """Why a lesson is taken down; its author reads it."""

    reason: Lines = Field(min_length=1, max_length=REASON_LENGTH, title="the reason")


class ReplyGiven(Given):
    """What a supplier answers; the supplier by the word that stands for it in addresses."""

    supplier: str = Field(min_length=1, max_length=120, title="the supplier")
    text: Lines = Field(min_length=1, max_length=LONG_LENGTH, title="what the supplier answers")
    received_on: date = Field(title="the day on which it was received")


class ReviewItem(Shape):
    """A lesson in a reviewer's queue. ``place`` is "" where it may not be told; ``flags`` are kinds, once."""

    slug: str
    href: str
    title: str
    place: str
    since: str
    candour: Candour
    flags: tuple[str, ...]


class TwoTexts(Shape):
    """One text of a lesson: as it was submitted, and as it is now. ``longest`` in characters."""

    name: str
    label: str
    submitted: str
    current: str
    longest: int
    is_changed: bool


class Review(Shape):
    """A lesson before its reviewer. ``author`` and ``place`` are "" where they may not be told."""

    slug: str
    title: str
    state: LessonState
    candour: Candour
    audience: str
    author: str
    place: str
    since: str
    about: tuple[str, ...]
    texts: tuple[TwoTexts, ...]
    flags: tuple[Flag, ...]
    missing: tuple[str, ...]
    version: int
    is_own: bool


class Decision(Shape):
    """What became of a submitted lesson: a note of its reviewer, and the texts that were changed."""

    slug: str
    href: str
    title: str
    state: LessonState
    outcome: str
    note: str
    changed: tuple[TwoTexts, ...]


class SupplierChoice(Shape):
    """A supplier that a lesson is about or names."""

    slug: str
    name: str


class EnteredReply(Reply):
    """A supplier's answer as an administrator sees it."""

    id: UUID


class Status(Shape):
    """Where a lesson stands, and what the viewer may do about that.

    ``state_note`` says what to beware of, as a sentence without its stop.
    """

    slug: str
    href: str
    title: str
    state: LessonState
    check_reason: CheckReason | None
    state_note: str
    audience: str
    review_note: str
    published: str
    checked: str
    takedown_reason: str
    replies: tuple[EnteredReply, ...]
    suppliers: tuple[SupplierChoice, ...]
    can_edit: bool
    can_submit: bool
    can_take_back: bool
    can_publish: bool
    can_review: bool
    can_confirm: bool
    can_archive: bool
    can_bring_back: bool
    can_take_down: bool
    can_restore: bool
    can_enter_reply: bool
    purge_href: str
    is_author: bool

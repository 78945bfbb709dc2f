"""What leaves the lessons subject."""

from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from exchange.lessons.models import Candour, CheckReason, LessonState, Outcome, UseKind
from exchange.peers.schemas import Reason, add_up
from exchange.people.schemas import Shape
from exchange.technologies.models import Stage


class SubjectKind(StrEnum):
    """What a lesson can be about."""

    AREA = "functional area"
    PRODUCT = "product"
    SUPPLIER = "supplier"
    THEME = "theme"


class Subject(Shape):
    """Something a lesson is about. ``key`` is its code or slug."""

    kind: SubjectKind
    key: str
    name: str
    href: str


class Publisher(Shape):
    """The organisation that learned it; places by name, "" where unknown."""

    ods_code: str
    name: str
    href: str
    type: str
    region: str


class ContactKind(StrEnum):
    """How somebody is reached who knows more."""

    PERSON = "person"
    ROLE = "role"
    RELAY = "relay"


class LessonContact(Shape):
    """Whom to ask: a person, for members of staff; else a role at the organisation; by relay nobody is named.

    ``text`` says it in a sentence without its stop, and ``note`` what to know before asking.
    """

    kind: ContactKind
    text: str
    name: str = ""
    role: str = ""
    href: str = ""
    note: str = ""
    is_demonstration: bool = False


class LessonSource(Shape):
    """The public source that a lesson was written from by somebody else than the organisation."""

    url: str
    title: str
    publisher: str
    published: str
    read_on: date | None


class LessonSummary(Shape):
    """A lesson in a list. ``publisher`` is None by relay; ``uses`` counts those who used or adapted it.

    ``happened`` is in words, "" where unknown; ``is_current`` is false while the lesson needs checking.
    """

    id: UUID = Field(exclude=True)
    slug: str
    href: str
    title: str
    summary: str
    publisher: Publisher | None
    areas: tuple[Subject, ...]
    systems: tuple[Subject, ...]
    stage: Stage | None
    outcome: Outcome | None
    happened: str
    candour: Candour
    is_blueprint: bool
    is_current: bool
    is_from_public_source: bool
    is_demonstration: bool
    uses: int


class LessonLinkOut(Shape):
    """Something elsewhere that a lesson points to."""

    url: str
    title: str


class AttachmentBrief(Shape):
    """A file of a lesson; ``size`` in bytes, ``size_in_words`` for people."""

    name: str
    media_type: str
    size: int
    size_in_words: str
    href: str


class Report(Shape):
    """What one organisation made of a lesson."""

    kind: UseKind
    organisation: Publisher
    what_was_different: str
    reported: str


class Reply(Shape):
    """What a supplier answers to a lesson that names it."""

    supplier: str
    text: str
    received_on: date


class Relative(Shape):
    """A lesson that another one was adapted from, or into."""

    title: str
    href: str


class LessonDetail(LessonSummary):
    """One lesson in full, and what the viewer may do with it.

    ``state_note`` says in a sentence what to beware of: that it needs checking and why, is archived, or not
    published yet; "" where there is nothing.
    """

    context: str
    what_we_did: str
    what_happened: str
    do_differently: str
    ask_us_about: str
    preconditions: str
    steps: str
    artefacts: str
    what_we_changed: str
    themes: tuple[Subject, ...]
    links: tuple[LessonLinkOut, ...]
    attachments: tuple[AttachmentBrief, ...]
    source: LessonSource | None
    contact: LessonContact
    adapted_from: Relative | None
    adaptations: tuple[Relative, ...]
    state: LessonState
    check_reason: CheckReason | None
    state_note: str
    published: str
    checked: str
    reports: tuple[Report, ...]
    replies: tuple[Reply, ...]
    can_edit: bool = Field(exclude=True)
    can_review: bool = Field(exclude=True)
    can_use: bool = Field(exclude=True)
    is_author: bool = Field(exclude=True)


class RecommendedLesson(Shape):
    """A lesson worth reading; ``because`` is what lifts it most, ``reasons`` add up to ``score``."""

    lesson: LessonSummary
    score: float = Field(ge=0, le=1)
    because: str
    reasons: tuple[Reason, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        add_up(self.score, self.reasons)
        return self


class Neighbours(Shape):
    """Lessons that go with one: with another outcome, about another stage, and otherwise alike."""

    related: tuple[LessonSummary, ...] = ()
    contradictory: tuple[LessonSummary, ...] = ()
    complementary: tuple[LessonSummary, ...] = ()


class PublishedLesson(Shape):
    """A lesson and the moment it was published, for feeds."""

    lesson: LessonSummary
    published_at: datetime


class LessonsHere(Shape):
    """The newest lessons of one place or subject, how many there are in all, and where all are listed."""

    total: int = 0
    href: str = ""
    lessons: tuple[LessonSummary, ...] = ()

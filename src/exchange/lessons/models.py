"""Lessons: what an organisation learned, what it is about, and what others made of it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from exchange.plumbing.clock import now
from exchange.plumbing.database import UtcDateTime, text_enum
from exchange.technologies.models import Stage

TITLE_LENGTH = 120
SHORT_LENGTH = 1_000
LONG_LENGTH = 6_000
REASON_LENGTH = 500


class LessonState(StrEnum):
    """How far a lesson is, in the order in which it moves."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    NEEDS_CHECKING = "needs checking"
    ARCHIVED = "archived"


class Candour(StrEnum):
    """Who sees a lesson; by relay nobody learns who wrote it or where."""

    PUBLIC = "public"
    STAFF = "NHS staff"
    NETWORKS = "my networks"
    RELAY = "relay"


class Outcome(StrEnum):
    """Whether what was done worked."""

    WORKED = "worked"
    MIXED = "mixed"
    DID_NOT_WORK = "did not work"


class UseKind(StrEnum):
    """What another organisation made of a lesson."""

    USED = "used"
    ADAPTED = "adapted"
    DID_NOT_WORK = "tried, did not work"
    NOT_FOR_US = "not for us"


class CheckReason(StrEnum):
    """Why a lesson may no longer hold."""

    AGE = "age"
    PRODUCT = "product retired or replaced"
    CONTACT = "contact left"
    CONTRADICTED = "contradicted by a use"


class Lesson(SQLModel, table=True):
    """One lesson, and a blueprint where ``is_blueprint``: with steps, artefacts and preconditions.

    The long texts are Markdown. ``happened_on`` and ``source_date`` hold as much of an ISO date as is known.
    ``slug`` names it in addresses: its id in hexadecimal until it is first published, then words of its title
    for good. ``contact_person_id`` is asked; without one whoever has the role ``contact_role`` at the
    organisation, so that there is always somebody. ``version`` rises with every change of the text.

    By relay, moments are cut to the first of their month when the lesson leaves its author's hands, so that
    nobody can tell who was busy at the time.

    A lesson from a public source has ``source_url`` and no author. One that was taken down is kept, hidden.

    ``review_note`` is what a reviewer said on returning it. ``asked_on`` is when somebody was last asked by
    mail whether it still holds; ``outlives_systems`` that it does although a system that it names is on its
    way out.
    """

    __table_args__ = (
        CheckConstraint("contact_person_id is not null or contact_role <> ''", name="always_a_contact"),
        CheckConstraint(
            "state not in ('published', 'needs checking', 'archived') or published_at is not null",
            name="published_is_dated",
        ),
        CheckConstraint("state = 'draft' or title <> ''", name="titled"),
        CheckConstraint(
            "(state = 'needs checking') = (check_reason is not null)", name="checking_has_a_reason"
        ),
        CheckConstraint("(taken_down_at is null) = (takedown_reason = '')", name="taken_down_with_a_reason"),
        # All that decides who sees a lesson: thousands are told apart without reading their texts.
        Index("ix_lesson_audience", "id", "state", "candour", "organisation_id", "taken_down_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    slug: str = Field(unique=True, max_length=100)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    author_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    contact_person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    contact_role: str = Field(default="knowledge lead", max_length=80)

    title: str = Field(default="", max_length=TITLE_LENGTH)
    context: str = Field(default="", max_length=SHORT_LENGTH)
    what_we_did: str = Field(default="", max_length=LONG_LENGTH)
    what_happened: str = Field(default="", max_length=LONG_LENGTH)
    do_differently: str = Field(default="", max_length=LONG_LENGTH)
    ask_us_about: str = Field(default="", max_length=SHORT_LENGTH)
    stage: Stage | None = Field(default=None, sa_type=text_enum(Stage), index=True)
    outcome: Outcome | None = Field(default=None, sa_type=text_enum(Outcome), index=True)
    happened_on: str = Field(default="", max_length=10)
    candour: Candour = Field(default=Candour.STAFF, sa_type=text_enum(Candour))

    is_blueprint: bool = False
    preconditions: str = Field(default="", max_length=LONG_LENGTH)
    steps: str = Field(default="", max_length=LONG_LENGTH)
    artefacts: str = Field(default="", max_length=LONG_LENGTH)
    adapted_from_id: UUID | None = Field(default=None, foreign_key="lesson.id", index=True)
    what_we_changed: str = Field(default="", max_length=LONG_LENGTH)

    source_url: str = Field(default="", max_length=500)
    source_title: str = Field(default="", max_length=300)
    publisher: str = Field(default="", max_length=120)
    source_date: str = Field(default="", max_length=10)
    read_on: date | None = None

    state: LessonState = Field(default=LessonState.DRAFT, sa_type=text_enum(LessonState))
    check_reason: CheckReason | None = Field(default=None, sa_type=text_enum(CheckReason))
    checked_on: date | None = None
    begun_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    changed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_down_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    takedown_reason: str = Field(default="", max_length=REASON_LENGTH)
    review_note: str = Field(default="", max_length=REASON_LENGTH)
    asked_on: date | None = None
    outlives_systems: bool = False
    version: int = 1


class LessonArea(SQLModel, table=True):
    """A functional area that a lesson is about."""

    __tablename__ = "lesson_area"

    lesson_id: UUID = Field(primary_key=True, foreign_key="lesson.id")
    functional_area_code: str = Field(primary_key=True, foreign_key="functional_area.code", index=True)


class LessonSystem(SQLModel, table=True):
    """A product that a lesson is about, or a supplier where the product is not known."""

    __tablename__ = "lesson_system"
    __table_args__ = (UniqueConstraint("lesson_id", "supplier_id", "product_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    lesson_id: UUID = Field(foreign_key="lesson.id", index=True)
    supplier_id: UUID = Field(foreign_key="supplier.id", index=True)
    product_id: UUID | None = Field(default=None, foreign_key="product.id", index=True)


class LessonTheme(SQLModel, table=True):
    """A strategic theme that a lesson serves."""

    __tablename__ = "lesson_theme"

    lesson_id: UUID = Field(primary_key=True, foreign_key="lesson.id")
    theme_code: str = Field(primary_key=True, foreign_key="theme.code", index=True)


class LessonLink(SQLModel, table=True):
    """Something elsewhere that a lesson points to."""

    __tablename__ = "lesson_link"

    lesson_id: UUID = Field(primary_key=True, foreign_key="lesson.id")
    position: int = Field(primary_key=True)
    url: str = Field(max_length=500)
    title: str = Field(default="", max_length=200)


class LessonVersion(SQLModel, table=True):
    """A lesson as it was submitted, edited or published; ``content`` is a JSON object of its fields."""

    __tablename__ = "lesson_version"
    __table_args__ = (UniqueConstraint("lesson_id", "number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    lesson_id: UUID = Field(foreign_key="lesson.id", index=True)
    number: int
    event: str = Field(max_length=20)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    saved_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    content: str


class LessonUse(SQLModel, table=True):
    """What one organisation made of another one's lesson; a later report replaces an earlier one."""

    __tablename__ = "lesson_use"
    __table_args__ = (UniqueConstraint("lesson_id", "organisation_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    lesson_id: UUID = Field(foreign_key="lesson.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    kind: UseKind = Field(sa_type=text_enum(UseKind))
    what_was_different: str = Field(default="", max_length=SHORT_LENGTH)
    reported_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class LessonAttachment(SQLModel, table=True):
    """A file that belongs to a lesson; ``content`` in bytes, ``media_type`` as its content tells."""

    __tablename__ = "lesson_attachment"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    lesson_id: UUID = Field(foreign_key="lesson.id", index=True)
    name: str = Field(max_length=120)
    media_type: str = Field(max_length=100)
    size: int
    content: bytes
    added_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class SupplierReply(SQLModel, table=True):
    """What a supplier answers to a lesson that names it: the right of reply, entered by an administrator."""

    __tablename__ = "supplier_reply"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    lesson_id: UUID = Field(foreign_key="lesson.id", index=True)
    supplier_id: UUID = Field(foreign_key="supplier.id", index=True)
    text: str = Field(max_length=LONG_LENGTH)
    received_on: date


class FalseAlarm(SQLModel, table=True):
    """A lead's recorded reason why what looks like an NHS number in a lesson is none. Never the number."""

    __tablename__ = "false_alarm"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    lesson_id: UUID = Field(foreign_key="lesson.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    reason: str = Field(max_length=REASON_LENGTH)
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

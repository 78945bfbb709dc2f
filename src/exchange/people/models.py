"""Persons, what they can be asked about, where they belong, and the duties that come with it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from exchange.plumbing.clock import now
from exchange.plumbing.database import UtcDateTime, text_enum

DEFAULT_BUDGET = 3
_UNDER_WAY = text("state in ('asked', 'approved')")
_HELD = "state in ('asked', 'held')"


class PersonState(StrEnum):
    """Whether a person has an account: in use, switched off by an administrator, or erased on request."""

    ACTIVE = "active"
    DISABLED = "disabled"
    ERASED = "erased"


class Audience(StrEnum):
    """Who may find a person: every member of staff who is signed in, or those of the same organisation."""

    STAFF = "signed-in NHS staff"
    COLLEAGUES = "my organisation"


class InterestKind(StrEnum):
    """What a person says of a subject: ask me about it, or I would like to learn it."""

    CAN_HELP = "can help"
    WANTS_TO_LEARN = "wants to learn"


class JobRole(SQLModel, table=True):
    """A role that a member of staff may hold, for example "digital midwife"."""

    __tablename__ = "job_role"

    name: str = Field(primary_key=True, max_length=80)
    description: str = Field(default="", max_length=300)


class Person(SQLModel, table=True):
    """A person with an account.

    ``email`` is folded to lower case and never leaves the service. An erased person keeps the opaque id
    alone, so that history stays readable. ``version`` rises with every change of the profile.
    """

    __table_args__ = (
        CheckConstraint("request_budget between 0 and 20", name="request_budget"),
        CheckConstraint("(state = 'erased') = (email is null)", name="erased_without_address"),
        CheckConstraint("state <> 'erased' or name = ''", name="erased_without_name"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str | None = Field(default=None, unique=True, max_length=254)
    name: str = Field(default="", max_length=100, index=True)
    state: PersonState = Field(default=PersonState.ACTIVE, sa_type=text_enum(PersonState), index=True)
    is_demonstration: bool = Field(default=False, index=True)
    job_role: str | None = Field(default=None, foreign_key="job_role.name", index=True)
    ask_me_about: str = Field(default="", max_length=500)
    would_like_to_learn: str = Field(default="", max_length=500)
    request_budget: int = DEFAULT_BUDGET
    paused_until: date | None = None
    away_until: date | None = None
    cover_person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    audience: Audience = Field(default=Audience.STAFF, sa_type=text_enum(Audience))
    notice_version: str = Field(default="", max_length=20)
    joined_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    version: int = 1


class Interest(SQLModel, table=True):
    """A functional area, product or theme that a person can help with or wants to learn."""

    __table_args__ = (
        UniqueConstraint("person_id", "kind", "functional_area_code"),
        UniqueConstraint("person_id", "kind", "product_id"),
        UniqueConstraint("person_id", "kind", "theme_code"),
        CheckConstraint(
            "(functional_area_code is not null and product_id is null and theme_code is null)"
            " or (functional_area_code is null and product_id is not null and theme_code is null)"
            " or (functional_area_code is null and product_id is null and theme_code is not null)",
            name="one_subject",
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    kind: InterestKind = Field(sa_type=text_enum(InterestKind))
    functional_area_code: str | None = Field(default=None, foreign_key="functional_area.code", index=True)
    product_id: UUID | None = Field(default=None, foreign_key="product.id", index=True)
    theme_code: str | None = Field(default=None, foreign_key="theme.code", index=True)


class Consent(SQLModel, table=True):
    """What a person agreed to, and the version of the text that they saw."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    text: str = Field(max_length=40)
    version: str = Field(max_length=20)
    given_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MembershipState(StrEnum):
    """How far somebody's request to belong to an organisation is."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"


class DutyKind(StrEnum):
    """What somebody does beyond being a member of staff."""

    KNOWLEDGE_LEAD = "knowledge lead"
    NETWORK_LEADER = "network leader"
    ADMINISTRATOR = "administrator"


class DutyState(StrEnum):
    """How far a duty is."""

    ASKED = "asked"
    HELD = "held"
    REFUSED = "refused"
    ENDED = "ended"


class Membership(SQLModel, table=True):
    """A person's place at an organisation; at most one is asked for or approved at a time."""

    __table_args__ = (
        CheckConstraint("(state = 'ended') = (ended_at is not null)", name="ended_iff_dated"),
        CheckConstraint("state not in ('approved', 'refused') or decided_at is not null", name="decided"),
        Index(
            "uq_membership_one_at_a_time",
            "person_id",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    state: MembershipState = Field(
        default=MembershipState.ASKED, sa_type=text_enum(MembershipState), index=True
    )
    asked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def _one_at_a_time(name: str, column: str, kind: DutyKind) -> Index:
    where = text(f"kind = '{kind}' and {_HELD}")
    columns = dict.fromkeys(("person_id", column))
    return Index(f"uq_duty_one_{name}", *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Duty(SQLModel, table=True):
    """A duty asked for or held: at one organisation, for one network, or for the whole service."""

    __table_args__ = (
        CheckConstraint("(kind = 'knowledge lead') = (organisation_id is not null)", name="organisation"),
        CheckConstraint("(kind = 'network leader') = (network_id is not null)", name="network"),
        CheckConstraint("(state = 'ended') = (ended_at is not null)", name="ended_iff_dated"),
        _one_at_a_time("organisation", "organisation_id", DutyKind.KNOWLEDGE_LEAD),
        _one_at_a_time("network", "network_id", DutyKind.NETWORK_LEADER),
        _one_at_a_time("service", "person_id", DutyKind.ADMINISTRATOR),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    kind: DutyKind = Field(sa_type=text_enum(DutyKind))
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    network_id: UUID | None = Field(default=None, foreign_key="network.id", index=True)
    state: DutyState = Field(default=DutyState.ASKED, sa_type=text_enum(DutyState), index=True)
    asked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

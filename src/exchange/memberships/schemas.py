"""What leaves the memberships subject, and what comes in."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, computed_field

from exchange.memberships.guessing import DomainMatch
from exchange.people.models import DutyKind, DutyState, MembershipState
from exchange.people.schemas import Given, Shape

ANOTHER = "another"
OneLine = Annotated[str, AfterValidator(lambda typed: " ".join(typed.split()))]
IdOrNone = Annotated[UUID | None, BeforeValidator(lambda typed: None if typed == "" else typed)]


class Place(Shape):
    """An organisation, as somewhere to belong to."""

    ods_code: str
    name: str

    @computed_field
    def href(self) -> str:
        """The address of its page."""
        return f"/organisations/{quote(self.ods_code)}"


class Welcome(Shape):
    """What a newcomer is asked to confirm. ``guess`` comes from the mail address, if it tells."""

    guess: Place | None
    name: str
    job_role: str
    job_roles: tuple[str, ...]
    notice_version: str
    is_member: bool


class Colleague(Shape):
    """Somebody of the same organisation who may take over."""

    id: UUID
    name: str


class DutyBrief(Shape):
    """A duty asked for or held, and where."""

    id: UUID
    kind: DutyKind
    state: DutyState
    place: str


class Belonging(Shape):
    """Where somebody belongs, or has asked to.

    Attributes:
        place: None when they belong nowhere.
        asked_at, since: when they asked, and when they were approved.
        successor: the open organisation that took over from a closed ``place``.
        refused_by: who refused them last, while nothing is under way.
        can_claim: they may ask to lead the organisation.
        is_only_lead: nobody else leads the organisation.
        is_only_administrator: they cannot leave, or the service would have none.
        colleagues: who can take over from the only lead.
    """

    place: Place | None
    state: MembershipState | None
    asked_at: datetime | None
    since: datetime | None
    is_closed: bool
    successor: Place | None
    refused_by: Place | None
    duties: tuple[DutyBrief, ...]
    can_claim: bool
    is_only_lead: bool
    is_only_administrator: bool
    colleagues: tuple[Colleague, ...]


class Member(Shape):
    """A member of an organisation, for those who decide who belongs to it."""

    membership_id: UUID
    person_id: UUID
    name: str
    job_role: str
    since: datetime
    is_lead: bool
    is_self: bool
    is_off: bool
    can_end: bool
    can_be_lead: bool


class RequestKind(StrEnum):
    """What somebody asks for."""

    JOIN = "join"
    CLAIM = "claim"


class RequestBrief(Shape):
    """A request that waits. Of the mail address only the domain is told, and whether it fits."""

    id: UUID
    kind: RequestKind
    organisation: Place
    name: str
    job_role: str
    asked_at: datetime
    mail_domain: str
    domain_match: DomainMatch
    is_member: bool


class Requests(Shape):
    """All that somebody may decide, the oldest first."""

    requests: tuple[RequestBrief, ...]


class Step(Shape):
    """A step of an organisation's checklist."""

    words: str
    href: str
    is_done: bool


class Members(Shape):
    """An organisation's members, what waits for a decision, and what is still to be set."""

    organisation: Place
    is_closed: bool
    members: tuple[Member, ...]
    requests: tuple[RequestBrief, ...]
    checklist: tuple[Step, ...]


class Lead(Shape):
    """The duty of leading an organisation, for one of its members.

    Attributes:
        state: of the viewer's own duty, or of their claim; None without one.
        leads: how many lead it already.
    """

    organisation: Place
    postcode: str
    website: str
    is_closed: bool
    state: DutyState | None
    leads: int
    checklist: tuple[Step, ...]


class AskGiven(Given):
    """The organisation that somebody asks to belong to: its name or its ODS code."""

    organisation: str = Field(min_length=1, max_length=200, title="your organisation")
    successor: IdOrNone = Field(default=None, title="who takes over")


class JoinGiven(Given):
    """What a newcomer confirms. ``organisation`` counts when ``choice`` is no ODS code."""

    choice: str = Field(default="", max_length=10, title="your organisation")
    organisation: str = Field(default="", max_length=200, title="your organisation")
    name: OneLine = Field(min_length=1, max_length=100, title="your name")
    job_role: str = Field(default="", max_length=80, title="your role")
    notice_version: str = Field(default="", max_length=20, title="the version of the privacy notice")

    @property
    def wanted(self) -> str:
        """The name or code of the organisation that they chose."""
        return self.organisation if self.choice in ("", ANOTHER) else self.choice


class LeaveGiven(Given):
    """Who takes over as knowledge lead, if anybody."""

    successor: IdOrNone = Field(default=None, title="who takes over")


class Answer(StrEnum):
    """The two answers to a request."""

    APPROVE = "approve"
    REFUSE = "refuse"


class DecisionGiven(Given):
    """The answer to a request. A reason is mailed to whoever is refused and kept nowhere else."""

    answer: Answer = Field(title="an answer")
    reason: str = Field(default="", max_length=300, title="the reason")

"""What administrators see, and what they send in."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from exchange.administration.domain_names import domain_name
from exchange.people.actor import Role
from exchange.people.models import DutyKind, DutyState, MembershipState, PersonState
from exchange.people.schemas import Given, Shape

PEOPLE_ON_A_PAGE = 25
ENTRIES_ON_A_PAGE = 50
_MOST_PAGES = 100_000


def _nothing(typed: object) -> object:
    return typed or None


def _no_address(typed: str) -> str:
    if "@" in typed:
        raise ValueError("send an e-mail address by the form of this page, so that it stands in no URL")
    return typed


class Overview(Shape):
    """What there is, and what waits for somebody."""

    people: int
    switched_off: int
    memberships_asked: int
    duties_asked: int
    open_concerns: int
    overdue_concerns: int
    next_answer_by: datetime | None
    unsent_mail: int
    domains: int
    proposals: int
    audit_entries: int


class _Choice(Given):
    """What both ways of searching people narrow by."""

    state: Annotated[PersonState | None, BeforeValidator(_nothing)] = Field(default=None, title="a state")
    role: Annotated[Role | None, BeforeValidator(_nothing)] = Field(default=None, title="a role")
    organisation: str = Field(default="", max_length=10, title="an ODS code")


class PersonFilter(_Choice):
    """Which people to list, and which page of them."""

    q: Annotated[str, AfterValidator(_no_address)] = Field(default="", max_length=100, title="part of a name")
    page: int = Field(default=1, ge=1, le=_MOST_PAGES)


class PersonSought(_Choice):
    """A name or a whole e-mail address, sent by POST so that an address stands in no URL."""

    words: str = Field(default="", max_length=254, title="a name or an e-mail address")


class PersonRow(Shape):
    """Somebody in the list."""

    id: UUID
    name: str
    state: PersonState
    is_demonstration: bool
    ods_code: str
    organisation: str
    duties: tuple[DutyKind, ...]


class PersonFound(Shape):
    """Whose account an e-mail address belongs to."""

    id: UUID


class PeopleFound(Shape):
    """One page of the list."""

    people: tuple[PersonRow, ...]
    total: int
    page: int
    pages: int


class DutyRow(Shape):
    """A duty that is asked for or held, and where."""

    id: UUID
    kind: DutyKind
    state: DutyState
    place: str


class NetworkChoice(Shape):
    """A network somebody may be made leader of."""

    id: UUID
    name: str


class AccountDetail(Shape):
    """What administrators see of an account. ``cannot_disable`` says why it cannot be switched off."""

    id: UUID
    name: str
    state: PersonState
    is_demonstration: bool
    joined_at: datetime
    paused_until: date | None
    ods_code: str
    organisation: str
    membership: MembershipState | None
    duties: tuple[DutyRow, ...]
    sessions: int
    passkeys: int
    single_sign_ons: int
    networks: tuple[NetworkChoice, ...]
    cannot_disable: str


class LeaderGiven(Given):
    """The network that somebody is to lead."""

    network_id: Annotated[UUID | None, BeforeValidator(_nothing)] = Field(default=None, title="a network")


class DomainRow(Shape):
    """A mail domain whose owners may sign in."""

    domain: str
    covers_subdomains: bool
    ods_code: str
    organisation: str
    note: str


class DomainDetail(DomainRow):
    """One domain, with how many accounts have an address there."""

    accounts: int


class DomainChanged(Given):
    """What may be changed of a domain."""

    covers_subdomains: bool = False
    ods_code: str = Field(default="", max_length=10, title="ODS code")
    note: str = Field(default="", max_length=200, title="note")


class DomainGiven(DomainChanged):
    """A domain to approve."""

    domain: Annotated[str, AfterValidator(domain_name)] = Field(max_length=120, title="a domain")


class RoleGiven(Given):
    """A job role to add."""

    name: str = Field(min_length=1, max_length=80, title="a name")
    description: str = Field(default="", max_length=300, title="description")


class RoleRenamed(Given):
    """A job role and what it is to be called."""

    old_name: str = Field(min_length=1, max_length=80, title="the role to rename")
    new_name: str = Field(min_length=1, max_length=80, title="the new name")


class Term(Shape):
    """One term of a vocabulary, with how often it is used."""

    name: str
    code: str = ""
    href: str = ""
    note: str = ""
    aliases: tuple[str, ...] = ()
    uses: int
    people: int


class VocabularyCount(Shape):
    """A vocabulary and how many terms it has."""

    kind: str
    title: str
    terms: int


class MailRow(Shape):
    """A message that was not sent, or perhaps was."""

    id: UUID
    subject: str
    state: str
    created_at: datetime
    attempts: int
    problem: str


class SettingShown(Shape):
    """A setting in force; ``value`` has no secret in it."""

    name: str
    variable: str
    description: str
    value: str
    is_default: bool


class PermissionRow(Shape):
    """A permission in plain words, and the roles that carry it."""

    permission: str
    words: str
    roles: tuple[Role, ...]


class AuditFilter(Given):
    """Which entries of the audit trail to show."""

    event: str = Field(default="", max_length=80, title="event")
    actor: str = Field(default="", max_length=120, title="who did it")
    subject: str = Field(default="", max_length=200, title="what it was done to")
    since: Annotated[date | None, BeforeValidator(_nothing)] = Field(default=None, title="the first day")
    until: Annotated[date | None, BeforeValidator(_nothing)] = Field(default=None, title="the last day")
    page: int = Field(default=1, ge=1, le=_MOST_PAGES)


class AuditRow(Shape):
    """One entry of the audit trail."""

    number: int
    event: str
    actor: str
    subject: str
    occurred_at: datetime
    hash: str


class AuditFound(Shape):
    """One page of the trail, newest first, and its head."""

    entries: tuple[AuditRow, ...]
    total: int
    page: int
    pages: int
    head: str


class TrailCheck(Shape):
    """Whether the trail holds; ``breaks`` names each entry that was altered, added or removed."""

    number: int
    hash: str
    breaks: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Say whether nothing is wrong with the trail."""
        return not self.breaks

"""Who is acting, and what their roles let them do."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Permission(StrEnum):
    """What a route or an action may ask for."""

    READ_PUBLIC = "public:read"
    KEEP_ACCOUNT = "account:keep"
    READ_PEOPLE = "people:read"
    KEEP_PROFILE = "profile:keep"
    KEEP_LESSONS = "lessons:keep"
    SUGGEST_CORRECTIONS = "registry:suggest"
    KEEP_ORGANISATION = "organisation:keep"
    REVIEW_LESSONS = "lessons:review"
    LEAD_NETWORK = "network:lead"
    SEE_COVERAGE = "coverage:see"
    DECIDE_MEMBERSHIPS = "memberships:decide"
    ADMINISTER = "service:administer"
    CHANGE_REGISTRY = "registry:change"


class Role(StrEnum):
    """What somebody is to the service; a person has one or several.

    A visitor has not signed in. A newcomer has, but no organisation has confirmed them yet. An operator
    works at the command line of the server.
    """

    VISITOR = "visitor"
    NEWCOMER = "newcomer"
    STAFF = "member of staff"
    KNOWLEDGE_LEAD = "knowledge lead"
    NETWORK_LEADER = "network leader"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"


# Every permission in plain words, as the page about roles prints it.
IN_WORDS: dict[Permission, str] = {
    Permission.READ_PUBLIC: "Read about organisations, their systems, their peers and public lessons",
    Permission.KEEP_ACCOUNT: "Keep their own account: sign-in, organisation, and their personal data",
    Permission.READ_PEOPLE: "See who can be asked, and about what, and lessons for NHS staff",
    Permission.KEEP_PROFILE: "Say what they can be asked about and what they would like to learn",
    Permission.KEEP_LESSONS: "Share lessons of their organisation, and say what it made of those of others",
    Permission.SUGGEST_CORRECTIONS: "Point out errors in the systems of any organisation",
    Permission.KEEP_ORGANISATION: "Keep their own organisation's entry and see its members",
    Permission.REVIEW_LESSONS: "Review and publish lessons of their organisation",
    Permission.LEAD_NETWORK: "Lead their own networks",
    Permission.SEE_COVERAGE: "See of how many organisations what is known, and how old it is; never persons",
    Permission.DECIDE_MEMBERSHIPS: "Decide who belongs to their organisation, or leads one in their networks",
    Permission.ADMINISTER: "Look after the service: people, domains, vocabularies, audit trail, complaints",
    Permission.CHANGE_REGISTRY: "Load and import files at the server",
}

_NEWCOMER = {Permission.READ_PUBLIC, Permission.KEEP_ACCOUNT}
_STAFF = _NEWCOMER | {
    Permission.READ_PEOPLE,
    Permission.KEEP_PROFILE,
    Permission.KEEP_LESSONS,
    Permission.SUGGEST_CORRECTIONS,
}

# The whole of role-based access, on one screen. Rules about one object live in <subject>/access.py.
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VISITOR: frozenset({Permission.READ_PUBLIC}),
    Role.NEWCOMER: frozenset(_NEWCOMER),
    Role.STAFF: frozenset(_STAFF),
    Role.KNOWLEDGE_LEAD: frozenset(
        _STAFF
        | {Permission.KEEP_ORGANISATION, Permission.REVIEW_LESSONS, Permission.DECIDE_MEMBERSHIPS}
        | {Permission.SEE_COVERAGE}
    ),
    Role.NETWORK_LEADER: frozenset(
        _STAFF | {Permission.LEAD_NETWORK, Permission.DECIDE_MEMBERSHIPS, Permission.SEE_COVERAGE}
    ),
    Role.ADMINISTRATOR: frozenset(set(Permission) - {Permission.CHANGE_REGISTRY}),
    Role.OPERATOR: frozenset({Permission.READ_PUBLIC, Permission.ADMINISTER, Permission.CHANGE_REGISTRY}),
}

ABOVE_STAFF = frozenset({Role.KNOWLEDGE_LEAD, Role.NETWORK_LEADER, Role.ADMINISTRATOR})
"""The roles for which an e-mail link alone is too weak a proof."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever reads or changes something.

    Attributes:
        roles: those in force for this request; at least one.
        organisation_id: of the organisation that confirmed them, None for everybody else.
        led_networks: ids of the networks that a network leader leads.
        session_id: of the sign-in session by which they act, None at the command line.
        withheld: roles they have but must prove better who they are for.
    """

    roles: frozenset[Role]
    person_id: UUID | None = None
    organisation_id: UUID | None = None
    led_networks: frozenset[UUID] = frozenset()
    session_id: UUID | None = None
    withheld: frozenset[Role] = frozenset()

    def may(self, permission: Permission) -> bool:
        """Say whether one of the actor's roles carries ``permission``."""
        return any(permission in ROLE_PERMISSIONS[role] for role in self.roles)

    @property
    def is_signed_in(self) -> bool:
        """Say whether this is a person with an account."""
        return self.person_id is not None

    def leads(self, organisation_id: UUID | None) -> bool:
        """Say whether the actor is a knowledge lead of that organisation."""
        own = organisation_id is not None and organisation_id == self.organisation_id
        return own and Role.KNOWLEDGE_LEAD in self.roles

    @property
    def person(self) -> UUID:
        """Return the id of the person who acts.

        Raises:
            LookupError: nobody has signed in; a route that needs a person asks for a permission first.
        """
        if self.person_id is None:
            raise LookupError("This needs a person who has signed in")
        return self.person_id

    def __str__(self) -> str:
        return f"person:{self.person_id}" if self.person_id else " and ".join(sorted(self.roles))


VISITOR = Actor(frozenset({Role.VISITOR}))
OPERATOR = Actor(frozenset({Role.OPERATOR}))

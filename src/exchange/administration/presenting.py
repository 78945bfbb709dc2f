"""What administrators read, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from exchange.administration.schemas import AccountDetail, Overview, PersonRow
from exchange.people.actor import Role
from exchange.people.models import MembershipState, PersonState
from exchange.people.schemas import Given
from exchange.privacy.schemas import ConcernDetail

CHOSEN_ROLES = (
    Role.NEWCOMER,
    Role.STAFF,
    Role.KNOWLEDGE_LEAD,
    Role.NETWORK_LEADER,
    Role.ADMINISTRATOR,
)
_STATES = {PersonState.ACTIVE: "in use", PersonState.DISABLED: "switched off", PersonState.ERASED: "erased"}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a drop-down."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Links to the page before and the page after; ``items`` are not numbered."""

    previous: str
    next: str
    items: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Door:
    """One part of administration, as the first page leads to it."""

    href: str
    title: str
    text: str
    waits: str = ""


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Somebody in the list."""

    href: str
    name: str
    state: str
    is_on: bool
    organisation: str
    duties: str


STATE_OPTIONS = [Option(state.value, words) for state, words in _STATES.items()]
ROLE_OPTIONS = [Option(role.value, role.value) for role in CHOSEN_ROLES]


def name_of(person: PersonRow | AccountDetail) -> str:
    """Return what to call somebody who may have no name."""
    if person.state is PersonState.ERASED:
        return "An erased account"
    return person.name or "Somebody who has not given a name"


def state_of(person: PersonRow | AccountDetail) -> str:
    """Return the state of an account in words."""
    return _STATES[person.state] + (", made up" if person.is_demonstration else "")


def place_of(person: AccountDetail) -> str:
    """Return where somebody belongs, and whether that is confirmed."""
    if not person.organisation:
        return "none"
    waiting = " (asked, not confirmed yet)" if person.membership is MembershipState.ASKED else ""
    return f"{person.organisation}{waiting}"


def shown(people: Iterable[PersonRow]) -> list[ShownPerson]:
    """Return people as the list shows them."""
    return [
        ShownPerson(
            href=f"/administration/people/{each.id}",
            name=name_of(each),
            state=state_of(each),
            is_on=each.state is PersonState.ACTIVE,
            organisation=each.organisation,
            duties=", ".join(each.duties),
        )
        for each in people
    ]


def doors(overview: Overview) -> list[Door]:
    """Return the parts of administration, each with what waits there."""
    o = overview
    asked = o.memberships_asked + o.duties_asked
    people = f"{counted(o.people, 'account')} in use, {o.switched_off} switched off."
    return [
        Door(
            "/administration/people",
            "People",
            people,
            f"{counted(asked, 'request')} waiting" if asked else "",
        ),
        Door("/administration/concerns", "Complaints and notices", _next_answer(o), _concerns(o)),
        Door(
            "/administration/mail",
            "Mail that was not sent",
            "Messages that failed, or may have, to be sent again.",
            f"{counted(o.unsent_mail, 'message')} not sent" if o.unsent_mail else "",
        ),
        Door(
            "/administration/domains",
            "Mail domains",
            f"{counted(o.domains, 'domain')} whose addresses may sign in.",
        ),
        Door(
            "/administration/mergers",
            "Mergers of organisations",
            "Carry an organisation over to the one that it became part of.",
        ),
        Door(
            "/administration/vocabularies",
            "Vocabularies",
            "Functional areas, products, suppliers, themes and job roles.",
        ),
        Door(
            "/administration/proposals",
            "Products to check",
            "Products that people have named because they were not in the list.",
            f"{o.proposals} waiting" if o.proposals else "",
        ),
        Door(
            "/administration/audit",
            "Audit trail",
            f"{counted(o.audit_entries, 'entry', 'entries')}: who changed what, and when.",
        ),
        Door("/administration/settings", "Settings", "Every setting, and what it is set to."),
    ]


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def address(path: str, wanted: Given, **changes: object) -> str:
    """Return ``path`` with what is wanted, less what is empty and the first page."""
    values = wanted.model_dump(mode="json") | {"page": 1} | changes
    query = urlencode({name: value for name, value in values.items() if value not in (None, "", 1)})
    return f"{path}?{query}" if query else path


def pages(path: str, wanted: Given, page: int, last: int) -> Pages | None:
    """Return the links to other pages; None when there is one."""
    if last == 1:
        return None
    before = address(path, wanted, page=page - 1) if page > 1 else ""
    return Pages(previous=before, next=address(path, wanted, page=page + 1) if page < last else "")


def time_left(concern: ConcernDetail, moment: datetime) -> str:
    """Return how long there is to answer, in words; an overdue one says so."""
    if concern.closed_at:
        return "closed"
    left = concern.answer_by - moment
    words = _duration(abs(left))
    if left < timedelta():
        late = "overdue" if concern.is_overdue else "acknowledged, and past the day to answer"
        return f"{late} by {words}" if concern.is_overdue else late
    return f"{words} left" + (", acknowledged" if concern.acknowledged_at else "")


def moment_in_words(moment: datetime) -> str:
    """Return a moment in words, in UTC."""
    return f"{moment.day} {moment:%B %Y, %H:%M}"


def _duration(length: timedelta) -> str:
    if length >= timedelta(days=1):
        return counted(length.days, "day")
    hours = int(length.total_seconds() // 3600)
    return counted(hours, "hour") if hours else "less than an hour"


def _concerns(overview: Overview) -> str:
    if not overview.open_concerns:
        return ""
    overdue = f", {overview.overdue_concerns} overdue" if overview.overdue_concerns else ""
    return f"{overview.open_concerns} open{overdue}"


def _next_answer(overview: Overview) -> str:
    if overview.next_answer_by is None:
        return "Complaints about personal data, and notices about content."
    return f"The next must be acknowledged by {moment_in_words(overview.next_answer_by)} UTC."

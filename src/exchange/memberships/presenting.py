"""What the templates on memberships and duties print."""

from typing import Any, NamedTuple
from uuid import UUID

from exchange.memberships.guessing import DomainMatch
from exchange.memberships.schemas import ANOTHER, Belonging, RequestBrief, RequestKind, Welcome
from exchange.people.models import DutyState

_ASKS = {RequestKind.JOIN: "asks to join", RequestKind.CLAIM: "asks to be knowledge lead of"}
_DOMAINS = {
    DomainMatch.THEIRS: "This is an address of the organisation.",
    DomainMatch.SHARED: "Everybody in the NHS can have such an address: confirm only whom you know.",
    DomainMatch.OTHER: "We do not know whose addresses these are: confirm only whom you know.",
}


class ShownDuty(NamedTuple):
    """A duty in words, and what ending it is called."""

    id: UUID
    words: str
    ends_by: str


class ShownRequest(NamedTuple):
    """A request in words, and where its decision goes."""

    request: RequestBrief
    name: str
    asks: str
    domain: str
    fits: bool
    action: str


def typed_of(welcome: Welcome) -> dict[str, Any]:
    """Return what the form of a newcomer starts with."""
    return {
        "choice": welcome.guess.ods_code if welcome.guess else ANOTHER,
        "name": welcome.name,
        "job_role": welcome.job_role,
    }


def shown_duties(own: Belonging) -> tuple[ShownDuty, ...]:
    """Return the duties that somebody holds or has asked for, in words."""
    return tuple(
        ShownDuty(each.id, f"{each.kind.capitalize()} for {each.place}", "Step down")
        if each.state is DutyState.HELD
        else ShownDuty(each.id, f"You have asked to be {each.kind} for {each.place}", "Take it back")
        for each in own.duties
    )


def shown_requests(requests: tuple[RequestBrief, ...]) -> list[ShownRequest]:
    """Return what waits for a decision, in words."""
    return [
        ShownRequest(
            request=each,
            name=each.name or "Somebody who has not told their name",
            asks=_ASKS[each.kind],
            domain=_DOMAINS[each.domain_match],
            fits=each.domain_match is DomainMatch.THEIRS,
            action=f"/requests/{each.kind}s/{each.id}",
        )
        for each in requests
    ]

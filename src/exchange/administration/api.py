"""JSON for administration: accounts, mail, complaints, settings, roles and the audit trail."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from exchange.administration import actions, queries, trail
from exchange.administration.concern_pages import Wanted
from exchange.administration.roles import find_permissions
from exchange.administration.schemas import (
    AccountDetail,
    AuditFilter,
    AuditFound,
    MailRow,
    Overview,
    PeopleFound,
    PermissionRow,
    PersonFilter,
    PersonFound,
    PersonSought,
    SettingShown,
    TrailCheck,
)
from exchange.administration.settings_shown import find_settings
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.privacy import concern_actions
from exchange.privacy import queries as privacy_queries
from exchange.privacy.schemas import ConcernDetail, OutcomeGiven
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/administration",
    tags=["administration"],
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
)
about = APIRouter(
    prefix="/api/v1/about", tags=["about"], dependencies=[Depends(Needs(Permission.READ_PUBLIC))]
)


@router.get("")
def show_overview(session: Reading, actor: CurrentActor) -> Overview:
    """What there is, and what waits for somebody."""
    return queries.get_overview(session, actor)


@router.get("/people")
def list_people(
    session: Reading, actor: CurrentActor, wanted: Annotated[PersonFilter, Query()]
) -> PeopleFound:
    """Accounts by name, 25 a page."""
    return queries.find_people(session, actor, wanted)


@router.post("/people")
def find_person(session: Reading, actor: CurrentActor, given: PersonSought) -> PersonFound:
    """Whose account the e-mail address in `words` belongs to."""
    return PersonFound(id=queries.get_person_of(session, actor, given.words))


@router.get("/people/{person_id}")
def show_person(session: Reading, actor: CurrentActor, person_id: UUID) -> AccountDetail:
    """One account; never its e-mail address."""
    return queries.get_person(session, actor, person_id)


@router.post("/people/{person_id}/disable", status_code=204)
def disable(session: Writing, actor: CurrentActor, person_id: UUID) -> None:
    """Switch an account off and sign it out everywhere."""
    actions.disable_person(session, actor, person_id)


@router.post("/people/{person_id}/enable", status_code=204)
def enable(session: Writing, actor: CurrentActor, person_id: UUID) -> None:
    """Switch an account on again."""
    actions.enable_person(session, actor, person_id)


@router.get("/mail")
def list_mail(session: Reading, actor: CurrentActor) -> list[MailRow]:
    """Messages that were not sent, or perhaps were; never to whom."""
    return queries.find_unsent_mail(session, actor)


@router.post("/mail/{message_id}/send-again", status_code=204)
def send_again(session: Writing, actor: CurrentActor, message_id: UUID) -> None:
    """Have a message sent again."""
    actions.send_again(session, actor, message_id)


@router.get("/concerns")
def list_concerns(
    session: Reading, actor: CurrentActor, state: Annotated[Wanted, Query()] = "open"
) -> list[ConcernDetail]:
    """Complaints and notices by the moment that they must be answered."""
    return privacy_queries.find_concerns(session, actor, is_open=state == "open")


@router.get("/concerns/{reference}")
def show_concern(session: Reading, actor: CurrentActor, reference: str) -> ConcernDetail:
    """One complaint or notice."""
    return privacy_queries.get_concern(session, actor, reference)


@router.post("/concerns/{reference}/acknowledge", status_code=204)
def acknowledge(session: Writing, actor: CurrentActor, reference: str) -> None:
    """Tell its sender that somebody is looking into it."""
    concern_actions.acknowledge_concern(session, actor, reference)


@router.post("/concerns/{reference}/close", status_code=204)
def close(session: Writing, actor: CurrentActor, reference: str, given: OutcomeGiven) -> None:
    """Close it; its sender gets the outcome."""
    concern_actions.close_concern(session, actor, reference, given)


@router.get("/settings")
def show_settings(request: Request) -> tuple[SettingShown, ...]:
    """Every setting with its value, secrets masked."""
    return find_settings(request.app.state.settings)


@router.get("/audit")
def list_entries(
    session: Reading, actor: CurrentActor, wanted: Annotated[AuditFilter, Query()]
) -> AuditFound:
    """The audit trail, newest first, 50 entries a page."""
    return trail.find_entries(session, actor, wanted)


@router.get("/audit/check")
def check(
    session: Reading, actor: CurrentActor, head: Annotated[str, Query(max_length=100)] = ""
) -> TrailCheck:
    """Whether the trail holds, also against a `head` (NUMBER:HASH) that was kept elsewhere."""
    return trail.check_trail(session, actor, head)


@about.get("/roles")
def show_roles() -> tuple[PermissionRow, ...]:
    """Every permission in words, with the roles that carry it."""
    return find_permissions()

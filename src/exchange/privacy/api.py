"""JSON for the privacy notice, for what is held about somebody, and for complaints and notices."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.privacy import actions, concern_actions, erasing, exporting
from exchange.privacy.limits import CONCERNS, is_capped, limited_export
from exchange.privacy.notice import preview_erasure
from exchange.privacy.pages import notice_for
from exchange.privacy.schemas import (
    ConcernGiven,
    ConcernReceived,
    EraseGiven,
    ErasePreview,
    Notice,
    PersonalData,
)
from exchange.web.cookies import set_session_cookie
from exchange.web.limiting import Limited
from exchange.web.sessions import Reading, Writing

router = APIRouter(prefix="/api/v1", tags=["privacy"], dependencies=[Depends(Needs(Permission.READ_PUBLIC))])
account = APIRouter(
    prefix="/api/v1/account/data", tags=["account"], dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))]
)


@router.get("/privacy")
def show_notice(request: Request) -> Notice:
    """The privacy notice: what is kept, for how long, who sees it, and which cookies are set."""
    return notice_for(request)


@router.post("/concerns", status_code=201, dependencies=[Depends(Limited(*CONCERNS))])
def send_concern(
    request: Request, session: Writing, actor: CurrentActor, given: ConcernGiven
) -> ConcernReceived:
    """Send a complaint about personal data, or a notice about content; answers with its reference."""
    capped = is_capped(request, str(actor) if actor.is_signed_in else given.email or "")
    return concern_actions.send_concern(session, actor, given, is_capped=capped)


@account.get("", dependencies=[Depends(limited_export)])
def show_data(session: Reading, actor: CurrentActor) -> PersonalData:
    """Everything that is held about the caller; other people appear by their role alone."""
    return exporting.get_personal_data(session, actor)


@account.get("/export", dependencies=[Depends(limited_export)])
def show_export(session: Reading, actor: CurrentActor) -> PersonalData:
    """The same, under the address of the page that can be printed."""
    return exporting.get_personal_data(session, actor)


@account.post("/consents/{consent_id}/withdraw", status_code=204)
def withdraw_consent(session: Writing, actor: CurrentActor, consent_id: UUID) -> None:
    """Withdraw something that the caller agreed to."""
    actions.withdraw_consent(session, actor, consent_id)


@account.get("/erase")
def show_erase(session: Reading, actor: CurrentActor) -> ErasePreview:
    """What erasing the caller's account would remove and leave."""
    return preview_erasure(session, actor)


@account.post("/erase", status_code=204)
def erase(request: Request, actor: CurrentActor, given: EraseGiven) -> None:
    """Erase the caller's account, at once and for good."""
    if not given.confirmed:
        raise Invalid("Say that you want to erase your account: confirmed must be true", field="confirmed")
    erasing.erase(request.app.state.engine, request.app.state.settings, actor, given)
    set_session_cookie(request, "")

"""HTML for the privacy notice, for what is held about somebody, and for erasing it."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.settings import Settings
from exchange.privacy import actions, erasing, exporting, presenting
from exchange.privacy.limits import limited_export
from exchange.privacy.notice import make_notice, preview_erasure
from exchange.privacy.presenting import ShownHolding
from exchange.privacy.schemas import Agreement, Cookie, EraseGiven, ErasePreview, Notice, PersonalData
from exchange.web.cookies import cookie_names, set_session_cookie
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False)
account = APIRouter(
    prefix="/account/data", dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))], include_in_schema=False
)

EraseForm = Annotated[Submission[EraseGiven], Depends(submitted(EraseGiven))]
_DONE = {"withdrawn": "You have withdrawn what you agreed to."}


@dataclass(frozen=True, kw_only=True)
class PrivacyPage(Page):
    template = "privacy/notice.html"
    notice: Notice


@dataclass(frozen=True, kw_only=True)
class DataPage(Page):
    """What is held, and the ways to take it away, correct it and erase it."""

    template = "privacy/data.html"
    section = "account"
    holdings: list[ShownHolding]
    agreements: tuple[Agreement, ...]
    done: str


@dataclass(frozen=True, kw_only=True)
class ExportPage(Page):
    """Everything that is held, to read and to print."""

    template = "privacy/export.html"
    section = "account"
    holdings: list[ShownHolding]
    made_at: str


@dataclass(frozen=True, kw_only=True)
class ErasePage(Page):
    """What goes and what stays, before somebody decides."""

    template = "privacy/erase.html"
    section = "account"
    preview: ErasePreview
    form: Submission[EraseGiven] = field(default_factory=Submission)


@dataclass(frozen=True, kw_only=True)
class ErasedPage(Page):
    template = "privacy/erased.html"


@router.get("/privacy")
def show_notice(request: Request) -> Response:
    return render(request, PrivacyPage(notice=notice_for(request)))


@router.get("/account/erased")
def show_erased(request: Request) -> Response:
    return render(request, ErasedPage())


@account.get("")
def show_data(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    data = exporting.get_personal_data(session, actor)
    return render(
        request,
        DataPage(holdings=_shown(data), agreements=data.agreements, done=_DONE.get(done, "")),
    )


@account.get("/export", dependencies=[Depends(limited_export)])
def show_export(request: Request, session: Reading, actor: CurrentActor) -> Response:
    data = exporting.get_personal_data(session, actor)
    page = ExportPage(holdings=_shown(data), made_at=presenting.value_in_words(data.made_at))
    return render(request, page)


@account.get("/export.json", dependencies=[Depends(limited_export)])
def download_export(session: Reading, actor: CurrentActor) -> Response:
    data = exporting.get_personal_data(session, actor)
    return Response(
        data.model_dump_json(indent=2),
        media_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


@account.post("/consents/{consent_id}/withdraw")
def withdraw_consent(session: Writing, actor: CurrentActor, consent_id: UUID) -> Response:
    actions.withdraw_consent(session, actor, consent_id)
    return see_other("/account/data?done=withdrawn")


@account.get("/erase")
def show_erase(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return render(request, ErasePage(preview=preview_erasure(session, actor)))


@account.post("/erase")
def erase(request: Request, session: Reading, actor: CurrentActor, form: EraseForm) -> Response:
    if form.value is None or not form.value.confirmed:
        refused = form.refused("confirmed", "Tick the box to say that you want to erase your account")
        page = ErasePage(preview=preview_erasure(session, actor), form=refused)
        return render(request, page, status=422)
    session.close()  # erasing has transactions of its own, and waits for those that read
    settings: Settings = request.app.state.settings
    erasing.erase(request.app.state.engine, settings, actor, form.value)
    set_session_cookie(request, "")
    response = see_other("/account/erased")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def notice_for(request: Request) -> Notice:
    """Return the notice of this deployment."""
    settings: Settings = request.app.state.settings
    signed_in, browser = cookie_names(request)
    cookies = (
        Cookie(name=signed_in, purpose="keeps you signed in", how_long="until you close the browser"),
        Cookie(
            name=browser,
            purpose="ties a code, a passkey or a single sign-on to the browser that asked for it",
            how_long="15 minutes",
        ),
    )
    return make_notice(contact=settings.contact, cookies=cookies)


def _shown(data: PersonalData) -> list[ShownHolding]:
    return [presenting.shown(holding) for holding in data.holdings]

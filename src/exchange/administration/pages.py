"""HTML for the first page of administration, mail, settings and roles."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.administration import actions, presenting, queries
from exchange.administration.presenting import Door
from exchange.administration.roles import find_permissions
from exchange.administration.schemas import MailRow, PermissionRow, SettingShown
from exchange.administration.settings_shown import find_settings
from exchange.people.actor import Permission, Role
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.settings import Settings
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/administration", dependencies=[Depends(Needs(Permission.ADMINISTER))], include_in_schema=False
)
about = APIRouter(
    prefix="/about", dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False
)

_DONE = {"again": "The message waits to be sent again."}


@dataclass(frozen=True, kw_only=True)
class AdministrationPage(Page):
    """The way to every part, with what waits there."""

    template = "administration/start.html"
    section = "administration"
    doors: list[Door]


@dataclass(frozen=True, kw_only=True)
class UnsentMailPage(Page):
    """Messages that failed, or may have; never to whom they go or what they say."""

    template = "administration/mail.html"
    section = "administration"
    messages: list[MailRow]
    done: str


@dataclass(frozen=True, kw_only=True)
class SettingsPage(Page):
    """Every setting with its value."""

    template = "administration/settings.html"
    section = "administration"
    shown: tuple[SettingShown, ...]


@dataclass(frozen=True, kw_only=True)
class RolesPage(Page):
    """Roles and what each may do."""

    template = "administration/roles.html"
    section = "about"
    permissions: tuple[PermissionRow, ...]
    roles: tuple[Role, ...]
    headings: list[str]


@router.get("")
def show_start(request: Request, session: Reading, actor: CurrentActor) -> Response:
    overview = queries.get_overview(session, actor)
    return render(request, AdministrationPage(doors=presenting.doors(overview)))


@router.get("/mail")
def show_mail(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    messages = queries.find_unsent_mail(session, actor)
    return render(request, UnsentMailPage(messages=messages, done=_DONE.get(done, "")))


@router.post("/mail/{message_id}/send-again")
def send_again(session: Writing, actor: CurrentActor, message_id: UUID) -> Response:
    actions.send_again(session, actor, message_id)
    return see_other("/administration/mail?done=again")


@router.get("/settings")
def show_settings(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    return render(request, SettingsPage(shown=find_settings(settings)))


@about.get("/roles")
def show_roles(request: Request) -> Response:
    headings = [role.capitalize() for role in Role]
    page = RolesPage(permissions=find_permissions(), roles=tuple(Role), headings=headings)
    return render(request, page)

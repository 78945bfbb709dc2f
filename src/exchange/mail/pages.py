"""HTML for the mail of a demonstration: what would have left the service."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from exchange.mail import folder
from exchange.mail.schemas import WrittenBrief, WrittenMessage
from exchange.people.actor import Permission
from exchange.people.current import Needs
from exchange.plumbing.errors import NotFound
from exchange.plumbing.settings import Settings
from exchange.web.rendering import Page, render

router = APIRouter(dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class MailPage(Page):
    template = "mail/list.html"
    messages: list[WrittenBrief]
    leaves: bool


@dataclass(frozen=True, kw_only=True)
class MessagePage(Page):
    template = "mail/message.html"
    message: WrittenMessage


@router.get("/dev/mail")
def list_mail(request: Request) -> Response:
    settings = _demonstration(request)
    messages = folder.find_written(Path(settings.mail_folder))
    return render(request, MailPage(messages=messages, leaves=bool(settings.smtp_url)))


@router.get("/dev/mail/{name}")
def show_message(request: Request, name: UUID) -> Response:
    settings = _demonstration(request)
    message = folder.get_written(Path(settings.mail_folder), name, own_url=settings.public_url)
    return render(request, MessagePage(message=message))


def _demonstration(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    if not settings.demo:
        raise NotFound("There is no demonstration here")
    return settings

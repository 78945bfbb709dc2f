"""HTML for the files of a lesson, and the files themselves on a path without cookies."""

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from exchange.lessons import attachment_actions, attachment_queries
from exchange.lessons.attachment_queries import Files
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Conflict, Invalid
from exchange.web.forms import Upload, uploaded
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]")

router = APIRouter(dependencies=[Depends(Needs(Permission.KEEP_LESSONS))], include_in_schema=False)
reading = APIRouter(dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False)
# Whoever has the signed address was let in when it was made; the cookie is not looked at.
files = APIRouter(include_in_schema=False)

UploadForm = Annotated[Upload, Depends(uploaded)]


@dataclass(frozen=True, kw_only=True)
class FilesPage(Page):
    """The files of a lesson, to add to and to remove. ``problem`` is about the field ``wrong``."""

    template = "lessons/files.html"
    section = "lessons"
    lesson: Files
    wrong: str = ""
    problem: str = ""


@router.get("/lessons/{slug}/attachments")
def list_files(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    return render(request, FilesPage(lesson=attachment_queries.get_files(session, actor, slug)))


@router.post("/lessons/{slug}/attachments")
def add_file(
    request: Request, session: Writing, actor: CurrentActor, slug: str, form: UploadForm
) -> Response:
    try:
        attachment_actions.add_attachment(
            session, actor, slug, form.name, form.content, confirmed=form.confirmed
        )
        return see_other(f"/lessons/{slug}/attachments")
    except Invalid as reason:
        wrong, problem, status = reason.field, str(reason), 422
    except Conflict as reason:
        wrong, problem, status = "file", str(reason), 409
    lesson = attachment_queries.get_files(session, actor, slug)
    return render(request, FilesPage(lesson=lesson, wrong=wrong, problem=problem), status=status)


@router.post("/lessons/{slug}/attachments/{attachment_id}/remove")
def remove_file(session: Writing, actor: CurrentActor, slug: str, attachment_id: UUID) -> Response:
    attachment_actions.remove_attachment(session, actor, slug, attachment_id)
    return see_other(f"/lessons/{slug}/attachments")


@reading.get("/lessons/{slug}/attachments/{attachment_id}")
def lead_to_file(session: Reading, actor: CurrentActor, slug: str, attachment_id: UUID) -> Response:
    return see_other(attachment_queries.get_file_link(session, actor, slug, attachment_id).href)


def named(name: str) -> str:
    """Return the header that has a file saved under its name (RFC 6266), and never opened in the page."""
    plain = _UNSAFE.sub("_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


@files.get("/files/{token}")
def send_file(session: Reading, token: str) -> Response:
    file = attachment_queries.get_download(session, token)
    headers = {
        "Content-Disposition": named(file.name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
    return Response(file.content, media_type=file.media_type, headers=headers)

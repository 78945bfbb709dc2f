"""HTML for searching the audit trail, taking it away and checking that it holds."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from exchange.administration import actions, presenting, trail
from exchange.administration.presenting import Pages
from exchange.administration.schemas import AuditFilter, AuditFound, TrailCheck
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/administration/audit",
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
    include_in_schema=False,
)

AUDIT = "/administration/audit"
FilterForm = Annotated[Submission[AuditFilter], Depends(submitted(AuditFilter))]


@dataclass(frozen=True, kw_only=True)
class AuditPage(Page):
    """Entries that match, newest first."""

    template = "administration/audit.html"
    section = "administration"
    wanted: AuditFilter
    found: AuditFound
    heading: str
    pagination: Pages | None


@dataclass(frozen=True, kw_only=True)
class CheckPage(Page):
    """Whether the trail holds, and the head to be kept elsewhere."""

    template = "administration/audit_check.html"
    section = "administration"
    check: TrailCheck
    entries: str


@router.get("")
def list_entries(
    request: Request, session: Reading, actor: CurrentActor, wanted: Annotated[AuditFilter, Query()]
) -> Response:
    """Show one page of the trail."""
    found = trail.find_entries(session, actor, wanted)
    page = AuditPage(
        wanted=wanted,
        found=found,
        heading=presenting.counted(found.total, "entry", "entries"),
        pagination=presenting.pages(AUDIT, wanted, found.page, found.pages),
    )
    return render(request, page)


@router.post("/export")
def export(request: Request, session: Writing, actor: CurrentActor, form: FilterForm) -> Response:
    """Send the entries that match as CSV, and note in the trail that they were taken."""
    if form.value is None:
        return see_other(AUDIT)
    actions.note_export(session, actor)
    return StreamingResponse(
        trail.write_entries(request.app.state.engine, form.value),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"},
    )


@router.get("/check")
def check(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """Show whether the trail holds."""
    found = trail.check_trail(session, actor)
    return render(
        request, CheckPage(check=found, entries=presenting.counted(found.number, "entry", "entries"))
    )

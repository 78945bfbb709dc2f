"""HTML and JSON for removing patient data from a lesson for good."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from exchange.lessons import purging
from exchange.lessons.purge_queries import get_purge_preview
from exchange.lessons.purge_schemas import PurgeDone, PurgeGiven, PurgePreview
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.sessions import Reading

router = APIRouter(
    prefix="/lessons/{slug}/purge",
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
    include_in_schema=False,
)
api = APIRouter(
    prefix="/api/v1/lessons/{slug}/purge",
    tags=["lessons"],
    dependencies=[Depends(Needs(Permission.ADMINISTER))],
)

Form = Annotated[Submission[PurgeGiven], Depends(submitted(PurgeGiven))]


@dataclass(frozen=True, kw_only=True)
class PurgePage(Page):
    """What to remove from a lesson, and afterwards what was."""

    template = "lessons/purge.html"
    section = "lessons"
    preview: PurgePreview
    form: Submission[PurgeGiven] = field(default_factory=Submission)
    removed: PurgeDone | None = None


@router.get("")
def show_purge(request: Request, session: Reading, actor: CurrentActor, slug: str) -> Response:
    """Show where patients may be named."""
    return render(request, PurgePage(preview=get_purge_preview(session, actor, slug)))


@router.post("")
def purge(request: Request, session: Reading, actor: CurrentActor, slug: str, form: Form) -> Response:
    """Remove what was chosen, and show what that came to."""
    refused = form
    if form.value is not None:
        session.close()  # purging has transactions of its own, and waits for those that read
        try:
            done = purging.purge(
                request.app.state.engine, request.app.state.settings, actor, slug, form.value
            )
            preview = get_purge_preview(session, actor, done.slug)
            return render(request, PurgePage(preview=preview, removed=done))
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    return render(
        request, PurgePage(preview=get_purge_preview(session, actor, slug), form=refused), status=422
    )


@api.get("")
def show_places(session: Reading, actor: CurrentActor, slug: str) -> PurgePreview:
    """Where a lesson and its versions may name a patient."""
    return get_purge_preview(session, actor, slug)


@api.post("")
def purge_in_json(request: Request, actor: CurrentActor, slug: str, given: PurgeGiven) -> PurgeDone:
    """Remove words from a lesson and all that hangs on it, for good."""
    return purging.purge(request.app.state.engine, request.app.state.settings, actor, slug, given)

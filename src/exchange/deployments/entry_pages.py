"""HTML for the form of one system: adding and changing it."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from exchange.deployments import keeping_actions, keeping_presenting, keeping_queries
from exchange.deployments.keeping_presenting import Difference
from exchange.deployments.keeping_schemas import EntryGiven, Kept
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Conflict, Invalid
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

adding = APIRouter(
    prefix="/organisations/{ods_code}/systems/new",
    dependencies=[Depends(Needs(Permission.KEEP_ORGANISATION))],
    include_in_schema=False,
)
router = APIRouter(
    prefix="/organisations/{ods_code}/systems/{deployment_id}",
    dependencies=[Depends(Needs(Permission.READ_PEOPLE))],
    include_in_schema=False,
)

Form = Annotated[Submission[EntryGiven], Depends(submitted(EntryGiven))]


@dataclass(frozen=True, kw_only=True)
class EntryPage(Page):
    """The form of a system. ``differences`` when somebody else, or another window, was faster."""

    template = "deployments/entry.html"
    section = "organisations"
    kept: Kept
    form: Submission[Any]
    differences: tuple[Difference, ...] = ()


@adding.get("")
def show_new(request: Request, session: Reading, actor: CurrentActor, ods_code: str) -> Response:
    """Show an empty form."""
    kept = keeping_queries.get_new(session, actor, ods_code)
    return render(request, EntryPage(kept=kept, form=Submission({"version": "0"})))


@adding.post("")
def add(request: Request, session: Writing, actor: CurrentActor, ods_code: str, form: Form) -> Response:
    """Add a system."""
    refused = form
    if form.value is not None:
        try:
            added = keeping_actions.add_entry(session, actor, ods_code, form.value)
            return see_other(f"/organisations/{ods_code}/systems?done=added#entry-{added}")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    kept = keeping_queries.get_new(session, actor, ods_code)
    return render(request, EntryPage(kept=kept, form=refused), status=422)


@router.get("")
def show_entry(
    request: Request, session: Reading, actor: CurrentActor, ods_code: str, deployment_id: UUID
) -> Response:
    """Show the form of a system."""
    kept = keeping_queries.get_kept(session, actor, ods_code, deployment_id)
    assert kept.entry is not None
    return render(request, EntryPage(kept=kept, form=Submission(keeping_presenting.typed_of(kept.entry))))


@router.post("")
def change(
    request: Request, session: Writing, actor: CurrentActor, ods_code: str, deployment_id: UUID, form: Form
) -> Response:
    """Change a system."""
    refused, is_stale = form, False
    if form.value is not None:
        try:
            keeping_actions.correct_entry(session, actor, ods_code, deployment_id, form.value)
            return see_other(f"/organisations/{ods_code}/systems?done=changed#entry-{deployment_id}")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
        except Conflict as reason:
            refused, is_stale = form.refused("version", str(reason)), True
    kept = keeping_queries.get_kept(session, actor, ods_code, deployment_id)
    return render(request, _page(kept, refused, is_stale=is_stale), status=409 if is_stale else 422)


def _page(kept: Kept, form: Submission[Any], *, is_stale: bool) -> EntryPage:
    """Return the form with what was typed; the next save of a stale one replaces what was saved meanwhile."""
    if not is_stale or kept.entry is None:
        return EntryPage(kept=kept, form=form)
    typed = form.typed | {"version": str(kept.entry.version)}
    differences = keeping_presenting.differences(kept.entry, form.typed, kept.choices)
    return EntryPage(kept=kept, form=Submission(typed, errors=form.errors), differences=differences)

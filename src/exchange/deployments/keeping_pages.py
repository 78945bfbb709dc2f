"""HTML for an organisation's list of systems: confirming, removing, taking back, and its history."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.deployments import history_queries, keeping_actions, keeping_presenting, keeping_queries
from exchange.deployments.keeping_schemas import ContractsGiven, History, Register, Seen, Shown, Ticked
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Conflict
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/organisations/{ods_code}/systems",
    dependencies=[Depends(Needs(Permission.READ_PEOPLE))],
    include_in_schema=False,
)
entry = APIRouter(
    prefix="/organisations/{ods_code}/systems/{deployment_id}",
    dependencies=[Depends(Needs(Permission.READ_PEOPLE))],
    include_in_schema=False,
)

SeenForm = Annotated[Submission[Seen], Depends(submitted(Seen))]
TickedForm = Annotated[Submission[Ticked], Depends(submitted(Ticked))]
ContractsForm = Annotated[Submission[ContractsGiven], Depends(submitted(ContractsGiven))]
Done = Annotated[str, Query(max_length=20)]


@dataclass(frozen=True, kw_only=True)
class RegisterPage(Page):
    """An organisation's systems, each to confirm, take off or change."""

    template = "deployments/register.html"
    section = "organisations"
    register: Register
    is_all_ticked: bool
    said: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class HistoryPage(Page):
    """What became of an organisation's systems."""

    template = "deployments/history.html"
    section = "organisations"
    history: History
    said: str = ""
    problem: str = ""


@router.get("")
def show_register(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    ods_code: str,
    shown: Annotated[Shown, Query()],
) -> Response:
    """Show the list."""
    register = keeping_queries.get_register(session, actor, ods_code)
    said = keeping_presenting.said(shown.done, shown.confirmed, shown.left)
    return render(request, RegisterPage(register=register, is_all_ticked=shown.tick == "all", said=said))


@router.post("/confirm")
def confirm_ticked(
    request: Request, session: Writing, actor: CurrentActor, ods_code: str, form: TickedForm
) -> Response:
    """Say of those that are ticked that they are still true."""
    if form.value is None or not form.value.entries:
        return _again(request, session, actor, ods_code, "Tick the systems that are still true", status=422)
    bulk = keeping_actions.confirm_entries(session, actor, ods_code, form.value)
    return see_other(
        f"/organisations/{ods_code}/systems?done=ticked&confirmed={bulk.confirmed}&left={bulk.left}"
    )


@router.post("/contracts")
def show_contracts(
    request: Request, session: Writing, actor: CurrentActor, ods_code: str, form: ContractsForm
) -> Response:
    """Show when contracts begin and end, or not any more."""
    if form.value is None:
        return _again(request, session, actor, ods_code, "Choose whether contracts are shown", status=422)
    keeping_actions.show_contracts(session, actor, ods_code, form.value)
    return see_other(f"/organisations/{ods_code}/systems?done=contracts")


@router.get("/history")
def show_history(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    ods_code: str,
    done: Done = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """Show what changed."""
    history = history_queries.find_history(session, actor, ods_code, page=page)
    return render(request, HistoryPage(history=history, said=keeping_presenting.said(done)))


@router.post("/changes/{change_id}/undo")
def undo(request: Request, session: Writing, actor: CurrentActor, ods_code: str, change_id: UUID) -> Response:
    """Take a change back."""
    try:
        keeping_actions.undo_change(session, actor, ods_code, change_id)
    except Conflict as reason:
        return _again(request, session, actor, ods_code, str(reason), status=409)
    return see_other(f"/organisations/{ods_code}/systems?done=undone")


@entry.post("/confirm")
def confirm(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    ods_code: str,
    deployment_id: UUID,
    form: SeenForm,
) -> Response:
    """Say that it is still true."""
    if form.value is None:
        return _again(request, session, actor, ods_code, "Say it again from this page", status=422)
    try:
        keeping_actions.confirm_entry(session, actor, ods_code, deployment_id, form.value)
    except Conflict as reason:
        return _again(request, session, actor, ods_code, str(reason), status=409)
    return see_other(f"/organisations/{ods_code}/systems?done=confirmed#entry-{deployment_id}")


@entry.post("/remove")
def remove(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    ods_code: str,
    deployment_id: UUID,
    form: SeenForm,
) -> Response:
    """Take it off the list."""
    if form.value is None:
        return _again(request, session, actor, ods_code, "Say it again from this page", status=422)
    try:
        keeping_actions.remove_entry(session, actor, ods_code, deployment_id, form.value)
    except Conflict as reason:
        return _again(request, session, actor, ods_code, str(reason), status=409)
    return see_other(f"/organisations/{ods_code}/systems?done=removed#entry-{deployment_id}")


def _again(
    request: Request, session: Writing, actor: CurrentActor, ods_code: str, problem: str, *, status: int
) -> Response:
    """Show the list as it is now, with what was wrong."""
    register = keeping_queries.get_register(session, actor, ods_code)
    page = RegisterPage(register=register, is_all_ticked=False, problem=problem)
    return render(request, page, status=status)

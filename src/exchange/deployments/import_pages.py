"""HTML for importing an organisation's systems from a spreadsheet."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from exchange.deployments import import_actions, import_queries
from exchange.deployments.import_form import (
    COLUMNS,
    EXAMPLES,
    TEMPLATE,
    SheetColumn,
    csv_template,
    xlsx_template,
)
from exchange.deployments.import_receiving import Corrections, corrections_sent
from exchange.deployments.import_schemas import ImportDetail, ImportStart, UndoGiven, WriteGiven
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.plumbing.errors import Invalid
from exchange.plumbing.limits import Limit
from exchange.web.forms import Submission, Upload, submitted, uploaded
from exchange.web.limiting import Limited
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/organisations/{ods_code}/systems/import",
    dependencies=[Depends(Needs(Permission.KEEP_ORGANISATION))],
    include_in_schema=False,
)

SPREADSHEETS = Limit("spreadsheets by address", 60, timedelta(hours=1))
UploadForm = Annotated[Upload, Depends(uploaded)]
CorrectionsForm = Annotated[Corrections, Depends(corrections_sent)]
WriteForm = Annotated[Submission[WriteGiven], Depends(submitted(WriteGiven))]
UndoForm = Annotated[Submission[UndoGiven], Depends(submitted(UndoGiven))]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DONE = {
    "written": "Written into the registry. Pages and searches show it from now on.",
    "undone": "Undone. The entries are as they were before.",
}


@dataclass(frozen=True, kw_only=True)
class ImportStartPage(Page):
    """What an import does, templates to fill in, the file to send, and the ones that there were."""

    template = "deployments/import_start.html"
    section = "organisations"
    start: ImportStart
    problems: tuple[str, ...] = ()
    columns: tuple[SheetColumn, ...] = COLUMNS
    example_head: tuple[str, ...] = TEMPLATE
    examples: tuple[tuple[str, ...], ...] = EXAMPLES


@dataclass(frozen=True, kw_only=True)
class ImportPage(Page):
    """One spreadsheet: how far it is, what is to be corrected, what it would do, what it did."""

    template = "deployments/import.html"
    fragments = frozenset({"import_state"})
    section = "organisations"
    found: ImportDetail
    typed: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    done: str = ""


@router.get("")
def show_start(request: Request, session: Reading, actor: CurrentActor, ods_code: str) -> Response:
    return render(request, ImportStartPage(start=import_queries.get_start(session, actor, ods_code)))


@router.get("/template.csv")
def send_csv(session: Reading, actor: CurrentActor, ods_code: str) -> Response:
    import_queries.get_place(session, actor, ods_code)
    return Response(csv_template(), media_type="text/csv; charset=utf-8", headers=_named("systems.csv"))


@router.get("/template.xlsx")
def send_xlsx(session: Reading, actor: CurrentActor, ods_code: str) -> Response:
    import_queries.get_place(session, actor, ods_code)
    content = xlsx_template(import_queries.find_areas(session))
    return Response(content, media_type=_XLSX, headers=_named("systems.xlsx"))


@router.post("", dependencies=[Depends(Limited(SPREADSHEETS))])
def send(
    request: Request, session: Writing, actor: CurrentActor, ods_code: str, form: UploadForm
) -> Response:
    try:
        import_id = import_actions.send_spreadsheet(session, actor, ods_code, form.name, form.content)
        return see_other(f"/organisations/{ods_code}/systems/import/{import_id}")
    except Invalid as reason:
        problems = tuple(str(reason).splitlines())
    start = import_queries.get_start(session, actor, ods_code)
    return render(request, ImportStartPage(start=start, problems=problems), status=422)


@router.get("/{import_id}")
def show_import(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    ods_code: str,
    import_id: UUID,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    found = import_queries.get_import(session, actor, ods_code, import_id)
    return render(request, ImportPage(found=found, done=_DONE.get(done, "")))


@router.post("/{import_id}/corrections")
def correct(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    ods_code: str,
    import_id: UUID,
    form: CorrectionsForm,
) -> Response:
    problem = "One of the corrections is too long"
    if form.value is not None:
        try:
            import_actions.correct_spreadsheet(session, actor, ods_code, import_id, form.value)
            return see_other(f"/organisations/{ods_code}/systems/import/{import_id}")
        except Invalid as reason:
            problem = str(reason)
    found = import_queries.get_import(session, actor, ods_code, import_id)
    return render(request, ImportPage(found=found, typed=form.typed, problem=problem), status=422)


@router.post("/{import_id}/write")
def write(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    ods_code: str,
    import_id: UUID,
    form: WriteForm,
) -> Response:
    if form.value is not None:
        import_actions.write_spreadsheet(session, actor, ods_code, import_id, form.value)
        return see_other(f"/organisations/{ods_code}/systems/import/{import_id}")
    found = import_queries.get_import(session, actor, ods_code, import_id)
    return render(request, ImportPage(found=found, problem="Look at it again, then write it"), status=422)


@router.post("/{import_id}/undo")
def undo(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    ods_code: str,
    import_id: UUID,
    form: UndoForm,
) -> Response:
    if form.value is not None:
        import_actions.undo_spreadsheet(session, actor, ods_code, import_id, form.value)
        return see_other(f"/organisations/{ods_code}/systems/import/{import_id}?done=undone")
    found = import_queries.get_import(session, actor, ods_code, import_id)
    return render(request, ImportPage(found=found, problem="Say whether to undo only the others"), status=422)


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}

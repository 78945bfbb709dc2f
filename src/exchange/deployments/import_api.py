"""JSON for importing systems from a spreadsheet. The same actions and schemas as the pages."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from exchange.deployments import import_actions, import_queries
from exchange.deployments.import_pages import SPREADSHEETS
from exchange.deployments.import_schemas import (
    CorrectionsGiven,
    ImportDetail,
    ImportStart,
    UndoGiven,
    WriteGiven,
)
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.forms import Upload, uploaded
from exchange.web.limiting import Limited
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/organisations/{ods_code}/systems/import",
    tags=["organisations"],
    dependencies=[Depends(Needs(Permission.KEEP_ORGANISATION))],
)

File = Annotated[Upload, Depends(uploaded)]


@router.get("")
def show_start(session: Reading, actor: CurrentActor, ods_code: str) -> ImportStart:
    """The words that a spreadsheet may use, and the spreadsheets that there were."""
    return import_queries.get_start(session, actor, ods_code)


@router.post("", status_code=201, dependencies=[Depends(Limited(SPREADSHEETS))])
def send(session: Writing, actor: CurrentActor, ods_code: str, form: File) -> ImportDetail:
    """Send a spreadsheet as ``file`` of a multipart form. Over 500 rows are checked in the background."""
    import_id = import_actions.send_spreadsheet(session, actor, ods_code, form.name, form.content)
    return import_queries.get_import(session, actor, ods_code, import_id)


@router.get("/{import_id}")
def show_import(session: Reading, actor: CurrentActor, ods_code: str, import_id: UUID) -> ImportDetail:
    """One spreadsheet: how far it is, what was found in it, what it did."""
    return import_queries.get_import(session, actor, ods_code, import_id)


@router.post("/{import_id}/corrections")
def correct(
    session: Writing, actor: CurrentActor, ods_code: str, import_id: UUID, given: CorrectionsGiven
) -> ImportDetail:
    """Correct cells, say what names stand for, leave lines out; then it is checked again."""
    import_actions.correct_spreadsheet(session, actor, ods_code, import_id, given)
    return import_queries.get_import(session, actor, ods_code, import_id)


@router.post("/{import_id}/write")
def write(
    session: Writing, actor: CurrentActor, ods_code: str, import_id: UUID, given: WriteGiven
) -> ImportDetail:
    """Write it whole; if it stays "checked", ``findings.differs`` says what no longer holds."""
    import_actions.write_spreadsheet(session, actor, ods_code, import_id, given)
    return import_queries.get_import(session, actor, ods_code, import_id)


@router.post("/{import_id}/undo")
def undo(
    session: Writing, actor: CurrentActor, ods_code: str, import_id: UUID, given: UndoGiven
) -> ImportDetail:
    """Take back what it did, for seven days; ``others_only`` leaves what was changed since."""
    import_actions.undo_spreadsheet(session, actor, ods_code, import_id, given)
    return import_queries.get_import(session, actor, ods_code, import_id)

"""JSON for pointing out errors in the registry, and for answering them. Same queries, actions and schemas."""

from uuid import UUID

from fastapi import APIRouter, Depends

from exchange.deployments import error_actions, error_queries
from exchange.deployments.error_schemas import (
    AnswerGiven,
    ErrorGiven,
    MissingGiven,
    ReportDetail,
    Reports,
    Subject,
)
from exchange.people.actor import Permission
from exchange.people.current import CurrentActor, Needs
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/api/v1/organisations/{ods_code}/systems",
    tags=["systems"],
    dependencies=[Depends(Needs(Permission.SUGGEST_CORRECTIONS))],
)
account = APIRouter(
    prefix="/api/v1/account/errors",
    tags=["systems"],
    dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))],
)


@router.get("/missing")
def show_missing_form(session: Reading, actor: CurrentActor, ods_code: str) -> Subject:
    """Whose list a system can be missing from."""
    return error_queries.get_subject(session, actor, ods_code)


@router.post("/missing", status_code=201)
def point_out_missing(
    session: Writing, actor: CurrentActor, ods_code: str, given: MissingGiven
) -> ReportDetail:
    """Point out a system that is not in an organisation's list."""
    id = error_actions.point_out_missing(session, actor, ods_code, given)
    return error_queries.get_report(session, actor, id)


@router.get("/{deployment_id}/error")
def show_error_form(session: Reading, actor: CurrentActor, ods_code: str, deployment_id: UUID) -> Subject:
    """The entry that an error can be pointed out in."""
    return error_queries.get_subject(session, actor, ods_code, deployment_id)


@router.post("/{deployment_id}/error", status_code=201)
def point_out_error(
    session: Writing, actor: CurrentActor, ods_code: str, deployment_id: UUID, given: ErrorGiven
) -> ReportDetail:
    """Point out what is wrong with an entry to whoever keeps it."""
    id = error_actions.point_out_error(session, actor, ods_code, deployment_id, given)
    return error_queries.get_report(session, actor, id)


@account.get("")
def list_reports(session: Reading, actor: CurrentActor) -> Reports:
    """The errors that wait for the caller's answer, and those that the caller pointed out."""
    return error_queries.find_reports(session, actor)


@account.get("/{report_id}")
def show_report(session: Reading, actor: CurrentActor, report_id: UUID) -> ReportDetail:
    """An error that was pointed out, and the answer."""
    return error_queries.get_report(session, actor, report_id)


@account.post("/{report_id}")
def answer_report(session: Writing, actor: CurrentActor, report_id: UUID, given: AnswerGiven) -> ReportDetail:
    """Say what became of it; whoever pointed it out gets the answer by mail."""
    error_actions.answer_report(session, actor, report_id, given)
    return error_queries.get_report(session, actor, report_id)

"""HTML for pointing out errors in the registry, and for answering them."""

from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

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
from exchange.plumbing.errors import Invalid
from exchange.web.forms import Submission, submitted
from exchange.web.rendering import Page, render
from exchange.web.responding import see_other
from exchange.web.sessions import Reading, Writing

router = APIRouter(
    prefix="/organisations/{ods_code}/systems",
    dependencies=[Depends(Needs(Permission.SUGGEST_CORRECTIONS))],
    include_in_schema=False,
)
account = APIRouter(
    prefix="/account/errors", dependencies=[Depends(Needs(Permission.KEEP_ACCOUNT))], include_in_schema=False
)

ErrorForm = Annotated[Submission[ErrorGiven], Depends(submitted(ErrorGiven))]
MissingForm = Annotated[Submission[MissingGiven], Depends(submitted(MissingGiven))]
AnswerForm = Annotated[Submission[AnswerGiven], Depends(submitted(AnswerGiven))]
_DONE = {
    "sent": "Thank you. Whoever keeps this entry has been told, and you get their answer by e-mail.",
    "answered": "Your answer is sent to whoever pointed it out.",
}


@dataclass(frozen=True, kw_only=True)
class PointOutPage(Page):
    """A form for what is wrong with an entry, or which one is missing."""

    template = "deployments/point_out.html"
    section = "organisations"
    subject: Subject
    form: Submission[Any] = field(default_factory=Submission)


@dataclass(frozen=True, kw_only=True)
class ReportsPage(Page):
    """Errors to answer, and those that the viewer pointed out."""

    template = "deployments/reports.html"
    section = "account"
    reports: Reports


@dataclass(frozen=True, kw_only=True)
class ReportPage(Page):
    """An error that was pointed out, and the answer."""

    template = "deployments/report.html"
    section = "account"
    report: ReportDetail
    form: Submission[AnswerGiven] = field(default_factory=Submission)
    done: str = ""


@router.get("/missing")
def show_missing_form(request: Request, session: Reading, actor: CurrentActor, ods_code: str) -> Response:
    """Show the form for a system that is not in the list."""
    return render(request, PointOutPage(subject=error_queries.get_subject(session, actor, ods_code)))


@router.post("/missing")
def point_out_missing(
    request: Request, session: Writing, actor: CurrentActor, ods_code: str, form: MissingForm
) -> Response:
    """Point it out."""
    refused = form
    if form.value is not None:
        try:
            id = error_actions.point_out_missing(session, actor, ods_code, form.value)
            return see_other(f"/account/errors/{id}?done=sent")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    subject = error_queries.get_subject(session, actor, ods_code)
    return render(request, PointOutPage(subject=subject, form=refused), status=422)


@router.get("/{deployment_id}/error")
def show_error_form(
    request: Request, session: Reading, actor: CurrentActor, ods_code: str, deployment_id: UUID
) -> Response:
    """Show the form for what is wrong with an entry."""
    subject = error_queries.get_subject(session, actor, ods_code, deployment_id)
    return render(request, PointOutPage(subject=subject))


@router.post("/{deployment_id}/error")
def point_out_error(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    ods_code: str,
    deployment_id: UUID,
    form: ErrorForm,
) -> Response:
    """Point it out."""
    refused = form
    if form.value is not None:
        try:
            id = error_actions.point_out_error(session, actor, ods_code, deployment_id, form.value)
            return see_other(f"/account/errors/{id}?done=sent")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    subject = error_queries.get_subject(session, actor, ods_code, deployment_id)
    return render(request, PointOutPage(subject=subject, form=refused), status=422)


@account.get("")
def list_reports(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """List what waits for an answer and what the viewer pointed out."""
    return render(request, ReportsPage(reports=error_queries.find_reports(session, actor)))


@account.get("/{report_id}")
def show_report(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    report_id: UUID,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show one of them."""
    report = error_queries.get_report(session, actor, report_id)
    return render(request, ReportPage(report=report, done=_DONE.get(done, "")))


@account.post("/{report_id}")
def answer_report(
    request: Request, session: Writing, actor: CurrentActor, report_id: UUID, form: AnswerForm
) -> Response:
    """Answer it."""
    refused = form
    if form.value is not None:
        try:
            error_actions.answer_report(session, actor, report_id, form.value)
            return see_other(f"/account/errors/{report_id}?done=answered")
        except Invalid as reason:
            refused = form.refused(reason.field, str(reason))
    report = error_queries.get_report(session, actor, report_id)
    return render(request, ReportPage(report=report, form=refused), status=422)

"""Pointing out errors in the registry, and answering them; the caller commits."""

from uuid import UUID

from sqlmodel import Session

from exchange.deployments.error_access import check_can_answer, check_can_point_out
from exchange.deployments.error_queries import (
    count_lately,
    get_entry,
    get_place,
    report_to_change,
)
from exchange.deployments.error_schemas import AnswerGiven, ErrorGiven, MissingGiven
from exchange.deployments.models import ReportState
from exchange.deployments.reporting import check_how_many, report, tell_reporter
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Invalid
from exchange.plumbing.patient_data import refuse_nhs_numbers


def point_out_error(
    session: Session, actor: Actor, ods_code: str, deployment_id: UUID, given: ErrorGiven
) -> UUID:
    """Point out what is wrong with an entry to whoever keeps it; return the id of the report.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: no organisation has confirmed the actor.
        NotFound: there is no such organisation or entry.
        HoldsPatientData: the text holds what looks like an NHS number.
        TooMany: they pointed out too many in a day.
    """
    check_can_point_out(actor)
    place = get_place(session, actor, ods_code)
    entry = get_entry(session, place, deployment_id)
    refuse_nhs_numbers({"text": given.text}, titles={"text": "What is wrong"})
    check_how_many(count_lately(session, actor))
    made = report(session, actor, place, about=entry.words, text=given.text, deployment=entry.deployment)
    audit.record(session, "error.reported", actor=actor, subject=f"error_report:{made.id}")
    return made.id


def point_out_missing(session: Session, actor: Actor, ods_code: str, given: MissingGiven) -> UUID:
    """Point out a system that is not in an organisation's list; return the id of the report.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: no organisation has confirmed the actor.
        NotFound: there is no such organisation.
        HoldsPatientData: what was typed holds what looks like an NHS number.
        TooMany: they pointed out too many in a day.
    """
    check_can_point_out(actor)
    place = get_place(session, actor, ods_code)
    titles = {"what": "Name of the system", "text": "What you know about it"}
    refuse_nhs_numbers({"what": given.what, "text": given.text}, titles=titles)
    check_how_many(count_lately(session, actor))
    made = report(session, actor, place, about=f"Missing: {given.what}", text=given.text)
    audit.record(session, "error.reported", actor=actor, subject=f"error_report:{made.id}")
    return made.id


def answer_report(session: Session, actor: Actor, report_id: UUID, given: AnswerGiven) -> None:
    """Say what became of an error; whoever pointed it out gets the answer by mail.

    Raises:
        NotFound: there is none that the actor may see.
        NotAllowed: they pointed it out, and others answer it.
        Conflict: it was answered.
        Invalid: nothing says why it is right as it is.
        HoldsPatientData: the answer holds what looks like an NHS number.
    """
    found, is_answerer = report_to_change(session, actor, report_id)
    check_can_answer(found, is_answerer=is_answerer)
    if given.state is ReportState.RIGHT and not given.answer:
        raise Invalid("Say why it is right as it is", field="answer")
    refuse_nhs_numbers({"answer": given.answer}, titles={"answer": "Your answer"})
    found.state, found.answer = given.state, given.answer
    found.answered_by_id, found.answered_at = actor.person_id, now()
    tell_reporter(session, actor, found)
    audit.record(session, "error.answered", actor=actor, subject=f"error_report:{found.id}")

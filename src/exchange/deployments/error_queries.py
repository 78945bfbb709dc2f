"""Every SELECT on errors that people point out in the registry."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, and_, col, exists, or_, select

from exchange.deployments import addresses
from exchange.deployments.access import check_can_confirm
from exchange.deployments.entry_names import Named, find_named
from exchange.deployments.error_access import answered_by, check_can_point_out, names_reporter_to, visible_to
from exchange.deployments.error_schemas import ReportBrief, ReportDetail, Reports, Subject
from exchange.deployments.models import ErrorReport, ReportState
from exchange.organisations.access import visible_to as organisations_visible_to
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor, Permission
from exchange.people.duty_queries import leads_now
from exchange.people.models import Duty, Membership, MembershipState, Person, PersonState
from exchange.plumbing.clock import now
from exchange.plumbing.errors import NotFound, allows
from exchange.technologies.models import Deployment

_MOST_IN_A_LIST = 100
_DAY = timedelta(days=1)


def get_place(session: Session, actor: Actor, ods_code: str) -> Organisation:
    """Return an organisation.

    Raises:
        NotFound: there is none that the actor may see.
    """
    statement = select(Organisation).where(Organisation.ods_code == ods_code, organisations_visible_to(actor))
    found = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound("There is no such organisation")
    return found


def get_entry(session: Session, place: Organisation, deployment_id: UUID) -> Named:
    """Return an entry of an organisation.

    Raises:
        NotFound: it has none of that id, or none any more.
    """
    here = col(Deployment.organisation_id) == place.id
    found = find_named(session, here, Deployment.id == deployment_id)
    if not found:
        raise NotFound("This entry is not there any more")
    return found[0]


def get_subject(session: Session, actor: Actor, ods_code: str, deployment_id: UUID | None = None) -> Subject:
    """Return what an error may be pointed out in: an entry, or without one what is missing.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: no organisation has confirmed the actor.
        NotFound: there is no such organisation, or no such entry.
    """
    check_can_point_out(actor)
    place = get_place(session, actor, ods_code)
    entry = get_entry(session, place, deployment_id) if deployment_id else None
    systems = addresses.systems_of(place.ods_code)
    keeps = entry is not None and allows(check_can_confirm, actor, entry.deployment)
    return Subject(
        ods_code=place.ods_code,
        organisation=place.name,
        organisation_href=f"/organisations/{place.ods_code}",
        href=f"{systems}/{entry.deployment.id}/error" if entry else f"{systems}/missing",
        about=entry.words if entry else "",
        label=f"Stage: {entry.deployment.stage}" if entry else "",
        correct_href=addresses.correct(place.ods_code, entry.deployment.id) if entry and keeps else "",
    )


def count_lately(session: Session, actor: Actor) -> int:
    """Return how many errors the actor pointed out in the last 24 hours; they can add none meanwhile."""
    session.exec(select(Person.id).where(Person.id == actor.person).with_for_update()).one()
    statement = select(func.count(col(ErrorReport.id))).where(
        ErrorReport.reporter_id == actor.person, col(ErrorReport.reported_at) > now() - _DAY
    )
    return session.exec(statement).one()


def find_reports(session: Session, actor: Actor) -> Reports:
    """Return the errors that wait for the actor, oldest first, and those they pointed out, newest first."""
    open_ones = _rows(actor).where(col(ErrorReport.state) == ReportState.OPEN, _waits_for(actor))
    own = _rows(actor).where(col(ErrorReport.reporter_id) == actor.person)
    by_age = (col(ErrorReport.reported_at), col(ErrorReport.id))
    newest = (col(ErrorReport.reported_at).desc(), col(ErrorReport.id))
    return Reports(
        to_answer=_briefs(session, open_ones.order_by(*by_age)),
        reported=_briefs(session, own.order_by(*newest)),
    )


def get_report(session: Session, actor: Actor, report_id: UUID) -> ReportDetail:
    """Return an error that somebody pointed out.

    Raises:
        NotFound: there is none that the actor may see.
    """
    statement = _rows(actor).add_columns(answered_by(actor)).where(col(ErrorReport.id) == report_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("There is no such report")
    report, place, is_answerer = row
    is_there = report.deployment_id is not None and _is_there(session, report)
    can_answer = is_answerer and report.state is ReportState.OPEN
    return ReportDetail(
        **_brief(report, place).model_dump(),
        **report.model_dump(include={"id", "text", "answer"}),
        organisation_href=f"/organisations/{place.ods_code}",
        by=_by(session, actor, report),
        answered=f"{report.answered_at:%-d %B %Y}" if report.answered_at else "",
        is_own=report.reporter_id == actor.person_id,
        is_there=is_there,
        is_gone=report.deployment_id is not None and not is_there,
        can_answer=can_answer,
        correct_href=_correct(report, place, is_there=is_there) if can_answer else "",
    )


def report_to_change(session: Session, actor: Actor, report_id: UUID) -> tuple[ErrorReport, bool]:
    """Return a report, locked, and whether it is the actor's to answer.

    Raises:
        NotFound: there is none that they may see.
    """
    statement: Any = (
        select_columns(ErrorReport, answered_by(actor))
        .where(col(ErrorReport.id) == report_id, visible_to(actor))
        .with_for_update(of=ErrorReport)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("There is no such report")
    return row[0], bool(row[1])


def find_reporter(session: Session, report: ErrorReport) -> list[Person]:
    """Return who pointed an error out, if they still have an account in use."""
    statement = select(Person).where(Person.id == report.reporter_id, Person.state == PersonState.ACTIVE)
    return list(session.exec(statement))


def _rows(actor: Actor) -> Any:
    return (
        select_columns(ErrorReport, Organisation)
        .join(Organisation, col(Organisation.id) == col(ErrorReport.organisation_id))
        .where(visible_to(actor))
    )


def _waits_for(actor: Actor) -> Any:
    """Narrow what the actor may answer to what waits for them: administrators stand in where nobody leads."""
    if not actor.may(Permission.ADMINISTER):
        return answered_by(actor)
    led = exists().where(leads_now(), col(Duty.organisation_id) == col(ErrorReport.organisation_id))
    own = exists().where(
        col(Deployment.id) == col(ErrorReport.deployment_id), col(Deployment.owner_id) == actor.person_id
    )
    here = col(ErrorReport.organisation_id) == actor.organisation_id
    return or_(~led, own, here) if actor.leads(actor.organisation_id) else or_(~led, own)


def _briefs(session: Session, statement: Any) -> tuple[ReportBrief, ...]:
    return tuple(_brief(*row) for row in session.execute(statement.limit(_MOST_IN_A_LIST)))


def _brief(report: ErrorReport, place: Organisation) -> ReportBrief:
    return ReportBrief(
        href=addresses.report(report.id),
        about=report.about,
        organisation=place.name,
        state=report.state,
        reported=f"{report.reported_at:%-d %B %Y}",
    )


def _is_there(session: Session, report: ErrorReport) -> bool:
    here = select(Deployment.id).where(
        Deployment.id == report.deployment_id, Deployment.organisation_id == report.organisation_id
    )
    return session.exec(here).one_or_none() is not None


def _correct(report: ErrorReport, place: Organisation, *, is_there: bool) -> str:
    if is_there and report.deployment_id is not None:
        return addresses.correct(place.ods_code, report.deployment_id)
    return addresses.systems_of(place.ods_code)


def _by(session: Session, actor: Actor, report: ErrorReport) -> str:
    """Return who pointed an error out: to colleagues and administrators by name, else by organisation."""
    if report.reporter_id == actor.person_id:
        return "you"
    approved = and_(
        col(Membership.person_id) == col(Person.id), col(Membership.state) == MembershipState.APPROVED
    )
    statement: Any = (
        select_columns(Person, Organisation)
        .join(Membership, approved, isouter=True)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id), isouter=True)
        .where(col(Person.id) == report.reporter_id, col(Person.state) != PersonState.ERASED)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        return "somebody whose account has been erased"
    person, place = row
    where = f" of {place.name}" if place else ""
    is_named = names_reporter_to(actor, place.id if place else None) and person.name
    return f"{person.name}{where}" if is_named else f"a member of staff{where}"

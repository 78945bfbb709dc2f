"""Who may point out errors in the registry, see them, and answer them."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, false, select, true

from exchange.deployments.models import ErrorReport, ReportState
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.errors import Conflict, NotAllowed
from exchange.technologies.models import Deployment


def check_can_point_out(actor: Actor) -> None:
    """Raise unless the actor may point out errors: every member of staff may, in any organisation's list.

    Raises:
        SignInNeeded: nobody has signed in.
        NotAllowed: no organisation has confirmed them.
    """
    check_may(actor, Permission.SUGGEST_CORRECTIONS)


def answered_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on ErrorReport that the actor may answer it.

    The owner of the entry may, the leads of its organisation, and whoever looks after the service.
    """
    if actor.may(Permission.ADMINISTER):
        return true()
    if not actor.may(Permission.SUGGEST_CORRECTIONS) or actor.organisation_id is None:
        return false()
    here = col(ErrorReport.organisation_id) == actor.organisation_id
    if actor.leads(actor.organisation_id):
        return here
    about = col(ErrorReport.deployment_id)
    return and_(here, about.is_not(None), about.in_(_owned_by(actor)))  # never "unknown", which is not false


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that every query on reports must carry: theirs, or theirs to answer."""
    if actor.person_id is None:
        return false()
    return or_(col(ErrorReport.reporter_id) == actor.person_id, answered_by(actor))


def check_can_answer(report: ErrorReport, *, is_answerer: bool) -> None:
    """Raise unless somebody who sees a report may answer it now.

    Raises:
        NotAllowed: they pointed it out, and others answer it.
        Conflict: it was answered.
    """
    if not is_answerer:
        raise NotAllowed("The organisation that it is about answers this")
    if report.state is not ReportState.OPEN:
        raise Conflict("Somebody has answered this already")


def names_reporter_to(actor: Actor, organisation_id: UUID | None) -> bool:
    """Say whether the actor may know the name of a reporter of an organisation: decision 0047."""
    is_colleague = organisation_id is not None and organisation_id == actor.organisation_id
    return is_colleague or actor.may(Permission.ADMINISTER)


def _owned_by(actor: Actor) -> ColumnElement[UUID]:
    return select(Deployment.id).where(  # type: ignore[return-value]
        col(Deployment.owner_id) == actor.person_id,
        col(Deployment.organisation_id) == actor.organisation_id,
    )

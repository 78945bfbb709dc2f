"""How the rows of an organisation come to the one that it became part of. For actions alone."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from exchange.deployments.models import DeploymentImport, ErrorReport, StillTrueQuestion
from exchange.deployments.recording import record_change, snapshot
from exchange.lessons.changes import note_lesson_changes
from exchange.lessons.models import Lesson, LessonUse
from exchange.organisations.models import OrganisationStatus, OtherName, OtherNameKind
from exchange.people.actor import Actor
from exchange.succession.planning import Merger
from exchange.succession.rules import MOVED
from exchange.technologies.models import ChangeKind, DeploymentChange


def carry_systems(session: Session, actor: Actor, merger: Merger) -> None:
    """Move systems with what is on record about them; of twins one goes, and can be brought back.

    A confirmation stays as it was: whoever gave it knew the system, and that has not changed.
    """
    if merger.hides_contracts:
        merger.into.shows_contracts = False
    _carry_history(session, merger)
    removed = [(other, stays) for stays, other in merger.twins]
    stay = [stays for _, stays in removed if stays.organisation_id == merger.gone.id]
    for other, stays in removed:
        before = _as_the_other(merger, snapshot(other))
        session.exec(
            update(ErrorReport)
            .where(col(ErrorReport.deployment_id) == other.id)
            .values(deployment_id=stays.id)
        )
        session.delete(other)
        record_change(session, actor, ChangeKind.REMOVED, before=before, after=None)
    session.flush()  # what goes makes room for what comes: both would have the same key
    for each in (*merger.systems, *stay):
        before = snapshot(each)
        each.organisation_id = merger.into.id
        record_change(session, actor, ChangeKind.MOVED, before=before, after=each)
    session.flush()


def _carry_history(session: Session, merger: Merger) -> None:
    """Have what is on record be about the other one, so that what is taken back comes back there."""
    ids = str(merger.gone.id), str(merger.into.id)
    change = DeploymentChange
    session.exec(
        update(change)
        .where(col(change.organisation_id) == merger.gone.id)
        .values(
            organisation_id=merger.into.id,
            before=func.replace(col(change.before), *ids),
            after=func.replace(col(change.after), *ids),
        )
    )


def _as_the_other(merger: Merger, text: str) -> str:
    return text.replace(str(merger.gone.id), str(merger.into.id))


def carry_lessons(session: Session, merger: Merger) -> None:
    """Move every lesson, those that the plan did not show too, and the reports that come along."""
    ids = list(session.exec(select(Lesson.id).where(Lesson.organisation_id == merger.gone.id)))
    _repoint(session, Lesson, ids, merger)
    comes = [id for id, does in merger.uses if does]
    used = list(session.exec(select(LessonUse.lesson_id).where(col(LessonUse.id).in_(comes))))
    _repoint(session, LessonUse, comes, merger)
    note_lesson_changes(session, dict.fromkeys([*ids, *used]))


def carry_rest(session: Session, merger: Merger) -> None:
    """Move what comes along as it is, and what the other one does not have yet."""
    for table in MOVED.values():
        values: dict[str, Any] = {"organisation_id": merger.into.id}
        if table is DeploymentImport:  # whoever looks at one sees anew what it would do
            values["version"] = col(DeploymentImport.version) + 1
        session.exec(update(table).where(col(table.organisation_id) == merger.gone.id).values(**values))
    for moved, dropped in merger.shared.values():
        for row in dropped:
            _keep_later_day(session, merger, row)
            session.delete(row)
        session.flush()
        for row in moved:
            row.organisation_id = merger.into.id
    session.flush()


def _keep_later_day(session: Session, merger: Merger, row: Any) -> None:
    """Ask nobody again before their time because two organisations are one."""
    if isinstance(row, StillTrueQuestion):
        kept = session.get_one(StillTrueQuestion, (row.person_id, merger.into.id))
        kept.asked_on = max(kept.asked_on, row.asked_on)


def close(session: Session, merger: Merger, *, is_participating: bool) -> None:
    """Close the one that is gone, and let the other be found by its name."""
    gone, into = merger.gone, merger.into
    if is_participating and into.status is OrganisationStatus.LISTED:
        into.status = OrganisationStatus.PARTICIPATING
    gone.status, gone.successor_ods_code = OrganisationStatus.CLOSED, into.ods_code
    named = select(OtherName.id).where(OtherName.organisation_id == into.id, OtherName.name == gone.name)
    if gone.name != into.name and session.exec(named).first() is None:
        former = OtherName(organisation_id=into.id, name=gone.name, kind=OtherNameKind.FORMER)
        former.source_date = str(gone.closed_on or "")
        session.add(former)


def _repoint(session: Session, table: Any, ids: Collection[UUID], merger: Merger) -> None:
    session.exec(update(table).where(col(table.id).in_(ids)).values(organisation_id=merger.into.id))

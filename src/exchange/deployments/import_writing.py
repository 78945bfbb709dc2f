"""Writes what a spreadsheet says into the registry, and takes it back, in the caller's transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from exchange.deployments.import_registry import Entry, load_entries
from exchange.deployments.import_schemas import RowKind
from exchange.deployments.importing import Planned
from exchange.deployments.models import DeploymentImport
from exchange.deployments.recording import NOTHING, RowChange, read_snapshot, record_changes, snapshot_of
from exchange.people.actor import Actor
from exchange.plumbing.clock import today
from exchange.technologies.models import ChangeKind, Deployment, DeploymentChange

_KINDS = {
    RowKind.ADDED: ChangeKind.ADDED,
    RowKind.CHANGED: ChangeKind.CORRECTED,
    RowKind.CONFIRMED: ChangeKind.CONFIRMED,
}
# Who confirmed and who looks after an entry is emptied when they erase their account: that changes nothing.
_NAMES_SOMEBODY = {"confirmed_by_id", "owner_id"}
_IDS_AT_ONCE = 1_000


def write_plan(
    session: Session, actor: Actor, plan: Sequence[Planned], *, import_id: UUID, confirms: bool
) -> None:
    """Add and change entries in a handful of statements."""
    changed = [_written(actor, planned, confirms=confirms) for planned in plan]
    record_changes(session, actor, changed, import_id=import_id)
    added = [each.row for each in changed if each.kind is ChangeKind.ADDED]
    others = [each.row for each in changed if each.kind is not ChangeKind.ADDED]
    if added:
        session.execute(insert(Deployment), added)
    if others:
        session.execute(update(Deployment), others)
    session.expire_all()


@dataclass(frozen=True)
class Undoing:
    """What taking an import back does, and the changes of entries that somebody has changed since."""

    changed: tuple[RowChange, ...]
    others: tuple[DeploymentChange, ...]


def plan_undoing(session: Session, row: DeploymentImport) -> Undoing:
    """Find what can be taken back of an import, and hold its organisation's entries against changes."""
    entries = {each["id"]: each for each in load_entries(session, row.organisation_id, is_locked=True)}
    changes = changes_of(session, row.id)
    others = tuple(each for each in changes if has_changed_since(each, entries.get(each.deployment_id)))
    left = {each.id for each in others}
    back = (_taken_back(each, entries[each.deployment_id]) for each in changes if each.id not in left)
    return Undoing(tuple(back), others)


def take_back(session: Session, actor: Actor, undoing: Undoing, *, import_id: UUID) -> None:
    """Restore entries as they were before an import, and remove those that it added."""
    record_changes(session, actor, undoing.changed, import_id=import_id)
    gone = [each.row["id"] for each in undoing.changed if each.is_gone]
    restored = [each.row for each in undoing.changed if not each.is_gone]
    for first in range(0, len(gone), _IDS_AT_ONCE):
        wanted = gone[first : first + _IDS_AT_ONCE]
        session.exec(delete(Deployment).where(col(Deployment.id).in_(wanted)))
    if restored:
        session.execute(update(Deployment), restored)
    session.expire_all()


def changes_of(session: Session, import_id: UUID) -> list[DeploymentChange]:
    """Return what an import did, without what took it back."""
    statement = (
        select(DeploymentChange)
        .where(DeploymentChange.import_id == import_id, col(DeploymentChange.kind) != ChangeKind.UNDONE)
        .order_by(col(DeploymentChange.happened_at), col(DeploymentChange.id))
    )
    return list(session.exec(statement).all())


def has_changed_since(change: DeploymentChange, now: Entry | None) -> bool:
    """Say whether an entry is no longer what a change made of it."""
    if now is None:
        return True
    was, there = json.loads(change.after), json.loads(snapshot_of(now))
    return any(there[name] != was.get(name) for name in there.keys() - _NAMES_SOMEBODY)


def _written(actor: Actor, planned: Planned, *, confirms: bool) -> RowChange:
    row, before = dict(planned.after), planned.before
    if confirms:
        row |= {"confirmed_on": today(), "was_confirmed_on": None, "confirmed_by_id": actor.person_id}
    elif row["confirmed_on"] is not None:
        row |= {"confirmed_on": None, "was_confirmed_on": row["confirmed_on"]}
    if before:
        row["version"] += 1
    return RowChange(_KINDS[planned.kind], snapshot_of(before) if before else NOTHING, row)


def _taken_back(change: DeploymentChange, now: Entry) -> RowChange:
    if change.before == NOTHING:
        return RowChange(ChangeKind.UNDONE, snapshot_of(now), now, is_gone=True, undoes_id=change.id)
    # The version goes on, so that a form that was opened in between is told.
    row = read_snapshot(change.before) | {"version": now["version"] + 1}
    return RowChange(ChangeKind.UNDONE, snapshot_of(now), row, undoes_id=change.id)

"""Writes what a spreadsheet says into the registry, and takes it back, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from exchange.deployments.import_registry import load_entries
from exchange.deployments.import_schemas import RowKind
from exchange.deployments.importing import Planned
from exchange.deployments.models import DeploymentImport
from exchange.deployments.recording import (
    NOTHING,
    confirm,
    lapse,
    read_snapshot,
    record_changes,
    snapshot,
)
from exchange.people.actor import Actor
from exchange.technologies.models import ChangeKind, Deployment, DeploymentChange

_KINDS = {
    RowKind.ADDED: ChangeKind.ADDED,
    RowKind.CHANGED: ChangeKind.CORRECTED,
    RowKind.CONFIRMED: ChangeKind.CONFIRMED,
}
# Who confirmed and who looks after an entry is emptied when they erase their account: that changes nothing.
_NAMES_SOMEBODY = {"confirmed_by_id", "owner_id"}
_IDS_AT_ONCE = 1_000
Change = tuple[ChangeKind, str, Deployment | None, UUID | None]


def write_plan(
    session: Session, actor: Actor, plan: Sequence[Planned], *, import_id: UUID, confirms: bool
) -> int:
    """Add and change entries in a handful of statements, and return how many changes were kept."""
    changed = [_written(actor, planned, confirms=confirms) for planned in plan]
    kept = record_changes(session, actor, changed, import_id=import_id)
    added = [after.model_dump() for kind, _, after, _ in changed if after and kind is ChangeKind.ADDED]
    others = [after.model_dump() for kind, _, after, _ in changed if after and kind is not ChangeKind.ADDED]
    if added:
        session.execute(insert(Deployment), added)
    if others:
        session.execute(update(Deployment), others)
    session.expire_all()
    return kept


@dataclass(frozen=True)
class Undoing:
    """What taking an import back does, and the changes of entries that somebody has changed since."""

    changed: tuple[Change, ...]
    others: tuple[DeploymentChange, ...]


def plan_undoing(session: Session, row: DeploymentImport) -> Undoing:
    """Find what can be taken back of an import, and hold its organisation's entries against changes."""
    entries = {each.id: each for each in load_entries(session, row.organisation_id, is_locked=True)}
    changes = changes_of(session, row.id)
    others = tuple(each for each in changes if has_changed_since(each, entries.get(each.deployment_id)))
    left = {each.id for each in others}
    back = (_taken_back(each, entries[each.deployment_id]) for each in changes if each.id not in left)
    return Undoing(tuple(back), others)


def take_back(session: Session, actor: Actor, undoing: Undoing, *, import_id: UUID) -> None:
    """Restore entries as they were before an import, and remove those that it added."""
    record_changes(session, actor, undoing.changed, import_id=import_id)
    gone = [read_snapshot(before)["id"] for _, before, after, _ in undoing.changed if after is None]
    restored = [after.model_dump() for _, _, after, _ in undoing.changed if after is not None]
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


def has_changed_since(change: DeploymentChange, now: Deployment | None) -> bool:
    """Say whether an entry is no longer what a change made of it."""
    if now is None:
        return True
    after = read_snapshot(change.after)
    return any(value != after.get(name) for name, value in now.model_dump(exclude=_NAMES_SOMEBODY).items())


def _written(actor: Actor, planned: Planned, *, confirms: bool) -> Change:
    after = Deployment(**planned.after.model_dump())
    if confirms:
        confirm(after, actor)
    else:
        lapse(after)
    before = snapshot(planned.before) if planned.before else NOTHING
    return _KINDS[planned.kind], before, after, None


def _taken_back(change: DeploymentChange, now: Deployment) -> Change:
    after = None
    if change.before != NOTHING:
        # The version goes on, so that a form that was opened in between is told.
        after = Deployment(**read_snapshot(change.before) | {"version": now.version})
    return ChangeKind.UNDONE, snapshot(now), after, change.id

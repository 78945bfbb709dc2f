"""Every change of a deployment, kept so that it can be shown and taken back. For actions and jobs.

Whoever changes a deployment takes a ``snapshot`` before and calls ``record_change`` after.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel import Session

import exchange.deployments.models  # noqa: F401  (imports, to which changes refer)
from exchange.people.actor import Actor
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.plumbing.clock import now, today
from exchange.technologies.models import ChangeKind, Deployment, DeploymentChange
from exchange.technologies.snapshots import NOTHING, read_snapshot, snapshot

__all__ = ["NOTHING", "RowChange", "confirm", "lapse", "read_snapshot", "record_change", "snapshot"]


@dataclass(frozen=True)
class RowChange:
    """One change of many: the columns of a deployment as they are now, or were when ``is_gone``.

    Whoever makes it has raised the version. ``undoes_id`` is the change that it takes back.
    """

    kind: ChangeKind
    before: str
    row: dict[str, Any]
    is_gone: bool = False
    undoes_id: UUID | None = None


def record_change(
    session: Session,
    actor: Actor,
    kind: ChangeKind,
    *,
    before: str,
    after: Deployment | None,
) -> DeploymentChange:
    """Keep one change, have every process take it in, and return it for the caller to say what it belongs to.

    Args:
        before: snapshot of what was there, ``NOTHING`` for a new deployment.
        after: the deployment as it is now; None when it is gone. Its version is raised here.
    """
    if after is not None and before != NOTHING:
        after.version += 1
    row = read_snapshot(before) if after is None else after.model_dump()
    change = DeploymentChange(
        organisation_id=row["organisation_id"],
        deployment_id=row["id"],
        kind=kind,
        before=before,
        after=NOTHING if after is None else snapshot(after),
        person_id=actor.person_id,
    )
    session.add(change)
    note_change(session, REGISTRY)
    return change


def snapshot_of(row: Mapping[str, Any]) -> str:
    """Return the same for a deployment that is there as its columns alone."""
    return json.dumps(dict(row), sort_keys=True, default=str)


def record_changes(session: Session, actor: Actor, changed: Iterable[RowChange], *, import_id: UUID) -> None:
    """Keep many changes of one spreadsheet in one statement, and have every process take them in."""
    moment = now()
    rows = [
        {
            "id": uuid4(),
            "organisation_id": each.row["organisation_id"],
            "deployment_id": each.row["id"],
            "kind": each.kind,
            "before": each.before,
            "after": NOTHING if each.is_gone else snapshot_of(each.row),
            "person_id": actor.person_id,
            "import_id": import_id,
            "undoes_id": each.undoes_id,
            "happened_at": moment,
        }
        for each in changed
    ]
    if rows:
        session.execute(insert(DeploymentChange), rows)
        note_change(session, REGISTRY)


def confirm(deployment: Deployment, actor: Actor) -> None:
    """Have a deployment be confirmed by the actor, as of today."""
    deployment.confirmed_on, deployment.was_confirmed_on = today(), None
    deployment.confirmed_by_id = actor.person_id


def lapse(deployment: Deployment) -> None:
    """Have a confirmation lapse, if there is one; when it was stays known."""
    if deployment.confirmed_on is not None:
        deployment.was_confirmed_on, deployment.confirmed_on = deployment.confirmed_on, None

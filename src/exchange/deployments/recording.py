"""Every change of a deployment, kept so that it can be shown and taken back. For actions and jobs.

Whoever changes a deployment takes a ``snapshot`` before and calls ``record_change`` after.
"""

from sqlmodel import Session

import exchange.deployments.models  # noqa: F401  (imports, to which changes refer)
from exchange.people.actor import Actor
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.plumbing.clock import today
from exchange.technologies.models import ChangeKind, Deployment, DeploymentChange
from exchange.technologies.snapshots import NOTHING, read_snapshot, snapshot

__all__ = ["NOTHING", "confirm", "lapse", "read_snapshot", "record_change", "snapshot"]


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


def confirm(deployment: Deployment, actor: Actor) -> None:
    """Have a deployment be confirmed by the actor, as of today."""
    deployment.confirmed_on, deployment.was_confirmed_on = today(), None
    deployment.confirmed_by_id = actor.person_id


def lapse(deployment: Deployment) -> None:
    """Have a confirmation lapse, if there is one; when it was stays known."""
    if deployment.confirmed_on is not None:
        deployment.was_confirmed_on, deployment.confirmed_on = deployment.confirmed_on, None

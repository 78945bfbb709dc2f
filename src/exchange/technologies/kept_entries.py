"""What organisations have said of their systems, so that a file of public facts leaves it alone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from exchange.plumbing.importing import Record
from exchange.technologies.models import ChangeKind, Deployment, DeploymentChange
from exchange.technologies.snapshots import NOTHING, read_snapshot

Key = tuple[Any, ...]


def without_kept(session: Session, records: Sequence[Record]) -> list[Record]:
    """Return the records of a file about which nobody has said anything.

    Left out are those about an entry that somebody has confirmed, corrected or added, and those that would
    bring back one that somebody has removed or corrected into another.
    """
    kept = find_kept(session)
    return [record for record in records if key_of(record) not in kept]


def find_kept(session: Session) -> set[Key]:
    """Return what has been spoken about, whether it is there or was removed."""
    named = select(Deployment).where(
        or_(col(Deployment.confirmed_by_id).is_not(None), col(Deployment.owner_id).is_not(None))
    )
    spoken = {key_of(row.model_dump()) for row in session.exec(named)}
    changes = select(DeploymentChange).where(DeploymentChange.kind != ChangeKind.LAPSED)
    ordered = changes.order_by(col(DeploymentChange.happened_at), col(DeploymentChange.id))
    return spoken | _spoken_of(session.exec(ordered))


def key_of(record: Mapping[str, Any]) -> Key:
    """Return what an entry is about; a product stands for its supplier, since products move between them."""
    product = record["product_id"]
    system = (product,) if product else (None, record["supplier_id"])
    return (record["organisation_id"], record["functional_area_code"], *system)


def _spoken_of(changes: Iterable[DeploymentChange]) -> set[Key]:
    """Return what the changes, in their order, have left spoken about."""
    spoken: set[Key] = set()
    undone: dict[Any, bool] = {}
    for change in changes:
        before, after = _key(change.before), _key(change.after)
        was_spoken = before in spoken
        if change.kind is ChangeKind.UNDONE:
            _take_back(spoken, undone, change, {before, after})
            continue
        undone[change.id] = was_spoken
        spoken.update(key for key in (before, after) if key is not None)
        if change.kind is ChangeKind.MOVED and not was_spoken and after is not None:
            spoken.discard(after)  # moving says nothing about whether it is true
    return spoken


def _take_back(
    spoken: set[Key],
    undone: dict[Any, bool],
    change: DeploymentChange,
    keys: set[Any],
) -> None:
    """Leave what was never spoken about before as the file has it; everything else stays spoken about."""
    was_spoken = undone.get(change.undoes_id, True)
    undone[change.id] = not was_spoken
    if was_spoken:
        spoken |= keys
    else:
        spoken -= keys


def _key(text: str) -> Key | None:
    return None if text == NOTHING else key_of(read_snapshot(text))

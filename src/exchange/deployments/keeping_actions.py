"""Confirming, correcting, adding and removing an organisation's systems; the caller commits."""

from uuid import UUID

from sqlmodel import Session

from exchange.deployments.changing_queries import (
    deployment_of,
    entries_to_change,
    entry_to_change,
    place_to_change,
)
from exchange.deployments.history_queries import change_to_undo, is_newest
from exchange.deployments.keeping import put_back, settle, speaks_for, take_over
from exchange.deployments.keeping_access import check_can_add, check_is_newest
from exchange.deployments.keeping_schemas import Bulk, ContractsGiven, EntryGiven, Seen, Ticked
from exchange.deployments.recording import NOTHING, confirm, read_snapshot, record_change, snapshot
from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.plumbing.errors import Conflict
from exchange.technologies.models import ChangeKind, Deployment


def confirm_entry(session: Session, actor: Actor, ods_code: str, deployment_id: UUID, given: Seen) -> None:
    """Say that an entry is still true, as of today.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: the actor neither owns it nor keeps the organisation's systems.
        Conflict: it has changed since they saw it.
    """
    row = entry_to_change(session, actor, ods_code, deployment_id)
    check_is_newest(row, given.version)
    before = snapshot(row)
    confirm(row, actor)
    record_change(session, actor, ChangeKind.CONFIRMED, before=before, after=row)
    audit.record(session, "deployment.confirmed", actor=actor, subject=f"deployment:{row.id}")


def confirm_entries(session: Session, actor: Actor, ods_code: str, given: Ticked) -> Bulk:
    """Say of several entries that they are still true; those that have changed or gone since are left alone.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: the actor neither owns one of them nor keeps the organisation's systems.
    """
    seen = given.seen
    rows = entries_to_change(session, actor, ods_code, seen)
    unchanged = [row for row in rows if row.version == seen[row.id]]
    for row in unchanged:
        before = snapshot(row)
        confirm(row, actor)
        record_change(session, actor, ChangeKind.CONFIRMED, before=before, after=row)
        audit.record(session, "deployment.confirmed", actor=actor, subject=f"deployment:{row.id}")
    return Bulk(confirmed=len(unchanged), left=len(seen) - len(unchanged))


def remove_entry(session: Session, actor: Actor, ods_code: str, deployment_id: UUID, given: Seen) -> None:
    """Take a system off the list, because the organisation does not have it; the change can be taken back.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: the actor neither owns it nor keeps the organisation's systems.
        Conflict: it has changed since they saw it.
    """
    row = entry_to_change(session, actor, ods_code, deployment_id)
    check_is_newest(row, given.version)
    before = snapshot(row)
    session.delete(row)
    record_change(session, actor, ChangeKind.REMOVED, before=before, after=None)
    audit.record(session, "deployment.removed", actor=actor, subject=f"deployment:{deployment_id}")


def correct_entry(
    session: Session, actor: Actor, ods_code: str, deployment_id: UUID, given: EntryGiven
) -> None:
    """Replace an entry by what was given; said by its own organisation, that confirms it.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: the actor neither owns it nor keeps the organisation's systems.
        Conflict: it has changed since they saw it.
        HoldsPatientData: a text holds what looks like an NHS number.
        Invalid: something in it is not known, or another entry is about the same.
    """
    row = entry_to_change(session, actor, ods_code, deployment_id)
    check_is_newest(row, given.version)
    before, is_own = snapshot(row), speaks_for(actor, row)
    place = session.get_one(Organisation, row.organisation_id)
    with session.begin_nested():  # what is refused leaves nothing behind, whoever catches the refusal
        take_over(session, actor, place, row, given)
    settle(actor, row, is_own=is_own)
    record_change(session, actor, ChangeKind.CORRECTED, before=before, after=row)
    audit.record(session, "deployment.corrected", actor=actor, subject=f"deployment:{row.id}")


def add_entry(session: Session, actor: Actor, ods_code: str, given: EntryGiven) -> UUID:
    """Add a system to an organisation's list and return its id.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: the actor does not keep its systems.
        Conflict: it has closed.
        HoldsPatientData: a text holds what looks like an NHS number.
        Invalid: something in it is not known, or an entry is about the same.
    """
    place = place_to_change(session, actor, ods_code)
    check_can_add(actor, place.id, is_closed=place.status is OrganisationStatus.CLOSED)
    row = Deployment(organisation_id=place.id, functional_area_code="", stage=given.stage)
    with session.begin_nested():  # a product that was named goes with what is refused
        take_over(session, actor, place, row, given)
    settle(actor, row, is_own=actor.leads(place.id))
    session.add(row)
    record_change(session, actor, ChangeKind.ADDED, before=NOTHING, after=row)
    audit.record(session, "deployment.added", actor=actor, subject=f"deployment:{row.id}")
    return row.id


def undo_change(session: Session, actor: Actor, ods_code: str, change_id: UUID) -> None:
    """Take the newest change of an entry back, so that it is what it was.

    Raises:
        NotFound: there is no such change.
        NotAllowed: the actor neither owns the entry nor keeps the organisation's systems.
        Conflict: the entry has changed since, or cannot be put back.
    """
    change = change_to_undo(session, actor, ods_code, change_id)
    row = deployment_of(session, change.deployment_id)
    expected = read_snapshot(change.after)["version"] if change.after else None
    if not is_newest(session, change) or (row.version if row else None) != expected:
        raise Conflict("The entry has changed since, so this change cannot be taken back any more")
    if change.kind is ChangeKind.MOVED:
        raise Conflict("A merger cannot be taken back here")
    now = snapshot(row) if row else NOTHING
    back: Deployment | None = None
    if change.before != NOTHING:
        back = put_back(session, row, change.before)
    elif row:
        session.delete(row)
    undone = record_change(session, actor, ChangeKind.UNDONE, before=now, after=back)
    undone.undoes_id = change.id
    audit.record(session, "deployment.undone", actor=actor, subject=f"deployment:{change.deployment_id}")


def show_contracts(session: Session, actor: Actor, ods_code: str, given: ContractsGiven) -> None:
    """Have an organisation show the quarters in which its contracts begin and end, or show them no more.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: the actor does not keep its systems.
    """
    place = place_to_change(session, actor, ods_code)
    place.shows_contracts = given.shows
    note_change(session, REGISTRY)
    audit.record(session, "organisation.contracts_shown", actor=actor, subject=f"organisation:{place.id}")

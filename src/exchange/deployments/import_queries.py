"""Every SELECT on spreadsheets of deployments, for the organisation's lead and administrators."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, select

from exchange.deployments import import_wording as wording
from exchange.deployments.access import check_can_keep
from exchange.deployments.import_registry import Labels, load_entries, load_labels
from exchange.deployments.import_schemas import (
    AllowedArea,
    CheckedRow,
    Findings,
    ImportBrief,
    ImportDetail,
    ImportPlace,
    ImportStart,
    RowKind,
)
from exchange.deployments.import_writing import changes_of, has_changed_since
from exchange.deployments.models import DeploymentImport, ImportState
from exchange.deployments.recording import NOTHING
from exchange.organisations.access import visible_to
from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict, NotFound
from exchange.technologies.models import ChangeKind, DeploymentChange, FunctionalArea, Stage

UNDO_FOR = timedelta(days=7)
_MOST_LISTED = 50
_KINDS = {ChangeKind.ADDED: RowKind.ADDED, ChangeKind.CONFIRMED: RowKind.CONFIRMED}


def get_place(session: Session, actor: Actor, ods_code: str) -> tuple[UUID, ImportPlace]:
    """Return the organisation that an import is for.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: the actor neither leads it nor looks after the service.
    """
    check_may(actor, Permission.KEEP_ORGANISATION)
    statement = select(Organisation).where(Organisation.ods_code == ods_code, visible_to(actor))
    found = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound("There is no such organisation")
    check_can_keep(actor, found.id)
    is_closed = found.status is OrganisationStatus.CLOSED
    return found.id, ImportPlace(ods_code=found.ods_code, name=found.name, is_closed=is_closed)


def get_start(session: Session, actor: Actor, ods_code: str) -> ImportStart:
    """Return what an import begins with.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: the actor neither leads it nor looks after the service.
    """
    organisation_id, place = get_place(session, actor, ods_code)
    of: Any = DeploymentImport
    statement = (
        select_columns(of.id, of.file_name, of.state, of.rows, of.sent_at)
        .where(of.organisation_id == organisation_id)
        .order_by(of.sent_at.desc(), of.id)
        .limit(_MOST_LISTED)
    )
    imports = tuple(
        ImportBrief(
            id=id,
            file_name=name or "A spreadsheet",
            state=state,
            state_in_words=wording.STATES[state],
            rows=rows,
            sent_at=sent_at,
            href=f"{place.href}/{id}",
        )
        for id, name, state, rows, sent_at in session.execute(statement)
    )
    return ImportStart(
        organisation=place,
        stages=tuple(stage.value for stage in Stage),
        areas=tuple(AllowedArea(code=code, name=name) for code, name in find_areas(session)),
        imports=imports,
    )


def find_areas(session: Session) -> list[tuple[str, str]]:
    """Return code and name of every functional area, by name."""
    statement = select(FunctionalArea.code, FunctionalArea.name).order_by(FunctionalArea.name)
    return list(session.exec(statement).all())


def get_import(session: Session, actor: Actor, ods_code: str, import_id: UUID) -> ImportDetail:
    """Return one spreadsheet: how far it is, what was found, and what it did.

    Raises:
        NotFound: there is no such organisation, or it has no such import.
        NotAllowed: the actor neither leads it nor looks after the service.
    """
    organisation_id, place = get_place(session, actor, ods_code)
    row = _row(session, organisation_id, import_id)
    findings = Findings.model_validate_json(row.findings)
    counts = findings.counts()
    to_write = sum(counts.values()) - counts[RowKind.SAME]
    did, changed_since = _done(session, row) if row.written_at else ((), ())
    return ImportDetail(
        organisation=place,
        **row.model_dump(
            include={
                "id",
                "state",
                "rows",
                "rows_done",
                "version",
                "sent_at",
                "written_at",
                "undone_at",
            }
        ),
        file_name=row.file_name or "A spreadsheet",
        state_in_words=wording.STATES[row.state],
        findings=findings,
        to_write=to_write,
        can_be_written=row.state is ImportState.CHECKED
        and not (findings.unknown or findings.problems)
        and to_write > 0,
        did=did,
        changed_since=changed_since,
        can_undo=can_undo(row),
        undo_until=undo_until(row),
        href=f"{place.href}/{row.id}",
    )


def import_to_change(session: Session, actor: Actor, ods_code: str, import_id: UUID) -> DeploymentImport:
    """Return an import and hold it against others until the transaction ends.

    Raises:
        NotFound: there is no such organisation, or it has no such import.
        NotAllowed: the actor neither leads it nor looks after the service.
    """
    organisation_id, _ = get_place(session, actor, ods_code)
    return _row(session, organisation_id, import_id, is_locked=True)


def check_is_as_seen(row: DeploymentImport, version: int) -> None:
    """Raise unless an import can still be corrected or written, and is as it was looked at.

    Raises:
        Conflict: it is not.
    """
    if row.state is not ImportState.CHECKED:
        raise Conflict(f"This spreadsheet is {wording.STATES[row.state].lower()}. Look at it again")
    if row.version != version:
        raise Conflict("This spreadsheet was checked again since you looked at it. Look at it again")


def undo_until(row: DeploymentImport) -> datetime | None:
    """Return when undoing an import ends; None while it is not written."""
    return row.written_at + UNDO_FOR if row.written_at else None


def can_undo(row: DeploymentImport) -> bool:
    """Say whether an import can be taken back."""
    until = undo_until(row)
    return row.state is ImportState.WRITTEN and until is not None and until > now()


def _row(
    session: Session, organisation_id: UUID, import_id: UUID, *, is_locked: bool = False
) -> DeploymentImport:
    statement = select(DeploymentImport).where(
        DeploymentImport.id == import_id, DeploymentImport.organisation_id == organisation_id
    )
    if is_locked:
        statement = statement.with_for_update()
    row = session.exec(statement).one_or_none()
    if row is None:
        raise NotFound("There is no such import")
    return row


def _done(session: Session, row: DeploymentImport) -> tuple[tuple[CheckedRow, ...], tuple[str, ...]]:
    """Return what an import did, and which of its entries somebody has changed since."""
    labels, changes = load_labels(session), changes_of(session, row.id)
    entries = {each["id"]: each for each in load_entries(session, row.organisation_id)}
    did = tuple(_did(each, labels) for each in changes)
    if row.state is not ImportState.WRITTEN:
        return did, ()
    changed = tuple(
        f"{done.system}, {done.area}"
        for change, done in zip(changes, did, strict=True)
        if has_changed_since(change, entries.get(change.deployment_id))
    )
    return did, changed


def _did(change: DeploymentChange, labels: Labels) -> CheckedRow:
    after = json.loads(change.after)
    before = None if change.before == NOTHING else json.loads(change.before)
    supplier, product = (UUID(id) if id else None for id in (after["supplier_id"], after["product_id"]))
    return CheckedRow(
        system=labels.name_of(supplier, product),
        area=labels.area(after["functional_area_code"]),
        kind=_KINDS.get(change.kind, RowKind.CHANGED),
        changes=wording.changes_between(before, after),
    )

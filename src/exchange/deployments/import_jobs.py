"""Checks and writes spreadsheets, small ones at once and others by a worker, one at a time for each.

A worker holds an import by a lease. What it finds it keeps only while the lease is its own, and what it
writes stands in one transaction with the state: a worker that is killed leaves nothing, and another goes on.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Engine, and_, or_, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, delete, select

from exchange.deployments import import_wording as wording
from exchange.deployments.import_queries import UNDO_FOR
from exchange.deployments.import_reading import Sheet
from exchange.deployments.import_registry import Registry, load_entries, load_registry
from exchange.deployments.import_schemas import Choices, Findings
from exchange.deployments.import_writing import write_plan
from exchange.deployments.importing import Assessment, Tell, assess
from exchange.deployments.models import DeploymentImport, ImportState
from exchange.people.actor import Actor, Role
from exchange.plumbing import audit
from exchange.plumbing.clock import now, today
from exchange.plumbing.database import reading, writing
from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.settings import Settings

ROWS_AT_ONCE = 500
"""The most rows that a request checks or writes itself."""
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 5
_UNDER_WAY = (ImportState.CHECKING, ImportState.WRITING)
log = structlog.get_logger("exchange.imports")


class LeaseLost(ExchangeError):
    """Another worker has the import by now."""


@dataclass(frozen=True)
class Claim:
    """An import that a worker holds."""

    id: UUID
    owner: str
    attempts: int
    state: ImportState
    organisation_id: UUID
    content: bytes
    choices: str


def begin(session: Session, row: DeploymentImport) -> None:
    """Check or write an import in the caller's transaction where it is small; else leave it to a worker."""
    if row.state is not ImportState.WRITING:
        row.state = ImportState.CHECKING
    row.rows_done, row.attempts = 0, 0
    if row.rows > ROWS_AT_ONCE:
        return
    registry = load_registry(session, row.organisation_id, is_locked=row.state is ImportState.WRITING)
    found = _assess(row.content, row.choices, registry)
    _finish(session, row, found)


def work_on_next(engine: Engine, owner: str) -> bool:
    """Check or write the import that has waited longest; False when none waits."""
    with writing(engine) as session, session.begin():
        claim = _claim(session, owner)
    if claim is None:
        return False
    if claim.attempts > MOST_ATTEMPTS:
        _give_up(engine, claim)
        return True
    try:
        _work(engine, claim)
    except LeaseLost:
        log.warning("imports.lease_lost")
    except OperationalError:
        raise
    except Exception as problem:  # one import that nobody thought of failing must not stop mail or others
        log.error("imports.failed", problem=type(problem).__name__)
    return True


def forget_imports(session: Session, _settings: Settings) -> int:
    """Empty imports that can be undone no more, and remove those that were never written; return how many."""
    of = col(DeploymentImport.written_at)
    old = now() - UNDO_FOR
    emptied = session.exec(
        update(DeploymentImport)
        .where(of < old, col(DeploymentImport.content) != b"")
        .values(content=b"", choices="{}", findings="{}")
    )
    removed = session.exec(delete(DeploymentImport).where(of.is_(None), col(DeploymentImport.sent_at) < old))
    return emptied.rowcount + removed.rowcount


def _work(engine: Engine, claim: Claim) -> None:
    with reading(engine) as session:
        registry = load_registry(session, claim.organisation_id)
    found = _assess(claim.content, claim.choices, registry, lambda done: _tell(engine, claim, done))
    with writing(engine) as session, session.begin():
        row = _held(session, claim)
        if claim.state is ImportState.WRITING and not _still_holds(session, registry):
            row.owner, row.leased_until = "", None  # taken up again at once, with what is there now
            return
        _finish(session, row, found)


def _assess(content: bytes, choices: str, registry: Registry, tell: Tell | None = None) -> Assessment:
    chosen = Choices.model_validate_json(choices)
    return assess(Sheet.unpack(content), chosen, registry, today=today(), tell=tell)


def _still_holds(session: Session, registry: Registry) -> bool:
    """Say whether the organisation's entries are what the rows were compared with, and hold them."""
    entries = load_entries(session, registry.organisation_id, is_locked=True)
    known = {each["id"]: each for each in registry.entries.values()}
    return {each["id"]: each for each in entries} == known


def _finish(session: Session, row: DeploymentImport, found: Assessment) -> None:
    """Note what was found; write it if that was asked for and is what was shown."""
    shown = Findings.model_validate_json(row.findings)
    row.rows_done = row.rows
    if row.state is ImportState.WRITING:
        differs = wording.differences(shown.rows, found.findings.rows)
        is_whole = not (found.findings.unknown or found.findings.problems)
        if is_whole and not differs:
            _write(session, row, found)
            return _release(row)
        found = Assessment(found.findings.model_copy(update={"differs": differs}), ())
        row.version += 1
    row.findings = found.findings.model_dump_json()
    row.state = ImportState.CHECKED
    _release(row)


def _write(session: Session, row: DeploymentImport, found: Assessment) -> None:
    actor = Actor(frozenset({Role.KNOWLEDGE_LEAD}), person_id=row.person_id)
    confirms = Choices.model_validate_json(row.choices).confirms
    write_plan(session, actor, found.plan, import_id=row.id, confirms=confirms)
    row.state, row.written_at = ImportState.WRITTEN, now()
    row.version += 1
    audit.record(session, "import.written", actor=actor, subject=f"import:{row.id}")


def _release(row: DeploymentImport) -> None:
    row.owner, row.leased_until, row.attempts = "", None, 0


def _claim(session: Session, owner: str) -> Claim | None:
    moment = now()
    of = DeploymentImport
    waits = and_(
        col(of.state).in_(_UNDER_WAY), or_(col(of.leased_until).is_(None), col(of.leased_until) < moment)
    )
    first = (
        select(of.id)
        .where(waits)
        .order_by(col(of.sent_at), col(of.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = session.execute(
        update(of)
        .where(col(of.id) == first.scalar_subquery())
        .values(owner=owner, attempts=col(of.attempts) + 1, leased_until=moment + LEASE, rows_done=0)
        .returning(of),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if taken is None:
        return None
    names = ("id", "owner", "attempts", "state", "organisation_id", "content", "choices")
    return Claim(**{name: getattr(taken, name) for name in names})


def _held(session: Session, claim: Claim) -> DeploymentImport:
    row = session.exec(select(DeploymentImport).where(*_is_ours(claim)).with_for_update()).one_or_none()
    if row is None:
        raise LeaseLost("Another worker has the import")
    return row


def _is_ours(claim: Claim) -> tuple[Any, ...]:
    of = DeploymentImport
    return (
        of.id == claim.id,
        of.owner == claim.owner,
        of.attempts == claim.attempts,
        of.state == claim.state,
    )


def _tell(engine: Engine, claim: Claim, done: int) -> None:
    """Say how far the work is, and hold the import for longer."""
    with writing(engine) as session, session.begin():
        told = session.exec(
            update(DeploymentImport)
            .where(*_is_ours(claim))
            .values(rows_done=done, leased_until=now() + LEASE)
        )
    if told.rowcount != 1:
        raise LeaseLost("Another worker has the import")


def _give_up(engine: Engine, claim: Claim) -> None:
    with writing(engine) as session, session.begin():
        row = _held(session, claim)
        row.state, row.content = ImportState.FAILED, b""
        row.findings = Findings(failure=wording.FAILED).model_dump_json()
        _release(row)

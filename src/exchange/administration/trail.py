"""The audit trail: searching it, taking it away, and checking that it holds."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Engine, func, or_
from sqlmodel import Session, col, select

from exchange.administration.schemas import ENTRIES_ON_A_PAGE, AuditFilter, AuditFound, AuditRow, TrailCheck
from exchange.people.access import check_may
from exchange.people.actor import Actor, Permission
from exchange.plumbing.audit import AuditEntry, AuditHead, find_breaks
from exchange.plumbing.database import reading
from exchange.plumbing.errors import Invalid
from exchange.plumbing.tables import write_table

COLUMNS = ("number", "event", "actor", "subject", "occurred_at", "hash")
_ENTRIES_IN_A_PIECE = 500


def find_entries(session: Session, actor: Actor, wanted: AuditFilter) -> AuditFound:
    """Return one page of the trail, newest first."""
    check_may(actor, Permission.ADMINISTER)
    conditions = _conditions(wanted)
    total = session.exec(select(func.count()).select_from(AuditEntry).where(*conditions)).one()
    pages = max(1, -(-total // ENTRIES_ON_A_PAGE))
    page = min(wanted.page, pages)
    statement = (
        select(AuditEntry)
        .where(*conditions)
        .order_by(col(AuditEntry.number).desc())
        .offset((page - 1) * ENTRIES_ON_A_PAGE)
        .limit(ENTRIES_ON_A_PAGE)
    )
    entries = tuple(AuditRow.model_validate(row) for row in session.exec(statement))
    return AuditFound(entries=entries, total=total, page=page, pages=pages, head=head_of(session))


def write_entries(engine: Engine, wanted: AuditFilter) -> Iterator[str]:
    """Yield the trail as CSV in pieces, oldest first, from a transaction of its own."""
    with reading(engine) as session:
        statement = select(AuditEntry).where(*_conditions(wanted)).order_by(col(AuditEntry.number))
        rows = session.exec(statement.execution_options(yield_per=_ENTRIES_IN_A_PIECE)).partitions()
        yield _csv(COLUMNS, [])
        for piece in rows:
            yield _csv((), [[str(getattr(row, name)) for name in COLUMNS] for row in piece])


def check_trail(session: Session, actor: Actor, kept: str = "") -> TrailCheck:
    """Say whether the trail holds.

    Args:
        kept: NUMBER:HASH of an entry as it was written down elsewhere, which a trail that somebody wrote
            anew from its beginning cannot have.

    Raises:
        Invalid: ``kept`` is not of that form.
    """
    check_may(actor, Permission.ADMINISTER)
    head = session.get(AuditHead, 1) or AuditHead()
    breaks = [*find_breaks(session), *(_differences(session, kept) if kept else ())]
    return TrailCheck(number=head.number, hash=head.hash, breaks=tuple(breaks))


def head_of(session: Session) -> str:
    """Return NUMBER:HASH of the newest entry, to be kept elsewhere; "" when there is none."""
    head = session.get(AuditHead, 1)
    return f"{head.number}:{head.hash}" if head and head.number else ""


def _differences(session: Session, kept: str) -> Iterator[str]:
    number, _, wanted = kept.strip().partition(":")
    if not number.isdecimal() or len(number) > 15 or len(wanted) != 64:
        raise Invalid("What was kept must be NUMBER:HASH, as `exchange audit head` prints it", field="head")
    entry = session.get(AuditEntry, int(number))
    if entry is None:
        yield f"entry {number}, whose hash was kept elsewhere, was removed"
    elif entry.hash != wanted.lower():
        yield f"entry {number} is not the one whose hash was kept elsewhere"


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.event:
        conditions.append(col(AuditEntry.event).startswith(wanted.event, autoescape=True))
    for column, value in ((col(AuditEntry.actor), wanted.actor), (col(AuditEntry.subject), wanted.subject)):
        if value:
            conditions.append(or_(column == value, column.endswith(f":{value}", autoescape=True)))
    if wanted.since:
        conditions.append(col(AuditEntry.occurred_at) >= _midnight(wanted.since))
    if wanted.until:
        conditions.append(col(AuditEntry.occurred_at) < _midnight(wanted.until) + timedelta(days=1))
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _csv(header: tuple[str, ...], rows: list[list[str]]) -> str:
    stream = io.StringIO(newline="")
    write_table(stream, header, rows)
    return stream.getvalue() if header else stream.getvalue().removeprefix("\r\n")

"""Everything that is held about one person, read along the map of personal data."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select

from exchange.mail.models import OutboxMessage
from exchange.organisations.models import Organisation
from exchange.people.actor import Actor
from exchange.people.models import Duty, DutyKind, DutyState, Membership, MembershipState, Person
from exchange.people.wording import NOTICE_VERSION
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.clock import now
from exchange.privacy.columns import Another, PersonalTable, Yours
from exchange.privacy.personal_data import PERSONAL
from exchange.privacy.schemas import Cell, HeldRow, Holding, PersonalData
from exchange.privacy.wording import agreement_of, on_erasure

ANOTHER = "another person"
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+\.[a-z]{2,}", re.IGNORECASE)
_AUDIT = "audit_entry"

Rows = dict[str, Sequence[Row[Any]]]


def get_personal_data(session: Session, actor: Actor) -> PersonalData:
    """Return all that is held about whoever acts; other people appear by their role alone.

    The number of questions to the database is that of the tables with personal data, and three.
    """
    rows = {name: _rows(session, actor.person, name) for name in PERSONAL if name != _AUDIT}
    entries = _audit_entries(session, actor.person, rows)
    words = _Words(
        person=f"person:{actor.person}",
        roles=_roles(session, _others(rows, entries)),
        names=_names_in_mail(session, actor.person),
        address=str(rows["person"][0].email),
    )
    holdings = [_holding(name, rows[name], words) for name in rows]
    holdings.append(_audit_holding(entries, words))
    return PersonalData(
        made_at=now(),
        notice_version=NOTICE_VERSION,
        holdings=tuple(holdings),
        agreements=tuple(agreement_of(row) for row in rows["consent"]),
    )


def rows_of(name: str, person_id: UUID) -> ColumnElement[bool]:
    """Return the condition for the rows of a personal table that are about a person."""
    table, known = SQLModel.metadata.tables[name], PERSONAL[name]
    address = select(Person.email).where(Person.id == person_id).scalar_subquery()
    wanted = [table.c[known.owner] == person_id] if known.owner else []
    wanted += [table.c[known.address] == address] if known.address else []
    return or_(*wanted)


def _rows(session: Session, person_id: UUID, name: str) -> Sequence[Row[Any]]:
    """Return the rows about a person; what a row refers to comes with its name, under ``COLUMN__name``."""
    table = SQLModel.metadata.tables[name]
    source: Any = table
    columns: list[Any] = [*table.columns]
    for column in table.columns:
        target = _named_by(column)
        if target is not None:
            known = target.alias()
            (key,) = column.foreign_keys
            source = source.outerjoin(known, known.c[key.column.name] == column)
            columns.append(known.c.name.label(f"{column.name}__name"))
    first = next(iter(table.primary_key.columns))
    statement = select_columns(*columns).select_from(source).where(rows_of(name, person_id)).order_by(first)
    return session.execute(statement).all()


def _named_by(column: Any) -> Table | None:
    """Return the table that a column refers to, if its rows have names and are not people."""
    for key in column.foreign_keys:
        target: Table = key.column.table
        if target.name != "person" and "name" in target.columns:
            return target
    return None


def _audit_entries(session: Session, person_id: UUID, rows: Rows) -> Sequence[AuditEntry]:
    """Return the entries in which the person acts, or which are about them or a record of theirs."""
    subjects = [
        f"{PERSONAL[name].audited_as}:{row.id}"
        for name, found in rows.items()
        if PERSONAL[name].audited_as
        for row in found
    ]
    mine = or_(col(AuditEntry.actor) == f"person:{person_id}", col(AuditEntry.subject).in_(subjects))
    return session.exec(select(AuditEntry).where(mine).order_by(col(AuditEntry.number))).all()


def _others(rows: Rows, entries: Iterable[AuditEntry]) -> set[UUID]:
    """Return the ids of everybody else who appears."""
    named = {
        getattr(row, column)
        for name, found in rows.items()
        for column, known in PERSONAL[name].columns.items()
        if isinstance(known, Another)
        for row in found
    }
    audited = {text for entry in entries for text in (entry.actor, entry.subject)}
    ids = {UUID(text.removeprefix("person:")) for text in audited if _IS_PERSON.fullmatch(text)}
    return (named | ids) - {None}


_IS_PERSON = re.compile(r"person:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _roles(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    """Return for each person what they are, and where: "knowledge lead at Northfield Trust"."""
    statement = (
        select(Person.id, Organisation.name, Duty.kind)
        .join(
            Membership,
            (col(Membership.person_id) == col(Person.id))
            & (col(Membership.state) == MembershipState.APPROVED),
            isouter=True,
        )
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id), isouter=True)
        .join(
            Duty, (col(Duty.person_id) == col(Person.id)) & (col(Duty.state) == DutyState.HELD), isouter=True
        )
        .where(col(Person.id).in_(ids))
        .order_by(col(Person.id), col(Duty.kind))
    )
    return {person: _role(name, kind) for person, name, kind in session.execute(statement)}


def _role(organisation: str | None, kind: DutyKind | None) -> str:
    role = str(kind) if kind else "member of staff" if organisation else ANOTHER
    return f"{role} at {organisation}" if organisation else role


def _names_in_mail(session: Session, person_id: UUID) -> list[str]:
    """Return the names of other people that stand in mail to a person, the longest first."""
    statement = (
        select(Person.name)
        .join(OutboxMessage, func.replace(OutboxMessage.text, Person.name, "") != col(OutboxMessage.text))
        .where(rows_of("outbox_message", person_id), Person.id != person_id, Person.name != "")
        .distinct()
    )
    return sorted(session.exec(statement), key=len, reverse=True)


class _Words:
    """Turns values into what a person may read: their own in full, those of others by role."""

    def __init__(self, *, person: str, roles: dict[UUID, str], names: list[str], address: str) -> None:
        self.person, self.roles, self.names, self.address = person, roles, names, address

    def value(self, row: Row[Any], name: str, column: Yours | Another) -> Cell:
        found = getattr(row, f"{name}__name", None) or getattr(row, name)
        if found is None:
            return None
        if isinstance(column, Another):
            return self.roles.get(found, ANOTHER)
        if column.is_secret:
            return "kept, and not shown: a secret or its fingerprint" if found else ""
        return _plain(found)

    def mail(self, text: str) -> str:
        """Return the text of a mail without names and addresses of other people."""
        for name in self.names:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", ANOTHER, text)
        return _ADDRESS.sub(
            lambda found: found[0] if found[0].casefold() == self.address else "an address", text
        )

    def audited(self, text: str) -> str:
        """Return actor or subject of an audit entry in words."""
        if text == self.person:
            return "you"
        if _IS_PERSON.fullmatch(text):
            return self.roles.get(UUID(text.removeprefix("person:")), ANOTHER)
        return text


def _plain(value: Any) -> Cell:
    if isinstance(value, StrEnum | UUID):
        return str(value)
    if isinstance(value, bytes):
        return f"a file of {len(value):,} bytes"
    assert isinstance(value, str | int | date)
    return value


def _holding(name: str, rows: Sequence[Row[Any]], words: _Words) -> Holding:
    known = PERSONAL[name]
    shown = [(column, each) for column, each in known.columns.items() if isinstance(each, Yours | Another)]
    held = []
    for row in rows:
        values = {each.words: words.value(row, column, each) for column, each in shown}
        if name == "outbox_message":
            values["Text"] = words.mail(row.text)
        held.append(HeldRow(values=values))
    return _of(name, known, held)


def _audit_holding(entries: Iterable[AuditEntry], words: _Words) -> Holding:
    rows = [
        HeldRow(
            values={
                "Number of the entry": entry.number,
                "Event": entry.event,
                "By": words.audited(entry.actor),
                "About": words.audited(entry.subject),
                "When": entry.occurred_at,
            }
        )
        for entry in entries
    ]
    return _of(_AUDIT, PERSONAL[_AUDIT], rows)


def _of(name: str, known: PersonalTable, rows: list[HeldRow]) -> Holding:
    return Holding(
        kind=name, words=known.words, purpose=known.purpose, on_erasure=on_erasure(known), rows=tuple(rows)
    )

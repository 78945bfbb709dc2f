"""How a table that was read becomes rows of the database: added, changed or left alone, by natural key."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, inspect, update
from sqlmodel import Session, SQLModel, col, select

from exchange.plumbing import cells
from exchange.plumbing.problems import Problems
from exchange.plumbing.suggesting import closest
from exchange.plumbing.tables import Table, TableForm

Record = dict[str, Any]
_SUGGESTIONS_MADE = 100  # of a file: comparing with 40,000 names takes time, and nobody reads more
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass
class Tally:
    """What an import did, in rows of the file, and what its user should know besides."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of file: what it may hold, and how it is written to the database.

    ``write`` adds what is wrong with names and references to the table's problems and refuses the file by
    them before it changes anything.
    """

    form: TableForm
    write: Callable[[Session, Table], Tally]

    @property
    def name(self) -> str:
        """What the kind is called: "organisations" is kept in organisations.csv."""
        return self.form.name


def given(table: Table, names: Mapping[str, str]) -> list[Record]:
    """Return the rows under the model's field names, leaving out columns that the file does not have.

    Args:
        table: what was read.
        names: column of the file → field of the model.
    """
    present = [(column, name) for column, name in names.items() if column in table.columns]
    return [{name: row[column] for column, name in present} for row in table.rows]


def refuse_repeats(table: Table, columns: Sequence[str]) -> None:
    """Note every row that has the same values in ``columns`` as a row before it."""
    seen: dict[tuple[Any, ...], int] = {}
    for row in table.rows:
        key = tuple(_folded(row[column]) for column in columns)
        if key in seen:
            table.problems.add(
                row.line, columns[0], f"Line {seen[key]} says the same; one of the two must go"
            )
        seen.setdefault(key, row.line)


def upsert(
    session: Session, model: type[SQLModel], records: Sequence[Record], *, key: Sequence[str]
) -> Tally:
    """Add what is new and change what differs, comparing only the fields that the records have.

    An empty cell becomes the field's default. Two statements at most are sent, whatever the number of rows.
    """
    tally = Tally()
    if not records:
        return tally
    records = [_with_defaults(model, record) for record in records]
    stored = _stored(session, model, list(records[0]), key)
    added, changed = [], []
    for record in records:
        identity, before = stored.get(tuple(record[name] for name in key), (None, None))
        if identity is None:
            added.append(model(**record).model_dump())
        elif before != record:
            changed.append(identity | record)
    if added:
        session.execute(insert(model), added)
    if changed:
        session.execute(update(model), changed)
    tally.added, tally.changed = len(added), len(changed)
    tally.unchanged = len(records) - len(added) - len(changed)
    return tally


def replace_sets(
    session: Session, model: type[SQLModel], wanted: Mapping[Any, Iterable[Any]], *, owner: str, member: str
) -> set[Any]:
    """Make the members that each owner has exactly those wanted; return the owners that this changed."""
    owner_column, member_column = col(getattr(model, owner)), col(getattr(model, member))
    pairs = {(key, value) for key, values in wanted.items() for value in values}
    rows = session.execute(select(owner_column, member_column)).all()
    stored = {(row[0], row[1]) for row in rows if row[0] in wanted}
    for key, value in sorted(stored - pairs, key=str):
        session.execute(delete(model).where(owner_column == key, member_column == value))
    if new := sorted(pairs - stored, key=str):
        session.execute(insert(model), [model(**{owner: k, member: v}).model_dump() for k, v in new])
    return {key for key, _ in pairs ^ stored}


def slug(text: str) -> str:
    """Return ``text`` as it stands in an address: "Guy's & Co" gives "guys-co"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_SLUG.sub("-", plain.replace("'", "")).strip("-")


def member_of(enum: type[StrEnum]) -> Callable[[str], StrEnum]:
    """Return a parser of the values of ``enum``."""
    read = cells.choice([member.value for member in enum])
    return lambda text: enum(read(text))


class Names:
    """The known members of a vocabulary, to be looked up in any case."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known
        self._folded = {_folded(name): value for name, value in known.items()}

    def __bool__(self) -> bool:
        return bool(self.known)

    def get(self, name: str) -> Any:
        """Return what ``name`` stands for; None when it is not known."""
        return self._folded.get(_folded(name))

    def look_up(self, problems: Problems, line: int, column: str, name: str | None, what: str) -> Any:
        """Return what ``name`` stands for; when it is not known, note that with the closest known names."""
        if not name:
            return None
        value = self.get(name)
        if value is None:
            suggestions = closest(name, self.known) if len(problems) < _SUGGESTIONS_MADE else ()
            problems.add(line, column, f"There is no {what} '{name}'", suggestions)
        return value


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _with_defaults(model: type[SQLModel], record: Record) -> Record:
    """Put the field's default where the file has an empty cell."""
    return {
        name: model.model_fields[name].get_default() if value is None else value
        for name, value in record.items()
    }


def _stored(
    session: Session, model: type[SQLModel], names: list[str], key: Sequence[str]
) -> dict[tuple[Any, ...], tuple[Record, Record]]:
    """Return, by natural key, the primary key and the present values of ``names`` of every row."""
    identity = [column.key for column in inspect(model).primary_key]
    columns = [col(getattr(model, name)) for name in [*identity, *names]]
    stored = {}
    for row in session.execute(select(*columns)):
        values = dict(zip(names, row[len(identity) :], strict=True))
        primary = dict(zip(identity, row[: len(identity)], strict=True))
        stored[tuple(values[name] for name in key)] = (primary, values)
    return stored

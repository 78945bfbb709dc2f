"""Full-text index of one kind of document: SQLite's FTS5 and PostgreSQL's tsvector behind one interface.

Both index the same folded words in two fields, and each stems them in its own way: Porter's first algorithm
and his second. An index answers which documents hold a word or a phrase; it decides nothing about who may see
them. It is kept in the transaction that changes a document.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from sqlalchemy import column, select, table, text
from sqlmodel import Session

Numbers = npt.NDArray[np.int64]
_NONE: Numbers = np.empty(0, dtype=np.int64)


class Text(NamedTuple):
    """The folded words of one document."""

    number: int
    title: str
    body: str


class FullText(Protocol):
    """What search asks of an index."""

    def put(self, session: Session, texts: Iterable[Text]) -> None:
        """Index documents, each in place of what it held."""

    def remove(self, session: Session, numbers: Iterable[int]) -> None:
        """Forget what these documents held."""

    def holding(
        self, session: Session, words: Sequence[str], among: Sequence[int] | None = None
    ) -> tuple[Numbers, Numbers]:
        """Return the numbers of documents with these words next to each other: in the title, in the body.

        ``among`` narrows it to these documents.
        """

    def vocabulary(self, session: Session) -> dict[str, int]:
        """Return every stem, and in how many documents it stands."""

    algorithm: str
    """The name of the algorithm by which this engine stems words."""


def full_text(session: Session, name: str) -> FullText:
    """Return the index of the documents in the table ``name``, as the database of the session keeps it."""
    is_sqlite = session.connection().dialect.name == "sqlite"
    return SqliteIndex(name) if is_sqlite else PostgresqlIndex(name)


class SqliteIndex:
    """An FTS5 table; ``name`` is its name, and that of its vocabulary with "_vocabulary" after it."""

    algorithm = "porter"

    def __init__(self, name: str) -> None:
        self._table = name

    def put(self, session: Session, texts: Iterable[Text]) -> None:
        """Index documents."""
        rows = [each._asdict() for each in texts]
        self.remove(session, [row["number"] for row in rows])
        statement = f"insert into {self._table} (rowid, title, body) values (:number, :title, :body)"
        _execute(session, statement, rows)

    def remove(self, session: Session, numbers: Iterable[int]) -> None:
        """Forget documents."""
        statement = f"delete from {self._table} where rowid = :number"
        _execute(session, statement, [{"number": number} for number in numbers])

    def holding(
        self, session: Session, words: Sequence[str], among: Sequence[int] | None = None
    ) -> tuple[Numbers, Numbers]:
        """Return the documents that have the words: as one text a field, which is quicker than rows."""
        phrase = '"' + " ".join(words) + '"'
        narrowed = "" if among is None else f" and rowid in ({', '.join(map(str, map(int, among)))})"
        one = f"select json_group_array(rowid) from {self._table} where {self._table} match"
        statement = f"select ({one} :title{narrowed}), ({one} :body{narrowed})"
        row = session.execute(text(statement), {"title": f"title : {phrase}", "body": f"body : {phrase}"})
        title, body = row.one()
        return _numbers(title), _numbers(body)

    def vocabulary(self, session: Session) -> dict[str, int]:
        """Return the stems."""
        stems = table(f"{self._table}_vocabulary", column("term"), column("doc"))
        return {term: count for term, count in session.execute(select(stems))}


class PostgresqlIndex:
    """A table of two tsvector columns under one GIN index."""

    algorithm = "english"

    def __init__(self, name: str) -> None:
        self._table = name

    def put(self, session: Session, texts: Iterable[Text]) -> None:
        """Index documents."""
        statement = (
            f"insert into {self._table} (number, title, body)"
            " values (:number, to_tsvector('english', :title), to_tsvector('english', :body))"
            " on conflict (number) do update set title = excluded.title, body = excluded.body"
        )
        _execute(session, statement, [each._asdict() for each in texts])

    def remove(self, session: Session, numbers: Iterable[int]) -> None:
        """Forget documents."""
        statement = f"delete from {self._table} where number = :number"
        _execute(session, statement, [{"number": number} for number in numbers])

    def holding(
        self, session: Session, words: Sequence[str], among: Sequence[int] | None = None
    ) -> tuple[Numbers, Numbers]:
        """Return the documents that have the words: as one array a field.

        What is asked stands in a subquery, so that the planner does not see that a word is frequent: it would
        unpack every document instead of using the index, which takes five times as long.
        """
        narrowed = "" if among is None else " and number = any(:among)"
        asked = "(select phraseto_tsquery('english', :words))"
        one = f"select array_agg(number) from {self._table} where"
        statement = f"select ({one} title @@ {asked}{narrowed}), ({one} body @@ {asked}{narrowed})"
        given: dict[str, Any] = {"words": " ".join(words)}
        title, body = session.execute(
            text(statement), given | ({} if among is None else {"among": [int(each) for each in among]})
        ).one()
        return _numbers(title), _numbers(body)

    def vocabulary(self, session: Session) -> dict[str, int]:
        """Return the stems."""
        statement = f"select word, ndoc from ts_stat('select title || body from {self._table}')"
        return {word: count for word, count in session.execute(text(statement))}


def _execute(session: Session, statement: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(text(statement), rows)


def _numbers(found: str | list[int] | None) -> Numbers:
    if not found:
        return _NONE
    if isinstance(found, str):
        return np.array(json.loads(found), dtype=np.int64)
    return np.array(found, dtype=np.int64)

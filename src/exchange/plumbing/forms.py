"""What a user's file may hold, the official extracts that may stand in for it, and what was read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from exchange.plumbing.problems import Problems
from exchange.plumbing.suggesting import closest


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. A required one is filled in every row; one that must exist may have empty cells.

    ``parse`` gets the text without outer white space and raises ValueError with a sentence for the user.
    """

    name: str
    required: bool = False
    must_exist: bool = False
    parse: Callable[[str], Any] = str


@dataclass(frozen=True, kw_only=True)
class Extract:
    """An official file without a header that may stand in for a form.

    ``translate`` turns a line into the cells of ``columns``; the form's own parsers of those names read them.
    """

    name: str
    columns: tuple[Column, ...]
    recognises: Callable[[Sequence[str]], bool]
    translate: Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class TableForm:
    """What one kind of file ("organisations") may hold."""

    name: str
    columns: tuple[Column, ...]
    extracts: tuple[Extract, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line: parsed values by column name. An empty cell is None, and so is an absent column."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)


@dataclass(kw_only=True)
class Table:
    """A file that was read: the columns it has, and the name of the official extract it proved to be."""

    problems: Problems
    columns: tuple[str, ...] = ()
    extract: str | None = None
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Which column each cell of a line belongs to, as the first line tells; None for one to leave out."""

    width: int
    columns: tuple[Column | None, ...]
    extract: Extract | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column)


def find_layout(form: TableForm, line: int, cells: Sequence[str], problems: Problems) -> Layout:
    """Tell from the first line which columns a file has, noting what is wrong with its header."""
    for extract in form.extracts:
        if extract.recognises(cells):
            own = {column.name: column.parse for column in form.columns}
            columns = tuple(
                replace(column, parse=own.get(column.name, column.parse)) for column in extract.columns
            )
            return Layout(width=len(cells), columns=columns, extract=extract)
    layout = Layout(width=len(cells), columns=tuple(_header_columns(form, line, cells, problems)))
    if layout.names:
        for column in form.columns:
            if (column.required or column.must_exist) and column.name not in layout.names:
                problems.add(line, column.name, "This column is missing")
    return layout


def _header_columns(
    form: TableForm, line: int, cells: Sequence[str], problems: Problems
) -> list[Column | None]:
    known = {column.name: column for column in form.columns}
    columns: list[Column | None] = []
    for cell in cells:
        column = known.get(_header_name(cell))
        if column is not None and column in columns:
            problems.add(line, column.name, "This column is there twice")
            column = None
        elif column is None and cell.strip():
            problems.add(line, "", *_unknown_column(cell.strip(), list(known)))
        columns.append(column)
    return columns


def _header_name(cell: str) -> str:
    """Let "ODS code" be "ods_code", whatever byte order mark a spreadsheet left beside it."""
    return "_".join(cell.strip("\ufeff \t\u00a0").casefold().replace("-", " ").split())


def _unknown_column(cell: str, known: Sequence[str]) -> tuple[str, list[str]]:
    for mark, marks in ((";", "semicolons"), ("\t", "tabs")):
        if mark in cell:
            return f"The cells are separated by {marks}; save the file with commas between them", []
    message = f"There is no column '{cell[:40]}'; the known ones are {', '.join(known)}"
    return message, closest(cell, known, limit=1)

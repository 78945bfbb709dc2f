"""Tables that users bring and take: what a file may hold, what is wrong with it, and writing it back.

One reader serves the command line, web uploads and ``seed_data/``. It collects every problem with line and column;
whoever imports adds its own (an unknown name, say) to the same ``Problems`` and then lets them refuse the file.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TextIO

from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.sheets import CsvLines, SpreadsheetLines, Unreadable, open_lines
from exchange.plumbing.suggesting import closest, did_you_mean

MAX_COLUMNS = 64
MAX_CELL_BYTES = 10_000
UPLOAD_MAX_ROWS = 20_000
_PROBLEMS_KEPT = 1_000
_ROWS_BETWEEN_PROGRESS = 500

# A cell that starts like this is a formula to a spreadsheet; the last four are = + - @ at full width. An apostrophe
# before it makes it text, so a text that already has one needs another to come back as it was.
_FORMULA = r"(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\0])"
_NEEDS_GUARD = re.compile(f"'*{_FORMULA}")
_GUARDED = re.compile(f"'+{_FORMULA}")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a form. ``parse`` gets text without outer white space and raises ValueError in plain words."""

    name: str
    required: bool = False
    """Every row must fill it, so the header must have it."""
    must_exist: bool = False
    parse: Callable[[str], Any] = str


@dataclass(frozen=True, kw_only=True)
class Extract:
    """An official file without a header that can stand in for a form; the form's own parsers read its cells."""

    name: str
    columns: tuple[Column, ...]
    recognises: Callable[[Sequence[str]], bool]
    translate: Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class TableForm:
    """What a kind of file ("organisations") may hold."""

    name: str
    columns: tuple[Column, ...]
    extracts: tuple[Extract, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something wrong with a file. ``line`` counts from 1; 0 and "" where the whole file is meant."""

    file: str
    line: int
    column: str
    message: str
    suggestions: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return "organisations.csv line 7, column postcode: 'ABC' is not a UK postcode"."""
        line = f" line {self.line}" if self.line else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{line}{column}: {self.message}{'.' if self.suggestions else ''}{did_you_mean(self.suggestions)}"


class BadTable(ExchangeError):
    """A file that cannot be imported as it is, with every reason."""

    def __init__(self, problems: "Problems") -> None:
        super().__init__("\n".join(problems.sentences()))
        self.problems = problems


class Problems:
    """The problems of one file: the first thousand in full, the others counted."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.kept: list[Problem] = []
        self.omitted = 0

    def __len__(self) -> int:
        return len(self.kept) + self.omitted

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.kept)

    def add(self, line: int, column: str, message: str, suggestions: Iterable[str] = ()) -> None:
        """Note one problem; line 0 and column "" mean the whole file and the whole line."""
        if len(self.kept) >= _PROBLEMS_KEPT:
            self.omitted += 1
            return
        self.kept.append(
            Problem(
                file=self.file, line=line, column=column, message=message, suggestions=tuple(suggestions)
            )
        )

    def sentences(self) -> list[str]:
        """Return one sentence a problem, in the order of the file, closed by "and N more" where some were omitted."""
        ordered = sorted(self.kept, key=lambda problem: problem.line)
        return [*map(str, ordered), *([f"and {self.omitted:,} more"] if self.omitted else [])]

    def refuse(self) -> None:
        """Do nothing when there is no problem.

        Raises:
            BadTable: there is at least one.
        """
        if len(self):
            raise BadTable(self)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: parsed values by column name, None where a cell is empty or the column absent."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)


@dataclass(kw_only=True)
class Table:
    """A file that was read. ``columns`` are those it has; ``extract`` names the official file it turned out to be."""

    form: TableForm
    problems: Problems
    columns: tuple[str, ...] = ()
    extract: str | None = None
    rows: list[Row] = field(default_factory=list)

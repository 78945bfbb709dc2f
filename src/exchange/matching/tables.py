"""CSV tables with a header, whose every error names file, line and column."""

import csv
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?:[,.]|$))")


class InvalidFile(ValueError):
    """Something in a file cannot be understood; the message says where."""

    def __init__(self, file: str, line: int, column: str, problem: str) -> None:
        self.file, self.line, self.column, self.problem = file, line, column, problem
        super().__init__(f"{file} line {line}, column {column}: {problem}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; a column that the file does not have reads as ""."""

    file: str
    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell without surrounding space."""
        return self.cells.get(column, "").strip()

    def required(self, column: str) -> str:
        """Return a cell that may not be empty.

        Raises:
            InvalidFile: it is.
        """
        return self.text(column) or self.refuse(column, "is empty")

    def number(self, column: str) -> float | None:
        """Return a number, which may be written "1,234", None from an empty cell.

        Raises:
            InvalidFile: it is no number, or not a finite one.
        """
        text = self.text(column)
        try:
            number = float(_THOUSANDS.sub("", text)) if text else None
        except ValueError:
            number = math.nan
        if number is not None and not math.isfinite(number):
            self.refuse(column, f"'{text}' is not a number")
        return number

    def count(self, column: str) -> float | None:
        """Return a number of at least 0, None from an empty cell.

        Raises:
            InvalidFile: it is no number, or less than 0.
        """
        number = self.number(column)
        if number is not None and number < 0:
            self.refuse(column, f"'{self.text(column)}' is less than 0")
        return number

    def day(self, column: str) -> date | None:
        """Return the day of YYYY-MM-DD or DD/MM/YYYY, the first of YYYY-MM or YYYY, None from an empty cell.

        Raises:
            InvalidFile: it has another form.
        """
        text = self.text(column)
        try:
            ordered = text.split("-") if "/" not in text else text.split("/")[::-1]
            parts = [int(part) for part in ordered] if text else []
            return date(*[*parts, 1, 1][:3]) if 1 <= len(parts) <= 3 else None
        except ValueError:
            self.refuse(column, f"'{text}' is not a date; write 2024, 2024-10 or 2024-10-31")

    def refuse(self, column: str, problem: str) -> NoReturn:
        """Say that a cell cannot be used.

        Raises:
            InvalidFile: always.
        """
        raise InvalidFile(self.file, self.line, column, problem)


def rows_of(folder: Path, file: str, required: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a file, none where it is absent; columns that are not asked for are ignored.

    Raises:
        InvalidFile: a required column is absent, a row has more cells than the header, or it is not UTF-8.
    """
    path = folder / file
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, restval="")
        try:
            reader.fieldnames = [_column_name(cell) for cell in reader.fieldnames or ()]
            for column in required:
                if column not in (reader.fieldnames or ()):
                    raise InvalidFile(file, 1, column, "is missing from the header")
            for cells in reader:
                if None in cells:
                    raise InvalidFile(file, reader.line_num, str(None), "there are more cells than columns")
                yield Row(file, reader.line_num, cells)
        except UnicodeDecodeError as error:
            raise InvalidFile(file, reader.line_num + 1, "?", f"is not UTF-8: {error.reason}") from None
        except csv.Error as error:
            raise InvalidFile(file, reader.line_num + 1, "?", f"cannot be read: {error}") from None


def _column_name(cell: str) -> str:
    """Let "ODS code" be "ods_code", as the importer does."""
    return "_".join(cell.casefold().replace("-", " ").split())

"""Tables that users bring and take: reading one with all its problems, and writing one.

One reader serves the command line, web uploads and ``seed_data/``. Whoever imports adds its own problems (an
unknown name, say) to those found here and then lets them refuse the file.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from exchange.plumbing.forms import Column, Extract, Layout, Row, Table, TableForm, find_layout
from exchange.plumbing.problems import BadTable, Problem, Problems
from exchange.plumbing.sheets import CsvLines, SpreadsheetLines, Unreadable, open_lines

__all__ = ["BadTable", "Column", "Extract", "Problem", "Problems", "Row", "Table", "TableForm"]

MAX_COLUMNS = 64
MAX_CELL_BYTES = 10_000
UPLOAD_MAX_ROWS = 20_000
_LINES_BETWEEN_PROGRESS = 500

# A cell that starts like this is a formula to a spreadsheet; the last four are = + - @ at full width. An
# apostrophe before it makes it text; a text that has one already gets another, so that it comes back whole.
_FORMULA = r"(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\0])"
_NEEDS_GUARD = re.compile(f"'*{_FORMULA}")
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")  # a terminal would obey some of them
_GUARDED = re.compile(f"'+{_FORMULA}")

Progress = Callable[[int, int], None]


def read_table(
    source: Path | BinaryIO,
    form: TableForm,
    *,
    name: str = "",
    max_rows: int | None = None,
    progress: Progress | None = None,
) -> Table:
    """Read a CSV (UTF-8) or .xlsx file, noting every problem instead of stopping at the first.

    Args:
        source: a path, or a stream of bytes that can seek.
        form: what the file may hold.
        name: what problems call the file; a path's own name unless given.
        max_rows: rows allowed beside the header; None for any number.
        progress: called now and then with how much is read of how much: bytes of a CSV, rows of a sheet.
    """
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return read_table(stream, form, name=name or source.name, max_rows=max_rows, progress=progress)
    table = Table(problems=Problems(name or form.name))
    layout: Layout | None = None
    try:
        lines = _filled_lines(open_lines(source), progress)
        first_line, first_cells = next(lines, (0, []))
        layout = find_layout(form, first_line, first_cells, table.problems)
        table.columns, table.extract = layout.names, layout.extract.name if layout.extract else None
        if not layout.names:
            raise Unreadable("The first line must name the columns" if first_line else "The file is empty")
        rows = chain([(first_line, first_cells)], lines) if layout.extract else lines
        for line, cells in rows:
            if max_rows is not None and len(table.rows) >= max_rows:
                raise Unreadable(f"There are more than {max_rows:,} rows", line=line)
            table.rows.append(_row(layout, line, cells, table.problems))
    except Unreadable as error:
        table.problems.add(error.line or 0, _column_name(layout, error.position), str(error))
    return table


def write_table(stream: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write CSV that ``read_table`` reads back as it was and that no spreadsheet takes for formulas.

    Args:
        stream: text opened with ``newline=""``, in UTF-8 (``utf-8-sig`` where Excel is to open it).
        columns: the header.
        rows: values in that order; None is an empty cell, a list is joined by semicolons.
    """
    # The csv module quotes a cell only for the characters of this line end, and a cell may hold either.
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_written(value) for value in row] for row in rows)


def _written(value: Any) -> str:
    """Return the text of a cell. Only text is guarded: a number cannot be a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return _written("; ".join(map(str, value)))
    if isinstance(value, str):
        return f"'{value}" if _NEEDS_GUARD.match(value) else value
    return str(value)


def _filled_lines(
    lines: CsvLines | SpreadsheetLines, progress: Progress | None
) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that have anything in them, reporting progress."""
    for count, (line, cells) in enumerate(lines):
        if len(cells) > MAX_COLUMNS:
            raise Unreadable(f"There are {len(cells)} columns; the most is {MAX_COLUMNS}", line=line)
        if any(cell and not cell.isspace() for cell in cells):
            yield line, cells
        if progress and count % _LINES_BETWEEN_PROGRESS == 0:
            progress(lines.done, lines.total)
    if progress:
        progress(lines.done, lines.done)


def _row(layout: Layout, line: int, cells: list[str], problems: Problems) -> Row:
    if any(cell.strip() for cell in cells[layout.width :]) or (layout.extract and len(cells) < layout.width):
        problems.add(line, "", f"This line has {len(cells)} cells, the first line has {layout.width}")
        return Row(line, {})
    values = layout.extract.translate(cells) if layout.extract else cells
    missing = [""] * (len(layout.columns) - len(values))
    return Row(
        line,
        {
            column.name: _value(column, line, text, problems)
            for column, text in zip(layout.columns, chain(values, missing), strict=False)
            if column
        },
    )


def _value(column: Column, line: int, text: str, problems: Problems) -> Any:
    """Return the parsed cell, or None for an empty or a bad one, which is noted."""
    text = text.strip()
    if not text:
        if column.required:
            problems.add(line, column.name, "This cell must be filled in")
        return None
    if _GUARDED.match(text):
        text = text[1:]
    try:
        return column.parse(_allowed(text))
    except ValueError as error:
        problems.add(line, column.name, str(error), getattr(error, "suggestions", ()))
        return None


def _allowed(text: str) -> str:
    if "\0" in text:
        raise ValueError("This cell holds a NUL character, which is no text")
    if _CONTROL.search(text):
        raise ValueError("This cell holds a control character, which is no text")
    # No character takes more than four bytes, so most cells need no counting.
    if len(text) > MAX_CELL_BYTES // 4 and len(text.encode()) > MAX_CELL_BYTES:
        raise ValueError(f"This cell is longer than {MAX_CELL_BYTES:,} bytes")
    return text


def _column_name(layout: Layout | None, position: int | None) -> str:
    """Name the column at ``position``, by its number where it has no name."""
    if position is None:
        return ""
    column = None
    if layout and not layout.extract and position < len(layout.columns):
        column = layout.columns[position]
    return column.name if column else str(position + 1)

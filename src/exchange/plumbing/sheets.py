"""A user's CSV or .xlsx file as numbered lines of text cells, whatever program wrote it."""

import csv
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

MAX_UNPACKED_BYTES = 200_000_000  # of a spreadsheet, so that a small file cannot fill the memory
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_SPREADSHEET_ERRORS = frozenset(
    {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"}
)
_BYTE_ORDER_MARK = "\ufeff"


class Unreadable(Exception):
    """Reading cannot go on. ``line`` counts from 1, ``position`` (of the cell) from 0; None where unknown."""

    def __init__(self, message: str, *, line: int | None = None, position: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.position = position


class CsvLines:
    """The records of a CSV file in UTF-8. ``done`` and ``total`` are in bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._record: list[str] = []  # the physical lines of the record being read
        self._line = 0
        self.done = 0
        self.total = _size(stream)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each record with the number of its first physical line.

        Raises:
            Unreadable: it is not UTF-8, or its quotation marks do not pair up.
        """
        reader = csv.reader(self._physical_lines(), strict=True)
        while True:
            first_line = self._line + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise Unreadable(_csv_message(error), line=first_line) from error
            yield first_line, cells
            self._record.clear()

    def _physical_lines(self) -> Iterator[str]:
        for line in self._stream:
            self._line += 1
            self.done += len(line)
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise self._not_utf_8(line, error.start) from error
            self._record.append(text.removeprefix(_BYTE_ORDER_MARK) if self._line == 1 else text)
            yield self._record[-1]

    def _not_utf_8(self, line: bytes, start: int) -> Unreadable:
        """Say which cell holds the first byte that is not UTF-8, and what to do about it."""
        before = [*self._record, line[:start].decode("utf-8")]
        position = [len(cells) - 1 for cells in csv.reader(before)][-1] if "".join(before) else 0
        character = line[start : start + 1].decode("cp1252", errors="replace")
        advice = "In Excel, save it as 'CSV UTF-8 (comma delimited)' or as .xlsx"
        return Unreadable(
            f"The file is not in UTF-8: '{character}' looks like Windows-1252. {advice}",
            line=self._line,
            position=max(position, 0),
        )


class SpreadsheetLines:
    """The rows of the first sheet of an .xlsx file. ``done`` and ``total`` are in rows."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.done = 0
        self.total = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with its number in the sheet; formulas give the value that was last computed.

        Raises:
            Unreadable: it is no spreadsheet, too large, or a cell holds an error such as #REF!.
        """
        from openpyxl import load_workbook  # noqa: PLC0415 - 0.2 s that a CSV file need not spend

        try:
            _refuse_bomb(self._stream)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl's, about styles and validation that we do not read
                sheet: Any = load_workbook(self._stream, read_only=True, data_only=True).worksheets[0]
                self.total = sheet.max_row or 0
                sheet.reset_dimensions()  # some programs declare fewer columns than they write
                for self.done, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                    yield self.done, _texts(row, self.done)
        except (BadZipFile, KeyError, IndexError, ValueError, OSError, ParseError) as error:
            raise Unreadable(
                "This is not a spreadsheet that we can read: save it again as .xlsx or CSV"
            ) from error


def open_lines(stream: BinaryIO) -> CsvLines | SpreadsheetLines:
    """Tell CSV from .xlsx by the first bytes, since file names are not to be trusted.

    Raises:
        Unreadable: it is the old .xls or protected by a password.
    """
    start = stream.read(4)
    stream.seek(0)
    if start == _OLD_EXCEL:
        raise Unreadable("This is an old (.xls) or password-protected Excel file: save it as .xlsx or CSV")
    return SpreadsheetLines(stream) if start.startswith(b"PK") else CsvLines(stream)


def _size(stream: BinaryIO) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


def _csv_message(error: csv.Error) -> str:
    if "field larger" in str(error):
        return "A cell that starts here is far too long; perhaps a quotation mark is never closed"
    if "new-line character" in str(error):
        return "The lines end in a way that CSV does not know: save the file again as 'CSV UTF-8'"
    return 'The quotation marks do not pair up: write " inside a quoted cell as ""'


def _refuse_bomb(stream: BinaryIO) -> None:
    with ZipFile(stream) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise Unreadable("This spreadsheet unpacks to more than 200 MB")
    stream.seek(0)


def _texts(row: Sequence[object], line: int) -> list[str]:
    """Return the cells of a row as the text that a CSV file would hold, without the empty ones at the end."""
    cells = [_text(value) for value in row]
    for position, cell in enumerate(cells):
        if cell in _SPREADSHEET_ERRORS:
            raise Unreadable(f"The spreadsheet shows the error {cell} here", line=line, position=position)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)

"""A user's spreadsheet as lines of text cells: refused before anything of it is kept, if it must be."""

import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from exchange.deployments.import_form import LARGEST_FILE, MOST_ROWS, TEXT_FORM
from exchange.plumbing.errors import Invalid
from exchange.plumbing.patient_data import find_nhs_numbers
from exchange.plumbing.tables import read_table

_MOST_TOLD = 20
_SHORTEST = 10  # digits of an NHS number: most cells have fewer, and need no closer look
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_NAME_LENGTH = 200


@dataclass(frozen=True)
class SheetRow:
    """One line of a file and the text of its cells by column; cells without text are left out."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """A file that was read."""

    rows: tuple[SheetRow, ...]

    def pack(self) -> bytes:
        """Return it as it is kept."""
        return json.dumps([[row.line, row.cells] for row in self.rows]).encode()

    @classmethod
    def unpack(cls, content: bytes) -> "Sheet":
        """Return what was kept."""
        return cls(tuple(SheetRow(line, kept) for line, kept in json.loads(content or b"[]")))


def read_sheet(name: str, content: bytes) -> Sheet:
    """Return the lines of a file.

    Raises:
        Invalid: there is none, it is too large, cannot be read, has other columns or too many rows, or a cell
            holds what looks like an NHS number.
    """
    if not content:
        raise Invalid("Choose a spreadsheet that is not empty", field="file")
    if len(content) > LARGEST_FILE:
        raise Invalid("The file must be 5 MB or smaller", field="file")
    table = read_table(io.BytesIO(content), TEXT_FORM, name="The file", max_rows=MOST_ROWS)
    rows = tuple(
        SheetRow(row.line, {column: text for column, text in row.values.items() if text})
        for row in table.rows
    )
    refuse_patient_data((row.line, column, text) for row in rows for column, text in row.cells.items())
    refuse_patient_data([(0, "the name of the file", name)])
    sentences = table.problems.sentences()
    refuse_patient_data((0, "the first line", sentence) for sentence in sentences)
    if sentences:
        more = len(sentences) - _MOST_TOLD
        told = [*sentences[:_MOST_TOLD], *([f"and {more:,} more"] if more > 0 else [])]
        raise Invalid("\n".join(told), field="file")
    if not rows:
        raise Invalid("The file has its columns, but no rows: fill in a line for each system", field="file")
    return Sheet(rows)


def refuse_patient_data(places: Iterable[tuple[int, str, str]]) -> None:
    """Raise when a text holds what looks like an NHS number; the place is told, the number is not.

    Args:
        places: line (0 where there is none), column and text.

    Raises:
        Invalid: at least one does.
    """
    found = [
        f"line {line}, column {column}" if line else column
        for line, column, text in places
        if sum(map(str.isdigit, text)) >= _SHORTEST and find_nhs_numbers(text)
    ]
    if found:
        more = len(found) - _MOST_TOLD
        where = "; ".join([*found[:_MOST_TOLD], *([f"and {more:,} more places"] if more > 0 else [])])
        raise Invalid(
            f"What looks like an NHS number stands in {where}. Take it out and send the file again: nothing"
            " of it has been saved",
            field="file",
        )


def safe_name(name: str) -> str:
    """Return a file's name without folders and characters that cannot be seen."""
    last = re.split(r"[/\\]", _UNSAFE.sub("", name))[-1].strip()
    return last[:_NAME_LENGTH] or "spreadsheet"

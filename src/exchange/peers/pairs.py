"""Files of pairs that are known to have been good matches, to judge the matching by."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from exchange.plumbing.cells import ods_code
from exchange.plumbing.errors import Invalid
from exchange.plumbing.problems import Problems
from exchange.plumbing.sheets import Unreadable, open_lines

COLUMNS = ("ods_code", "partner_ods_code")
Pair = tuple[str, str]


def read_pairs(path: Path) -> list[Pair]:
    """Read pairs of ODS codes from a CSV or .xlsx file; columns beside ``COLUMNS`` are left out.

    Raises:
        Invalid: there is no such file, or it holds no pairs.
        BadTable: with every cell that cannot be read, by line and column.
    """
    problems = Problems(path.name)
    try:
        with path.open("rb") as stream:
            pairs = list(_pairs(iter(open_lines(stream)), problems))
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}", field="pairs") from error
    except Unreadable as error:
        problems.add(error.line or 0, "", str(error))
    problems.refuse()
    if not pairs:
        raise Invalid(f"{path.name} holds no pairs", field="pairs")
    return pairs


def _pairs(lines: Iterator[tuple[int, list[str]]], problems: Problems) -> Iterator[Pair]:
    line, header = next(lines, (1, []))
    places = _places(header, line, problems)
    if len(places) < len(COLUMNS):
        return
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        pair = [_code(cells, place, line, name, problems) for name, place in places.items()]
        if all(pair) and pair[0] == pair[1]:
            problems.add(line, COLUMNS[1], f"{pair[0]} cannot be its own partner")
        elif all(pair):
            yield pair[0], pair[1]


def _places(header: Sequence[str], line: int, problems: Problems) -> dict[str, int]:
    """Return where the two columns are, noting a missing one."""
    names = ["_".join(cell.strip("\ufeff \t").casefold().replace("-", " ").split()) for cell in header]
    for name in COLUMNS:
        if name not in names:
            problems.add(line, name, "This column is missing")
    return {name: names.index(name) for name in COLUMNS if name in names}


def _code(cells: Sequence[str], place: int, line: int, name: str, problems: Problems) -> str:
    text = cells[place].strip() if place < len(cells) else ""
    try:
        if not text:
            raise ValueError("This cell must be filled in")
        return ods_code(text)
    except ValueError as error:
        problems.add(line, name, str(error))
        return ""

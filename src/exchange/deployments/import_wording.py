"""How the import of spreadsheets says what is wrong, what changes, and how far it is. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from exchange.deployments.import_form import BY_NAME, TITLES
from exchange.deployments.import_schemas import CellChange, CheckedRow, RowKind
from exchange.deployments.models import ImportState
from exchange.plumbing.suggesting import did_you_mean
from exchange.technologies.models import Stage

STATES = {
    ImportState.CHECKING: "Being checked",
    ImportState.CHECKED: "Checked, not written yet",
    ImportState.WRITING: "Being written",
    ImportState.WRITTEN: "Written",
    ImportState.UNDONE: "Undone",
    ImportState.FAILED: "Given up",
}
NO_SYSTEM = "Say which system this is: fill in the product, or at least its supplier"
FAILED = (
    "We tried several times and could not finish this. Nothing was written. Send the file again; if it"
    " happens again, tell the people who run this service"
)
_MOST_LINES = 8
_ORDER = {"started_on": "started", "live_on": "went live", "retired_on": "was retired"}
_NOT_YET = {Stage.EXPLORING, Stage.PROCURING, Stage.IMPLEMENTING}
_IN_USE = {Stage.LIVE, Stage.REPLACING}


def empty(column: str) -> str:
    """Say that a cell must be filled."""
    return f"This cell is empty: write {_lowered(BY_NAME[column].what)}"


def bad_cell(message: str, suggestions: Sequence[str]) -> str:
    """Say what is wrong with a cell, and what may have been meant."""
    return f"{message}{'.' if suggestions else ''}{did_you_mean(suggestions)}"


def other_code(given: str, own: str) -> str:
    """Say that a row is about another organisation."""
    return (
        f"'{given}' is another organisation; this import is for {own}. Empty the cell, or leave the row out"
    )


def other_maker(product: str, makers: Sequence[str], given: str) -> str:
    """Say that a supplier does not make a product."""
    return (
        f"'{product}' is made by {' and by '.join(makers)}, not by {given}. Correct the supplier, or empty it"
    )


def several_makers(product: str, makers: Sequence[str]) -> str:
    """Say that a product's name alone does not tell which it is."""
    return f"Several suppliers make a '{product}': write {' or '.join(makers)} here"


def repeated(first: int) -> str:
    """Say that a line says nothing new."""
    return f"Line {first} says exactly the same. Leave this row out"


def same_system(first: int) -> str:
    """Say that two lines speak of one system."""
    same = f"Line {first} is about the same system in the same area"
    return f"{same}. Leave one of the two out, or correct the area of one"


def contradiction(entry: Mapping[str, Any], today: date) -> tuple[str, str, str] | None:
    """Return the two columns in which stage and dates disagree, and how; None when they agree."""
    dated = [(name, day) for name in _ORDER if (day := entry[name])]
    for (first, before), (second, after) in pairwise(dated):
        if _is_after(before, after):
            said = f"It {_ORDER[second]} on {after}, before it {_ORDER[first]} on {before}"
            return second, first, f"{said}: correct one of the two"
    return _stage_contradiction(entry, today.isoformat())


def _stage_contradiction(entry: Mapping[str, Any], now: str) -> tuple[str, str, str] | None:
    stage, live_on, retired_on = entry["stage"], entry["live_on"], entry["retired_on"]
    said = f"but the stage is {stage}"
    if stage in _IN_USE and live_on and _is_after(live_on, now):
        return (
            "stage",
            "live_on",
            f"It goes live on {live_on}, {said}: write implementing, or correct the day",
        )
    if stage in _NOT_YET and live_on and _is_after(now, live_on):
        return "stage", "live_on", f"It went live on {live_on}, {said}: write live, or the day now planned"
    if stage is not Stage.RETIRED and retired_on and _is_after(now, retired_on):
        return (
            "stage",
            "retired_on",
            f"It was retired on {retired_on}, {said}: write retired, or correct the day",
        )
    if stage is Stage.RETIRED and retired_on and _is_after(retired_on, now):
        return "stage", "retired_on", f"It ends on {retired_on}, {said}: write replacing until then"
    return None


def changes_between(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> tuple[CellChange, ...]:
    """Return what differs in the fields that a spreadsheet fills."""
    old = before or {}
    return tuple(
        CellChange(what=title, before=str(old.get(field, "")), after=str(after[field]))
        for field, title in TITLES.items()
        if field in after and str(old.get(field, "")) != str(after[field])
    )


def differences(shown: Sequence[CheckedRow], found: Sequence[CheckedRow]) -> tuple[str, ...]:
    """Say of every line what is no longer as it was shown."""
    before, now = ({row.line: row for row in rows} for rows in (shown, found))
    return tuple(
        _difference(line, before.get(line), now.get(line))
        for line in sorted(before.keys() | now.keys())
        if before.get(line) != now.get(line)
    )


def lines_in_words(lines: Sequence[int]) -> str:
    """Return "line 3", "lines 3 and 5", "lines 3, 5 and 20 more"."""
    if len(lines) == 1:
        return f"line {lines[0]}"
    shown = [str(line) for line in lines[:_MOST_LINES]]
    last = f"{len(lines) - _MOST_LINES} more" if len(lines) > _MOST_LINES else shown.pop()
    return f"lines {', '.join(shown)} and {last}"


def _difference(line: int, shown: CheckedRow | None, found: CheckedRow | None) -> str:
    row = found or shown
    assert row is not None
    was = _doing(shown) if shown else "could not be written"
    return f"Line {line}, {row.system}: {was}; now {_doing(found) if found else 'it cannot be written'}"


def _doing(row: CheckedRow) -> str:
    if row.kind is RowKind.CHANGED:
        told = (f"{each.what} from {each.before or 'nothing'} to {each.after}" for each in row.changes)
        return f"changed {', '.join(told)}"
    return {RowKind.SAME: "is the same"}.get(row.kind, str(row.kind))


def _is_after(one: str, other: str) -> bool:
    """Say whether a day is after another one for certain, as far as both are known."""
    known = min(len(one), len(other))
    return one[:known] > other[:known]


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]

"""What a spreadsheet of systems may hold: its columns, what each is for, and templates to fill in."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from exchange.plumbing import cells
from exchange.plumbing.importing import member_of
from exchange.plumbing.tables import Column, TableForm, write_table
from exchange.technologies.models import Stage

MOST_ROWS = 5_000
LARGEST_FILE = 5_000_000
_NAME = cells.text(longest=120)
_MODULES = cells.several(cells.text(longest=120))


def _modules(text: str) -> str:
    joined = "; ".join(_MODULES(text))
    return cells.text(longest=500)(joined)


def _day(text: str) -> str:
    return str(cells.partial_date(text))


@dataclass(frozen=True)
class SheetColumn:
    """One column: what it is for, in words, and the field of a deployment that it fills, if one."""

    name: str
    what: str
    read: Callable[[str], Any]
    field: str = ""
    title: str = ""
    is_required: bool = False


COLUMNS = (
    SheetColumn(
        "functional_area",
        "What it does, as one of the areas below",
        cells.text(longest=150),
        is_required=True,
    ),
    SheetColumn("supplier", "Who makes it; may be empty where the product is given", _NAME),
    SheetColumn("product", "What it is called; may be empty where you only know the supplier", _NAME),
    SheetColumn(
        "stage", "How far you are, as one of the stages below", member_of(Stage), "stage", "Stage", True
    ),
    SheetColumn(
        "started_on", "When work on it began: 2023, 2023-05 or 2023-05-17", _day, "started_on", "Started"
    ),
    SheetColumn("live_on", "When it went live, or is to", _day, "live_on", "Went live"),
    SheetColumn("retired_on", "When it was switched off", _day, "retired_on", "Retired"),
    SheetColumn("modules", "Modules in use, with semicolons between them", _modules, "modules", "Modules"),
    SheetColumn("version", "Its version", cells.text(longest=60), "product_version", "Version"),
    SheetColumn(
        "note", "One sentence that helps readers; no patient data", cells.text(longest=500), "note", "Note"
    ),
    SheetColumn("ods_code", "Not needed. If you fill it in, it must be your own code", cells.ods_code),
)
BY_NAME = {column.name: column for column in COLUMNS}
TITLES = {column.field: column.title for column in COLUMNS if column.field}
TEMPLATE = tuple(column.name for column in COLUMNS if column.name != "ods_code")
EXAMPLES = (
    ("epr", "Epic", "", "live", "2012", "2014-10-26", "", "Inpatients; Outpatients", "2024", ""),
    (
        "epma",
        "",
        "Better Meds",
        "implementing",
        "2026-01",
        "2027-03",
        "",
        "",
        "",
        "Wards first, then theatres",
    ),
)
# Cells are kept as text: what they mean depends on what is corrected later.
TEXT_FORM = TableForm(
    name="systems", columns=tuple(Column(name=each.name, must_exist=each.is_required) for each in COLUMNS)
)


def csv_template() -> bytes:
    """Return the header alone, as Excel opens it."""
    text = io.StringIO(newline="")
    write_table(text, TEMPLATE, ())
    return text.getvalue().encode("utf-8-sig")


def xlsx_template(areas: Sequence[tuple[str, str]]) -> bytes:
    """Return a workbook to fill in, whose other sheets hold examples, columns, stages and areas.

    Args:
        areas: code and name of every functional area.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - 0.2 s that other pages need not spend
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Systems"
    sheet.append(TEMPLATE)
    sheet.freeze_panes = "A2"
    for number in range(len(TEMPLATE)):
        sheet.column_dimensions[chr(ord("A") + number)].width = 22
    pages: dict[str, Sequence[Sequence[str]]] = {
        "Examples": (TEMPLATE, *EXAMPLES),
        "Columns": (("column", "what it is for"), *((each.name, each.what) for each in COLUMNS)),
        "Stages": (("stage",), *((stage.value,) for stage in Stage)),
        "Areas": (("functional_area", "name"), *areas),
    }
    for title, rows in pages.items():
        other = book.create_sheet(title)
        for row in rows:
            other.append(tuple(row))
    for letter, source in (("A", f"Areas!$A$2:$A${len(areas) + 1}"), ("D", "Stages!$A$2:$A$7")):
        offered = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
        sheet.add_data_validation(offered)
        offered.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()

"""What is wrong with a row, in words that say what to do: one sentence for each mistake."""

from datetime import date

import pytest

from exchange.deployments import import_wording as wording
from exchange.deployments.import_reading import Sheet, SheetRow
from exchange.deployments.import_registry import load_registry
from exchange.deployments.import_schemas import CheckedRow, Choices, RowKind
from exchange.deployments.importing import assess
from exchange.technologies.models import Deployment, Stage

TODAY = date(2026, 11, 26)
WHOLE = {"functional_area": "epr", "product": "Amber 1", "stage": "live"}


@pytest.fixture
def problems(session, trust, products):
    """The problems of rows, which have what is needed unless they say otherwise."""
    registry = load_registry(session, trust.id)

    def problems(*rows):
        lines = tuple(
            SheetRow(number, {name: text for name, text in (WHOLE | row).items() if text})
            for number, row in enumerate(rows, 2)
        )
        found = assess(Sheet(lines), Choices(), registry, today=TODAY).findings
        return [(each.line, each.column, each.value, each.message) for each in found.problems]

    return problems


@pytest.mark.parametrize(
    ("row", "column", "value", "message"),
    [
        ({"stage": ""}, "stage", "", "This cell is empty: write how far you are, as one of the stages below"),
        (
            {"stage": "lve"},
            "stage",
            "lve",
            "'lve' is not one of: exploring, procuring, implementing, live, replacing, retired."
            " Did you mean 'live'?",
        ),
        (
            {"live_on": "soon"},
            "live_on",
            "soon",
            "'soon' is not a date: write 2023, 2023-03 or 2023-03-14",
        ),
        (
            {"live_on": "2024-02-30"},
            "live_on",
            "2024-02-30",
            "There is no such day as '2024-02-30': write it as year-month-day or day/month/year",
        ),
        (
            {"ods_code": "RXB"},
            "ods_code",
            "RXB",
            "'RXB' is another organisation; this import is for RXA. Empty the cell, or leave the row out",
        ),
        (
            {"product": ""},
            "product",
            "",
            "Say which system this is: fill in the product, or at least its supplier",
        ),
        (
            {"supplier": "Norland"},
            "supplier",
            "Norland",
            "'Amber 1' is made by Estwick, not by Norland. Correct the supplier, or empty it",
        ),
        (
            {"started_on": "2025", "live_on": "2024-05"},
            "live_on",
            "2024-05",
            "It went live on 2024-05, before it started on 2025: correct one of the two",
        ),
        (
            {"live_on": "2027-01"},
            "stage",
            "live",
            "It goes live on 2027-01, but the stage is live: write implementing, or correct the day",
        ),
        (
            {"stage": "procuring", "live_on": "2025"},
            "stage",
            "procuring",
            "It went live on 2025, but the stage is procuring: write live, or the day now planned",
        ),
        (
            {"retired_on": "2024"},
            "stage",
            "live",
            "It was retired on 2024, but the stage is live: write retired, or correct the day",
        ),
        (
            {"stage": "retired", "retired_on": "2028-03"},
            "stage",
            "retired",
            "It ends on 2028-03, but the stage is retired: write replacing until then",
        ),
        (
            {"note": "x" * 501},
            "note",
            "x" * 501,
            "This is 501 characters long; the most is 500",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_its_value_and_what_to_do(problems, row, column, value, message):
    assert problems(row) == [(2, column, value, message)]


def test_lines_that_say_the_same_and_lines_about_one_system_are_told_apart(problems):
    found = problems({}, {}, {"stage": "replacing"})
    assert [each[0] for each in found] == [3, 4]
    assert found[0][3] == "Line 2 says exactly the same. Leave this row out"
    assert found[1][3].startswith("Line 2 is about the same system in the same area.")


@pytest.mark.parametrize(
    "row",
    [
        {"started_on": "2024", "live_on": "2024-05"},  # within the year that it began
        {"live_on": "2026"},  # this year, perhaps already
        {"stage": "implementing", "live_on": "2026-11"},
        {"stage": "implementing", "live_on": "2027"},
        {"stage": "retired", "started_on": "2010", "live_on": "2011", "retired_on": "2020"},
        {"stage": "retired"},
    ],
)
def test_dates_that_may_be_right_are_let_through(problems, row):
    assert problems(row) == []


def test_a_row_tells_all_that_is_wrong_with_it_at_once(problems):
    found = problems({"stage": "lve", "live_on": "soon", "product": "Unheard of"})
    assert [each[1] for each in found] == ["stage", "live_on"]


def test_lines_are_listed_as_one_says_them():
    assert wording.lines_in_words([3]) == "line 3"
    assert wording.lines_in_words([3, 5]) == "lines 3 and 5"
    assert wording.lines_in_words(list(range(2, 30))) == "lines 2, 3, 4, 5, 6, 7, 8, 9 and 20 more"


def test_what_differs_is_told_by_line_even_where_a_row_has_come_or_gone():
    was = CheckedRow(line=2, system="A", area="EPR", kind=RowKind.ADDED)
    now = CheckedRow(line=2, system="A", area="EPR", kind=RowKind.SAME)
    assert wording.differences([was], [was]) == ()
    assert wording.differences([was], [now]) == ("Line 2, A: added; now is the same",)
    assert wording.differences([was], []) == ("Line 2, A: added; now it cannot be written",)


def test_only_fields_that_a_spreadsheet_fills_count_as_changes():
    entry = Deployment(functional_area_code="epr", stage=Stage.LIVE, source="List").model_dump()
    assert wording.changes_between(entry, {"stage": "live", "note": "x"})[0].what == "Note"
    assert len(wording.changes_between(entry, {"stage": "live", "note": "x", "source": "y"})) == 1

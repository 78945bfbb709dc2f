"""Journey A3: 200 rows with ten mistakes and fifteen wrong names, corrected, written and undone."""

import csv
import re
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.browser.checks import AXE
from tests.browser.conftest import watching
from tests.browser.test_people_journeys import Recorded

pytestmark = pytest.mark.browser

SEED = Path(__file__).parents[2] / "seed_data"
HEAD = ["functional_area", "supplier", "product", "stage", "started_on", "live_on", "note"]
START = "/organisations/RGT/systems/import"
COUNT_INPUTS = (
    "window.addEventListener('change', (e) => { if (e.isTrusted) window.countInput(e.target.name); });"
)
# Each of the ten: the column, what stands there, and what it is corrected to.
MISTAKES = [
    ("stage", "lve", "live"),
    ("stage", "", "live"),
    ("stage", "in use", "live"),
    ("stage", "golive", "live"),
    ("live_on", "soon", "2024-05"),
    ("live_on", "2024-02-30", "2024-02-28"),
    ("live_on", "31/31/2024", "2024-05"),
    ("live_on", "Q3", "2024-07"),
    ("started_on", "2025-01", "2023-01"),
    ("started_on", "unknown", "2023"),
]


def misspelt(name):
    """The name with two letters changed about, as a hurried hand does."""
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]


@pytest.fixture(scope="session")
def rows():
    """200 rows: fifteen products under other names in thirty of them, ten with a mistake."""
    with (SEED / "products.csv").open(newline="") as file:
        products = [(row["supplier"], row["product"]) for row in csv.DictReader(file)]
    with (SEED / "functional_areas.csv").open(newline="") as file:
        areas = [row["functional_area"] for row in csv.DictReader(file)][:2]
    known = [each for each in products if len(each[1]) > 5][:100]
    assert len(known) == 100
    made = [[area, *product, "live", "", "2024-05", ""] for area in areas for product in known]
    for number in range(15):
        for row in (made[number], made[number + 100]):
            row[1], row[2] = "", misspelt(row[2])
    for row, (column, value, _) in zip(made[40:], MISTAKES, strict=False):
        row[HEAD.index(column)] = value
    return made


@pytest.fixture(params=["csv", "xlsx"])
def sheet(request, rows, tmp_path):
    file = tmp_path / f"our systems.{request.param}"
    if request.param == "csv":
        with file.open("w", newline="", encoding="utf-8-sig") as stream:
            csv.writer(stream).writerows([HEAD, *rows])
    else:
        book = Workbook()
        for row in (HEAD, *rows):
            book.active.append(row)
        book.save(file)
    return file


def is_fine(page: Page) -> None:
    """Fail where axe finds something, at both widths, or the page is wider than the screen."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        results = Axe().run(page, options=AXE)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def send(page: Page, sheet: Path) -> None:
    """Send the file and see what is wrong with it, with the best guess at each name chosen."""
    page.get_by_label("Spreadsheet").set_input_files(sheet)
    page.get_by_role("button", name="Check the spreadsheet").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Checked, not written yet")
    expect(page.locator("main")).to_contain_text("15 names are not known. 10 cells are to be corrected.")
    assert page.locator("fieldset").count() == 15
    assert page.locator("fieldset input:checked").count() == 15


def correct(page: Page) -> None:
    """Correct the ten cells; what the fifteen names stand for is chosen already."""
    for line, (column, _, right) in enumerate(MISTAKES, 42):
        page.get_by_label(f"{column} on line {line}", exact=True).fill(right)
    page.get_by_role("button", name="Check again").click()


def write(page: Page) -> None:
    """Write it all."""
    button = page.get_by_role("button", name=re.compile("Write 200 rows into the registry"))
    expect(button).to_be_visible()
    is_fine(page)
    button.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Written")
    is_fine(page)


def undo(page: Page, before: str) -> None:
    """Take it all back, and see that the organisation's page is as it was."""
    written = page.url
    assert systems(page) != before
    page.goto(written)
    page.get_by_role("button", name="Undo it all").click()
    expect(page.get_by_role("alert", name="Success")).to_contain_text("Undone")
    is_fine(page)
    assert systems(page) == before


def systems(page: Page) -> str:
    page.goto("/organisations/RGT")
    return page.locator("main").inner_text()


def test_a3_two_hundred_rows_are_corrected_written_and_undone(demonstration, chromium, sheet):
    bryn = Recorded(demonstration.browser_of(chromium, "Bryn Holbeck"))
    inputs: list[str] = []
    # A bound method of a list cannot carry what playwright hangs on it.
    bryn.context.expose_function("countInput", lambda name: inputs.append(name))  # noqa: PLW0108 - see above
    bryn.context.add_init_script(COUNT_INPUTS)
    with watching(bryn.context) as page:
        before = systems(page)
        page.goto(START)
        begun = time.monotonic()
        is_fine(page)
        send(page, sheet)
        is_fine(page)
        correct(page)
        write(page)
        took = time.monotonic() - begun
        undo(page, before)
    print(f"A3 {sheet.suffix}: {bryn.clicks} clicks, {len(inputs)} inputs, {took:.1f} s to written")
    assert (bryn.clicks, len(inputs)) == (4, 11)  # one file, ten cells
    assert took <= 300
    bryn.context.close()


def test_a3_works_without_scripts(demonstration, chromium, sheet):
    context = demonstration.browser_of(chromium, "Bryn Holbeck", java_script_enabled=False)
    page = context.new_page()
    before = systems(page)
    page.goto(START)
    send(page, sheet)
    correct(page)
    page.get_by_role("button", name=re.compile("Write 200 rows into the registry")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Written")
    page.get_by_role("button", name="Undo it all").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Undone")
    assert systems(page) == before
    context.close()


def test_progress_of_a_large_file_ends_by_itself(demonstration, chromium, rows, tmp_path):
    """The demonstration's own worker checks more than 500 rows; the page goes on when it is done."""
    file = tmp_path / "large.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        numbered = [
            [row[0], "", f"Product {number}", "live", "", "", ""] for number, row in enumerate(rows * 3)
        ]
        csv.writer(stream).writerows([HEAD, *numbered])
    context = demonstration.browser_of(chromium, "Bryn Holbeck")
    with watching(context) as page:
        page.goto(START)
        page.get_by_label("Spreadsheet").set_input_files(file)
        page.get_by_role("button", name="Check the spreadsheet").click()
        expect(page.locator("h1")).to_contain_text("Being checked")
        assert page.locator("progress").get_attribute("max") == "600"
        is_fine(page)
        expect(page.locator("h1")).to_contain_text("Checked, not written yet", timeout=30_000)
        expect(page.locator("main")).to_contain_text("600 names are not known")
    context.close()

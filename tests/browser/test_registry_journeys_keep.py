"""Journey A2: a lead confirms a pre-filled list of ten systems, and puts right what is wrong in it."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.checks import AXE
from tests.browser.conftest import watching
from tests.browser.kept_systems import ENTRIES, WAITING

pytestmark = pytest.mark.browser

SYSTEMS = "/organisations/RGT/systems"


class Lead:
    """Bryn at a page; every press counts."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def click(self, place):
        self.clicks += 1
        place.click()

    def button(self, name):
        return self.page.get_by_role("button", name=re.compile(name)).first


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def bryn(request, demonstration, chromium):
    context = demonstration.browser_of(chromium, "Bryn Holbeck", java_script_enabled=request.param)
    page = context.new_page()
    page.goto("/account")
    yield Lead(page)
    context.close()


def open_list(bryn):
    expect(bryn.page.locator("main")).to_contain_text(f"{WAITING} of {ENTRIES} not confirmed")
    bryn.click(bryn.page.get_by_role("link", name=re.compile("^Your organisation.s systems")))


def test_a2_ten_systems_are_confirmed_one_by_one_in_at_most_12_clicks(bryn):
    begun = time.monotonic()
    open_list(bryn)
    for left in range(WAITING, 0, -1):
        expect(bryn.page.get_by_role("button", name=re.compile("^Still true"))).to_have_count(left)
        bryn.click(bryn.button("^Still true"))
    expect(bryn.page.locator("#waiting")).to_contain_text(f"All {ENTRIES} are confirmed")
    print(f"A2 one by one: {bryn.clicks} clicks, {time.monotonic() - begun:.1f} s of the machine's")
    assert bryn.clicks <= 12


def test_a2_ten_systems_are_confirmed_by_ticks_in_three_clicks(bryn):
    open_list(bryn)
    bryn.click(bryn.page.get_by_role("link", name="Tick all that are not confirmed"))
    expect(bryn.page.get_by_role("checkbox", checked=True)).to_have_count(WAITING)
    bryn.click(bryn.button("^Confirm those"))
    expect(bryn.page.get_by_role("status").first).to_contain_text(f"{WAITING} systems are confirmed")
    assert bryn.clicks == 3


def test_what_is_wrong_goes_at_once_and_can_be_put_back(bryn):
    bryn.page.goto(SYSTEMS)
    entries = bryn.page.get_by_role("button", name=re.compile("^Wrong"))
    expect(entries).to_have_count(ENTRIES)
    bryn.click(entries.first)
    expect(entries).to_have_count(ENTRIES - 1)
    expect(bryn.page.get_by_role("status").first).to_contain_text("off the list")
    bryn.click(bryn.page.locator("form[action$=undo] button").filter(has_text="back"))
    expect(entries).to_have_count(ENTRIES)


def test_a_system_that_is_not_in_the_list_is_added_and_used_at_once(bryn):
    bryn.page.goto(SYSTEMS)
    bryn.click(bryn.page.get_by_role("link", name="Add a system"))
    bryn.click(bryn.page.get_by_text("It is not in the list"))
    bryn.page.get_by_label("Product", exact=True).fill("Brand New")
    bryn.page.get_by_label("Supplier", exact=True).fill("Somebody")
    bryn.page.get_by_label("What it is for").select_option(index=1)
    bryn.page.get_by_label("Live", exact=True).check()
    bryn.click(bryn.page.get_by_role("button", name="Add it"))
    entry = bryn.page.get_by_role("listitem").filter(has_text="Somebody Brand New")
    expect(entry).to_contain_text("Proposed, not yet checked")
    expect(entry).to_contain_text("by Bryn Holbeck")


def test_a_row_that_was_pressed_keeps_the_focus_and_says_so(demonstration, chromium):
    context = demonstration.browser_of(chromium, "Bryn Holbeck")
    with watching(context) as page:
        page.goto(SYSTEMS)
        for _ in range(2):
            button = page.get_by_role("button", name=re.compile("^Still true")).first
            id = button.evaluate("button => button.closest('li').id")
            button.focus()
            page.keyboard.press("Enter")
            expect(page.locator(f"#{id} button", has_text="Undo")).to_be_focused()
            expect(page.locator("#said")).to_contain_text("confirmed as of today")
        expect(page.locator("#waiting")).to_contain_text(f"{WAITING - 2} of")
        assert page.evaluate("location.pathname") == SYSTEMS
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_stay_accessible_while_they_are_worked_with(demonstration, chromium, width):
    context = demonstration.browser_of(chromium, "Bryn Holbeck", viewport={"width": width, "height": 900})
    with watching(context) as page:
        page.goto(SYSTEMS)
        page.get_by_role("button", name=re.compile("^Still true")).first.click()
        expect(page.locator("#said")).to_contain_text("confirmed")
        page.get_by_role("button", name=re.compile("^Wrong")).first.click()
        expect(page.locator("#said")).to_contain_text("off the list")
        for path in ("", f"{SYSTEMS}/history", f"{SYSTEMS}/new"):
            if path:
                page.goto(path)
            results = Axe().run(page, options=AXE)
            assert results.violations_count == 0, f"{path}: {results.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()

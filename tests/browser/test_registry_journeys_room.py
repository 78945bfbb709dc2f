"""Journey S2, from the first page to whom to ask a step ahead, and a room in which two organisations ask."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.checks import AXE
from tests.browser.conftest import watching
from tests.browser.rooms import PRODUCT
from tests.browser.test_people_journeys import Recorded

pytestmark = pytest.mark.browser


def find_somebody_a_step_ahead(page):
    """From the first page: the area, the product, and the person at the nearest step."""
    page.goto("/")
    page.locator("main").get_by_role("link", name="EPR", exact=True).click()
    page.locator("main").get_by_role("link", name="Oracle Health Millennium", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Oracle Health Millennium")
    expect(page.locator("#who ~ .nhsuk-grid-row").first).to_contain_text("Sheffield Teaching Hospitals")
    page.get_by_role("link", name="See who is a step ahead").click()
    step = page.locator("#ahead + ul li").first
    expect(step).to_contain_text("while you are implementing")
    expect(step).to_contain_text("km away")
    person = step.locator("a[href^='/people/']").first
    name = person.inner_text()
    person.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_s2_who_goes_live_finds_whom_to_ask_a_step_ahead_in_five_clicks(looked_at, chromium):
    qasim = Recorded(looked_at.browser_of(chromium, "Qasim Quill"))
    with watching(qasim.context) as page:
        find_somebody_a_step_ahead(page)
    assert qasim.clicks <= 5
    qasim.context.close()


def test_s2_works_without_scripts(looked_at, chromium):
    context = looked_at.browser_of(chromium, "Qasim Quill", java_script_enabled=False)
    find_somebody_a_step_ahead(context.new_page())
    context.close()


def test_s2_a_visitor_picks_an_organisation(looked_at, chromium):
    context = looked_at.browser_of(chromium, "")
    with watching(context) as page:
        page.goto(f"/technologies/{PRODUCT}")
        page.get_by_label("Your organisation").fill("RHQ")
        page.get_by_role("button", name="Show who to ask").click()
        expect(page).to_have_url(re.compile("org=RHQ#ahead"))
        expect(page.locator("#ahead + ul li").first).to_contain_text("while you are implementing")
        assert page.locator("#ahead + ul a[href^='/people/']").count() == 0
    context.close()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_one_organisation_asks_in_a_room_and_another_joins_in(demonstration, chromium, has_scripts):
    words = "Print on one label" if has_scripts else "Print on one label, without a script"
    qasim = demonstration.browser_of(chromium, "Qasim Quill", java_script_enabled=has_scripts)
    page = qasim.new_page()
    page.goto(f"/technologies/{PRODUCT}")
    page.get_by_role("link", name=re.compile("^Room of the organisations")).click()
    page.get_by_label("What does your organisation ask").fill(words)
    page.get_by_role("button", name="Ask it").click()
    expect(page.get_by_role("alert")).to_contain_text("Your organisation asks this now")
    xenia = demonstration.browser_of(chromium, "Xenia Ravensby", java_script_enabled=has_scripts)
    theirs = xenia.new_page()
    theirs.goto(f"/rooms/{PRODUCT}")
    theirs.get_by_role("button", name=re.compile(f"^We ask this too.*{words}$")).click()
    expect(theirs.get_by_role("alert")).to_contain_text("joins in")
    first = theirs.locator("#asks ~ ol li").first
    expect(first).to_contain_text("2 organisations")
    expect(first).to_contain_text("Sheffield Teaching Hospitals")
    theirs.get_by_role("link", name="List to print").click()
    expect(theirs.locator("main ol li").first).to_contain_text(words)
    qasim.close()
    xenia.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_of_both_are_accessible_and_fit(looked_at, chromium, width):
    viewport = {"width": width, "height": 900}
    for name, paths in (
        (
            "Qasim Quill",
            (f"/technologies/{PRODUCT}", f"/rooms/{PRODUCT}", f"/rooms/{PRODUCT}/list", "/rooms"),
        ),
        ("Deepak Vantongeren", ("/coverage", "/coverage/organisations?known=public")),
    ):
        context = looked_at.browser_of(chromium, name, viewport=viewport)
        with watching(context) as page:
            for path in paths:
                assert page.goto(path).status == 200, path
                results = Axe().run(page, options=AXE)
                assert results.violations_count == 0, f"{path}: {results.generate_report()}"
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        context.close()

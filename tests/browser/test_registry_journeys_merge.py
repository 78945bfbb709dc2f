"""An administrator carries an organisation over to the one that it became part of, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.checks import AXE
from tests.browser.conftest import watching
from tests.browser.test_people_journeys import Recorded

pytestmark = pytest.mark.browser

PATH = "/administration/mergers/new?gone=RJ1&into=RGT"
PAGES = (
    "/administration/mergers",
    "/administration/mergers/new",
    PATH,
    "/administration/organisations/RGT/icb",
)


def test_an_administrator_looks_at_a_dry_run_and_merges_in_three_clicks(demonstration, chromium):
    admin = Recorded(demonstration.browser_of(chromium, "Deepak Vantongeren"))
    page = admin.context.new_page()
    page.goto("/administration/mergers")
    page.get_by_role("link", name="Another merger").click()
    page.get_by_label("ODS code of the organisation that closed").fill("RJ1")
    page.get_by_label("ODS code of the organisation that goes on").fill("RGT")
    page.get_by_role("button", name="See what would change").click()
    main = page.locator("main")
    expect(main).to_contain_text("This is what changes")
    expect(main).to_contain_text("Carys Oakhurst")
    page.get_by_role("button", name="Make the two organisations one").click()
    expect(page.get_by_role("alert", name="Success")).to_contain_text("are one now")
    assert admin.clicks <= 4
    page.goto("/organisations/RJ1")
    expect(page.locator("main")).to_contain_text("became part of Cambridge")
    carys = demonstration.browser_of(chromium, "Carys Oakhurst")
    own = carys.new_page()
    own.goto("/account/organisation")
    expect(own.locator("main")).to_contain_text("Cambridge")
    for context in (carys, admin.context):
        context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_of_mergers_have_no_barriers(looked_at, chromium, width):
    size = {"width": width, "height": 900}
    context = looked_at.browser_of(chromium, "Deepak Vantongeren", viewport=size)
    for path in PAGES:
        with watching(context) as page:
            page.goto(path)
            found = Axe().run(page, options=AXE)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()

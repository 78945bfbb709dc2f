"""Every page that only people who have signed in see, in a real browser, as each role sees it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.checks import AXE, html_errors
from tests.browser.conftest import watching

pytestmark = pytest.mark.browser

# At least one example of every page; ``{Name}`` stands for the id of what has that name.
PAGES = {
    "Efua Eastwick": [
        "/welcome",
        "/account",
        "/account/organisation",
        "/account/sessions",
        "/account/passkeys",
        "/account/data",
        "/account/data/export",
        "/account/data/erase",
        "/peers?org=RGT",
    ],
    "Amara Ashdown": [
        "/welcome",
        "/account",
        "/account/organisation",
        "/account/organisation?done=asked",
        "/account/profile",
        "/account/profile?done=saved",
        "/account/pause",
        "/account/data/erase",
        "/organisations/RGT",
        "/organisations/RGT/lead",
        "/organisations/RGT/systems",
        "/organisations/RGT/systems/history",
        "/account/lessons",
        "/lessons/new",
        "/lessons/new/notes",
        "/lessons/{draft}/edit",
        "/lessons/{draft}/edit?step=2",
        "/lessons/{draft}/preview",
        "/lessons/{draft}/history",
        "/lessons/{draft}/delete",
        "/lessons/{blueprint}",
        "/lessons/{blueprint}/edit",
        "/lessons/{blueprint}/preview?as=relay",
        "/lessons/{blueprint}/history?version=2",
        "/lessons/{blueprint}/lineage",
        "/lessons/{blueprint}/attachments",
        "/technologies/epic-epic",
        "/functional-areas/epr",
        "/people",
        "/people?area=epr",
        "/people?q=zzzzzz",
        "/people/{Amara Ashdown}",
        "/people/{Bryn Holbeck}",
        "/people/{Carys Oakhurst}",
        "/peers",
        "/peers?org=RGT",
        "/account/lessons/uses",
        "/account/searches",
        "/account/searches?done=saved",
        "/search?q=epma",
        "/lessons/{published}/status",
        "/lessons/{draft}/status",
        "/lessons/{waits}/status?done=submitted",
        "/lessons/{waits}/decision",
        "/organisations/RGT/systems/{system}/error",
        "/organisations/RGT/systems/missing",
        "/account/errors",
        "/account/errors/{report}",
        "/account/errors/{report}?done=sent",
        "/account/systems-still-true",
    ],
    "Qasim Quill": [
        "/technologies/oracle-health-millennium",
        "/rooms",
        "/rooms/oracle-health-millennium",
        "/rooms/oracle-health-millennium/list",
        "/rooms/epic-epic",
    ],
    "Bryn Holbeck": [
        "/account/errors",
        "/account/errors/{report}",
        "/account/systems-still-true",
        "/account",
        "/account/organisation",
        "/organisations/RGT/members",
        "/organisations/RGT/members?done=named",
        "/",
        "/organisations/RGT",
        "/organisations/RGT/systems",
        "/organisations/RGT/systems?tick=all&done=ticked&confirmed=2&left=1",
        "/organisations/RGT/systems/new",
        "/organisations/RGT/systems/history",
        "/organisations/RGT/systems/{entry}",
        "/organisations/RGT/lead",
        "/requests",
        "/account/data/erase",
        "/lessons/review",
        "/lessons/{waits}/review",
        "/lessons/{published}/status",
        "/organisations/RGT/systems/import",
        "/organisations/RGT/systems/import/{import wrong}",
        "/organisations/RGT/systems/import/{import ready}",
        "/organisations/RGT/systems/import/{import failed}",
        "/organisations/RGT/systems/import/{import written}",
        "/organisations/RGT/systems/import/{import written}?done=undone",
    ],
    "Carys Oakhurst": [
        "/account",
        "/account/errors",
        "/account/systems-still-true",
        "/account/organisation",
        "/requests",
        "/lessons/{published}/use",
    ],
    "Deepak Vantongeren": [
        "/about/roles",
        "/account/organisation",
        "/organisations/RGT/members",
        "/organisations/RAL/members",
        "/requests",
        "/administration",
        "/administration/people",
        "/administration/people?q=zzzzzz",
        "/administration/people/{Amara Ashdown}",
        "/administration/people/{Deepak Vantongeren}",
        "/administration/proposals",
        "/organisations/RAL/systems",
        "/administration/domains",
        "/administration/domains?done=added",
        "/administration/domains/nhs.net",
        "/administration/domains/nhs.net/remove",
        "/administration/vocabularies",
        "/administration/vocabularies/functional-areas",
        "/administration/vocabularies/products",
        "/administration/vocabularies/suppliers",
        "/administration/vocabularies/themes",
        "/administration/vocabularies/roles",
        "/administration/vocabularies/products/{product}",
        "/administration/vocabularies/products/{product}/merge?into={other product}",
        "/administration/vocabularies/suppliers/{supplier}",
        "/administration/mergers",
        "/administration/mergers?done=merged",
        "/administration/mergers/new",
        "/administration/mergers/new?gone=RJ1&into=RGT",
        "/administration/organisations/RGT/icb",
        "/administration/audit",
        "/administration/audit?event=zzz",
        "/administration/audit/check",
        "/administration/concerns",
        "/administration/concerns?state=closed",
        "/administration/concerns/TEST-0",
        "/administration/settings",
        "/administration/mail",
        "/coverage",
        "/coverage?by=icb",
        "/coverage/organisations?known=public",
        "/coverage/organisations?known=lapsed",
        "/lessons/review",
        "/lessons/{published}/status",
        "/lessons/{published}/purge",
        "/still-true/{still true}",
        "/still-true/{still true}?done=confirmed",
        "/systems-still-true/{systems link}",
        "/systems-still-true/{systems link}?done=saved",
    ],
}


def addresses(demonstration, name):
    ids = demonstration.ids
    return [re.sub(r"\{([^}]+)\}", lambda found: str(ids[found[1]]), page) for page in PAGES[name]]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_they_are_accessible_and_fit(looked_at, chromium, name, width):
    context = looked_at.browser_of(chromium, name, viewport={"width": width, "height": 900})
    with watching(context) as page:
        for path in addresses(looked_at, name):
            assert page.goto(path).status == 200, path
            results = Axe().run(page, options=AXE)
            assert results.violations_count == 0, f"{path}: {results.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate("window.violations") == [], path
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_they_are_valid_html_and_lead_nowhere_that_is_not_there(looked_at, chromium, name, tmp_path):
    context = looked_at.browser_of(chromium, name)
    seen = {}
    for number, path in enumerate(addresses(looked_at, name)):
        html = context.request.get(path).text()
        (tmp_path / f"{number:02}.html").write_text(html)
        for link in re.findall(r'href="(/[^"#]*)', html):
            url = link.replace("&amp;", "&")
            if url not in seen:
                seen[url] = context.request.get(url).status
    assert {url: status for url, status in seen.items() if status != 200} == {}
    assert html_errors(tmp_path) == ""
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_they_read_without_scripts(looked_at, chromium, name):
    context = looked_at.browser_of(chromium, name, java_script_enabled=False)
    page = context.new_page()
    for path in addresses(looked_at, name):
        page.goto(path)
        assert page.locator("h1").count() == 1, path
        assert page.locator("main").inner_text().strip(), path
    context.close()

"""Every page, in a real browser: accessible, valid, within its width, true to its security policy."""

import re
import urllib.error
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import iter_route_contexts

from exchange.app import create_app
from exchange.plumbing.settings import Settings
from tests.browser.checks import AXE, html_errors
from tests.browser.conftest import watching
from tests.browser.test_signed_in_pages import PAGES as SIGNED_IN

pytestmark = pytest.mark.browser

# At least one example of every page; empty states and refusals among them.
PAGES = [
    "/",
    "/about",
    "/about/data",
    "/accessibility",
    "/privacy",
    "/api/docs",
    "/lessons",
    "/lessons?q=discharge+letters&outcome=did+not+work",
    "/lessons?q=zzzzzz",
    "/lessons?organisation=RRK&page=9",
    "/lessons/building-clot-prevention-rules-into-prescribing-did-far-more-than-feedback-to-do-d2cc41",
    "/lessons/no-such-lesson",
    "/organisations",
    "/organisations?q=leics+partnership",
    "/organisations?q=zzzzzz",
    "/organisations?region=Y61&type=acute&page=2",
    "/organisations/RGT",
    "/organisations/K0N6A",
    "/organisations/NOBODY",
    "/technologies",
    "/technologies?q=cerner",
    "/technologies?q=zzzzzz",
    "/technologies/epic-epic",
    "/technologies/oracle-health-millennium?org=RHQ",
    "/technologies/oracle-health-millennium?org=zzzzzz",
    "/rooms/oracle-health-millennium",
    "/coverage",
    "/technologies/no-such-product",
    "/functional-areas/epr",
    "/functional-areas/dental",
    "/suppliers/oracle-health",
    "/search",
    "/search?q=cerner",
    "/search?q=ambulanse+dispatch",
    "/search?q=zzzzzz",
    "/peers",
    "/peers?org=RGT",
    "/peers?org=RGT&area=epma&nearby=0",
    "/peers?org=zzzzzz",
    "/peers?org=RGT&nearby=0&same_systems=0&a_step_ahead=0&shared_direction=0&similar_setting=0",
    "/peers?org=RGT&nearby=much",
    "/peers/RGT/RAJ",
    "/peers/RGT/RGT",
    "/sign-in",
    "/sign-in?done=signed-out",
    "/sign-in/check",
    "/sign-in/link",
    "/sign-in/openid/nobody",
    "/sign-in/openid/nobody/return",
    "/about/roles",
    "/account",
    "/people",
    "/administration",
    "/account/erased",
    "/account/data/export.json",
    "/concerns/new",
    "/concerns/sent",
    "/dev/mail",
    "/dev/mail/00000000-0000-0000-0000-000000000000",
    "/files/no-such-file",
    "/lessons/no-such-lesson/attachments/00000000-0000-0000-0000-000000000000",
    "/no-such-page",
]
REFUSED = {
    "/lessons/no-such-lesson": 404,
    "/organisations/NOBODY": 404,
    "/technologies/no-such-product": 404,
    "/no-such-page": 404,
    "/files/no-such-file": 404,
    "/lessons/no-such-lesson/attachments/00000000-0000-0000-0000-000000000000": 404,
    "/peers?org=RGT&nearby=much": 422,
    "/sign-in/openid/nobody": 404,
    "/sign-in/openid/nobody/return": 404,
    "/account": 401,
    "/rooms/oracle-health-millennium": 404,
    "/coverage": 401,
    "/people": 401,
    "/administration": 401,
    "/account/data/export.json": 401,
    "/dev/mail": 404,
    "/dev/mail/00000000-0000-0000-0000-000000000000": 404,
}


# Files, and a feed for other programs.
NO_PAGES = {
    "/static",
    "/assets",
    "/lessons/feed.atom",
    "/coverage.csv",
    "/coverage/organisations.csv",
    "/organisations/{ods_code}/systems/import/template.csv",
    "/organisations/{ods_code}/systems/import/template.xlsx",
}


def test_every_page_has_an_example():
    app = create_app(Settings(database_url="sqlite://"))
    html = [
        c.path
        for c in iter_route_contexts(app.routes)
        if "GET" in (getattr(c, "methods", None) or ()) and not c.path.startswith(("/api/v1", "/health/"))
    ]
    patterns = {path: re.sub(r"\{[^}]+\}", "[^/?]+", path) for path in html if path not in NO_PAGES}
    signed_in = [re.sub(r"\{[^}]+\}", "some-id", page) for pages in SIGNED_IN.values() for page in pages]
    examples = [page.partition("?")[0] for page in (*PAGES, *signed_in)]
    assert [p for p, pattern in patterns.items() if not any(re.fullmatch(pattern, e) for e in examples)] == []


@pytest.fixture(scope="module", params=[1280, 320])
def reader(request, chromium, service):
    """A browser of one width that goes from page to page."""
    context = chromium.new_context(base_url=service, viewport={"width": request.param, "height": 900})
    yield context
    context.close()


@pytest.fixture(scope="module")
def reader_without_scripts(chromium, service):
    context = chromium.new_context(base_url=service, java_script_enabled=False)
    yield context
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_it_is_accessible_and_fits(reader, path):
    with watching(reader) as page:
        assert page.goto(path).status == REFUSED.get(path, 200)
        results = Axe().run(page, options=AXE)
        assert results.violations_count == 0, results.generate_report()
        width = page.viewport_size["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_every_page_is_valid_html(service, tmp_path):
    for number, path in enumerate(PAGES):
        (tmp_path / f"{number:02}.html").write_bytes(_fetch(service + path))
    assert html_errors(tmp_path) == ""


@pytest.mark.parametrize("path", PAGES)
def test_it_reads_without_scripts(reader_without_scripts, path):
    page = reader_without_scripts.new_page()
    page.goto(path)
    assert page.locator("h1").count() == 1
    assert page.locator("main").inner_text().strip()
    page.close()


def test_there_are_no_dead_links(service):
    seen: dict[str, int] = {}
    for path in PAGES:
        for link in re.findall(r'href="(/[^"#]*)', _fetch(service + path).decode()):
            url = link.replace("&amp;", "&")
            if url not in seen:
                seen[url] = _status(service + url)
    assert len(seen) > 100
    # 401 leads to sign-in: the page is there.
    assert {url: status for url, status in seen.items() if status not in {200, 401}} == {}


def _fetch(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url) as response:
            return response.read()
    except urllib.error.HTTPError as refusal:
        return refusal.read()


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as response:
            return response.status
    except urllib.error.HTTPError as refusal:
        return refusal.code

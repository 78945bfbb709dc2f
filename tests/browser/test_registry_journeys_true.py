"""Journey A4 in a real browser: one mail a quarter by a real mail server, one page, a tick for each."""

import re
import socket
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlmodel import col, select

from exchange.deployments import letters
from exchange.migrations.running import ensure_schema
from exchange.plumbing.clock import today
from exchange.plumbing.database import make_engine, reading, writing
from exchange.plumbing.settings import Settings
from exchange.technologies.models import Deployment
from exchange.working import desk_for, do_daily, send_due
from tests.browser.checks import AXE
from tests.browser.conftest import watching
from tests.browser.test_people_journeys import Recorded
from tests.deployments import true_cast
from tests.mail.conftest import MailServer, OwnController
from tests.serving import serving

pytestmark = pytest.mark.browser

SYSTEMS = 20
MOST_CLICKS_FOR_ALL = 4
MOST_SECONDS = 240  # the target of journey A4


@dataclass
class Trust:
    """A trust whose lead was asked about twenty systems, by a mail that a real server has taken."""

    engine: object
    address: str
    link: str
    subject: str
    ids: list[UUID]

    def confirmed_today(self):
        """How many systems are confirmed as of today."""
        with reading(self.engine) as session:
            found = select(Deployment.id).where(col(Deployment.confirmed_on) == today())
            return len(session.exec(found).all())


@pytest.fixture
def mail_server():
    """A real mail server, which keeps what it takes."""
    server = MailServer()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server.port = listener.getsockname()[1]
    controller = OwnController(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def trust(tmp_path, mail_server):
    url = f"sqlite:///{tmp_path / 'exchange.db'}"
    engine = make_engine(url)
    ensure_schema(engine)
    with writing(engine) as session, session.begin():
        cast = true_cast.build(session)
        ids = [cast.system(f"System {number:02}", days=100).id for number in range(SYSTEMS)]
    with serving(url) as address:
        smtp = {"smtp_url": f"smtp://127.0.0.1:{mail_server.port}", "mail_from": "no-reply@exchange.test"}
        settings = Settings(database_url=url, base_url=address, mail_folder=str(tmp_path / "mail"), **smtp)
        do_daily(engine, settings)
        send_due(desk_for(engine, settings), threading.Event())
        (taken,) = mail_server.taken
        assert taken.rcpt_tos == ["kim.lead@nhs.net"]
        message = message_from_bytes(taken.content, policy=default)
        link = re.search(rf"{address}(/systems-still-true/\S+)", message.get_content())[1]
        yield Trust(engine, address, link, message["Subject"], ids)
    engine.dispose()


def test_a4_twenty_systems_are_answered_for_in_a_few_clicks_without_signing_in(trust, chromium):
    assert trust.subject == letters.STILL_TRUE and "Northfield" not in trust.subject
    kim = Recorded(chromium.new_context(base_url=trust.address))
    begun = time.monotonic()
    with watching(kim.context) as page:
        page.goto(trust.link)
        expect(page.get_by_role("heading", level=1)).to_contain_text("still true?")
        expect(page.get_by_role("group", name=re.compile("System"))).to_have_count(SYSTEMS)
        assert page.locator("input[value='']:checked").count() == SYSTEMS
        assert trust.confirmed_today() == 0
        page.get_by_role("group", name=re.compile("System 03")).get_by_label("Changed").check()
        page.get_by_role("group", name=re.compile("System 05")).get_by_label("Not sure").check()
        page.get_by_role("group", name=re.compile("System 05")).get_by_label("No answer").check()
        page.get_by_role("button", name="All are still true except those I marked").click()
        expect(page.get_by_role("alert", name="Success")).to_contain_text("Saved. Thank you")
        expect(page.locator("main")).to_contain_text("1 system still waits")
    clicks = kim.clicks + 1  # the link in the mail
    print(f"A4: {SYSTEMS} systems, {clicks} clicks, {time.monotonic() - begun:.1f} seconds")
    assert clicks <= MOST_CLICKS_FOR_ALL + 1 and time.monotonic() - begun < MOST_SECONDS
    assert trust.confirmed_today() == SYSTEMS - 1
    assert kim.context.cookies() == []
    kim.context.close()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a4_each_of_twenty_can_be_ticked_and_all_are_saved_at_once(trust, chromium, has_scripts):
    context = chromium.new_context(base_url=trust.address, java_script_enabled=has_scripts)
    page = context.new_page()
    begun = time.monotonic()
    page.goto(trust.link)
    groups = page.get_by_role("group", name=re.compile("System"))
    for number in range(SYSTEMS):
        groups.nth(number).get_by_label("Still true").check()
    assert trust.confirmed_today() == 0
    page.get_by_role("button", name="Save what I marked").click()
    expect(page.get_by_role("alert")).to_contain_text("there is nothing else to do")
    print(f"A4, each: {SYSTEMS + 2} clicks, {time.monotonic() - begun:.1f} seconds, scripts {has_scripts}")
    assert trust.confirmed_today() == SYSTEMS
    context.close()


def test_a4_the_press_for_all_works_without_scripts_and_leaves_what_is_marked(trust, chromium):
    context = chromium.new_context(base_url=trust.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(trust.link)
    page.get_by_role("group", name=re.compile("System 07")).get_by_label("Wrong").check()
    page.get_by_role("button", name="All are still true except those I marked").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing else to do")
    expect(page.locator("main")).to_contain_text("wrong, and removed from the list")
    assert trust.confirmed_today() == SYSTEMS - 1
    context.close()


def test_a4_the_enter_key_saves_no_more_than_what_is_marked(trust, chromium):
    context = chromium.new_context(base_url=trust.address)
    page = context.new_page()
    page.goto(trust.link)
    page.get_by_role("group", name=re.compile("System 00")).get_by_label("Still true").check()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert", name="Success")).to_contain_text("Saved")
    assert trust.confirmed_today() == 1
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_a4_the_page_is_accessible_and_fits_before_and_after(trust, chromium, width, tmp_path):
    context = chromium.new_context(base_url=trust.address, viewport={"width": width, "height": 900})
    with watching(context) as page:
        page.goto(trust.link)
        _check(page, width)
        page.get_by_role("button", name="Save what I marked").click()
        expect(page.get_by_role("alert")).to_contain_text("Mark at least one system")
        _check(page, width)
        page.get_by_role("group", name=re.compile("System 03")).get_by_label("Wrong").check()
        page.get_by_role("button", name="All are still true").click()
        expect(page.get_by_role("alert", name="Success")).to_be_visible()
        _check(page, width)
    context.close()


def test_a4_a_link_that_is_too_old_or_altered_leads_on(trust, chromium):
    context = chromium.new_context(base_url=trust.address)
    page = context.new_page()
    assert page.goto(f"{trust.link[:-3]}xyz").status == 404
    expect(page.locator("main")).to_contain_text("This link is not valid")
    context.close()


def _check(page, width):
    results = Axe().run(page, options=AXE)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

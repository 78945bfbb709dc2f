"""Journeys S1, A1 and S10: joining, leading and leaving, in a real browser with the mail that is sent."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import watching

pytestmark = pytest.mark.browser

COUNT_CLICKS = """
window.addEventListener('click', (e) => { if (e.isTrusted && e.detail) window.countClick(); }, true);
"""


class Recorded:
    """A browser that counts the clicks in its pages."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.clicks = context, 0
        context.expose_function("countClick", self._count)
        context.add_init_script(COUNT_CLICKS)

    def _count(self) -> None:
        self.clicks += 1


@pytest.fixture
def newcomer(demonstration, chromium):
    """The browser of somebody who was never here."""
    context = demonstration.browser_of(chromium, "")
    yield Recorded(context)
    context.close()


def newest_message(context: BrowserContext, subject: str) -> Page:
    """The newest mail of that subject, once the worker has sent it."""
    page = context.new_page()
    for _ in range(60):
        page.goto("/dev/mail")
        link = page.locator("main").get_by_role("link", name=subject)
        if link.count():
            page.goto(link.first.get_attribute("href"))
            return page
        page.wait_for_timeout(250)
    raise AssertionError(f"No mail '{subject}' within 15 seconds")


def sign_in_by_mail(context: BrowserContext, address: str) -> Page:
    """Sign in with what the mail says; the only thing typed is the address."""
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Your work e-mail address").fill(address)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/sign-in/check"))
    page.close()
    page = newest_message(context, "Sign in to Exchange")
    page.locator("main a[href*='/sign-in/link']").click()
    page.get_by_role("button", name="Continue").click()
    return page


def test_s1_a_newcomer_sees_five_peers_with_reasons_after_four_clicks_and_one_address(newcomer):
    page = sign_in_by_mail(newcomer.context, "ana.example@uclh.nhs.uk")
    expect(page.get_by_role("radio", name="University College London Hospitals")).to_be_checked()
    expect(page.get_by_label("Your name")).to_have_value("Ana Example")
    page.get_by_label("Your role").focus()
    page.keyboard.type("Chief nursing")
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".kx-peers__item")).to_have_count(5)
    expect(page.locator(".kx-peers__item p").first).to_have_text(re.compile(r"\w{2,}.*\."))
    assert newcomer.clicks <= 4
    page.goto("/account/data/export")
    expect(page.locator("main")).to_contain_text("hief nursing")


def test_a1_a_lead_claims_an_organisation_and_sees_its_checklist(newcomer, demonstration, chromium):
    page = sign_in_by_mail(newcomer.context, "ana.example@kch.nhs.uk")
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("link", name=re.compile("Look after your organisation")).click()
    page.get_by_role("button", name="Ask to be knowledge lead").click()
    expect(page.get_by_role("heading", name=re.compile("^Checklist for King"))).to_be_visible()
    assert newcomer.clicks <= 6
    administrator = demonstration.browser_of(chromium, "Deepak Vantongeren")
    with watching(administrator) as deciding:
        deciding.goto("/requests")
        asks = deciding.locator("section", has_text="asks to be knowledge lead of King's College")
        asks.get_by_role("button", name="Approve Ana Example").click()
        expect(deciding.get_by_role("alert", name="Success")).to_contain_text("Approved")
    administrator.close()
    newest_message(newcomer.context, "Your rights in Exchange have changed").close()
    page.reload()
    expect(page.locator("main")).to_contain_text("You are a knowledge lead of this organisation")
    page.get_by_role("link", name="Members, and who asks to join").click()
    expect(page.get_by_role("link", name="Ana Example").last).to_be_visible()


def seen_of_amara(page: Page) -> dict[str, bool]:
    """Where somebody else sees her."""
    seen = {}
    for path in (
        "/people?q=Amara",
        "/organisations/RGT",
        "/functional-areas/epma",
        "/peers?org=RJ1&area=epma",
        "/api/v1/people?q=Amara",
    ):
        page.goto(path)
        seen[path] = "Amara Ashdown" in page.locator("body").inner_text()
    return seen


@pytest.mark.parametrize("way", ["pauses", "moves", "leaves", "erases"])
def test_s10_whoever_pauses_moves_leaves_or_erases_is_gone_everywhere_at_once(demonstration, chromium, way):
    amara = demonstration.browser_of(chromium, "Amara Ashdown")
    other = demonstration.browser_of(chromium, "Carys Oakhurst")
    theirs, page = other.new_page(), amara.new_page()
    before = seen_of_amara(theirs)
    assert before["/people?q=Amara"] and before["/organisations/RGT"]
    go_away(page, way)
    assert not any(seen_of_amara(theirs).values())
    if way in {"moves", "leaves"}:
        assert page.goto("/people").status == 403
    if way == "erases":
        assert page.goto("/account").status == 401
    theirs.goto(f"/people/{demonstration.ids['Amara Ashdown']}")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Page not found")
    amara.close()
    other.close()


def go_away(page: Page, way: str) -> None:
    if way == "pauses":
        page.goto("/account/pause")
        page.get_by_role("button", name="Pause").click()
        expect(page.locator("main")).to_contain_text("You have paused")
    elif way == "moves":
        page.goto("/account/organisation")
        page.get_by_label("Where you work now").fill("King's College Hospital NHS Foundation Trust")
        page.get_by_role("button", name="Ask to join").click()
        expect(page.locator("main")).to_contain_text("You asked to join King's College Hospital")
    elif way == "leaves":
        page.goto("/account/organisation")
        page.get_by_role("button", name=re.compile("^Leave ")).click()
        expect(page.locator("main")).to_contain_text("You have left")
    else:
        page.goto("/account/data/erase")
        page.get_by_label("I want to erase my account").check()
        page.get_by_role("button", name="Erase my account").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("erased")


def test_somebody_made_up_is_one_press_away(demonstration, chromium):
    context = demonstration.browser_of(chromium, "")
    with watching(context) as page:
        page.goto("/sign-in")
        page.get_by_role("button", name="Be Amara Ashdown").click()
        expect(page.get_by_role("link", name="Amara Ashdown")).to_be_visible()
        expect(page.get_by_role("region", name="Demonstration")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator("main")).to_contain_text("You have signed out on this device")
    context.close()

"""What people come to do, done in a real browser: by mouse, by keyboard, without scripts, on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def without_scripts(chromium, service):
    """A page of a browser with scripts switched off."""
    context = chromium.new_context(base_url=service, java_script_enabled=False)
    yield context.new_page()
    context.close()


def reasons(page: Page) -> str:
    return page.locator("#peer_list .kx-parts").first.inner_text()


def test_a_newcomer_finds_peers_with_reasons_from_the_first_page(watched):
    watched.goto("/")
    watched.get_by_label("Your organisation").fill("UCLH")
    watched.get_by_role("button", name="Find peers").click()
    expect(watched.get_by_role("heading", level=1)).to_contain_text("University College London Hospitals")
    expect(watched.locator(".kx-peers__item")).to_have_count(10)
    expect(watched.locator(".kx-parts").first).to_contain_text(re.compile("km away|Both"))


def test_from_a_product_to_somebody_a_step_ahead_in_five_clicks(watched):
    watched.goto("/technologies/epic-epic")
    watched.get_by_label("Your organisation").fill("RDE")
    watched.get_by_role("button", name="Show who to ask").click()
    expect(watched).to_have_url(re.compile("org=RDE"))
    expect(watched.locator("#ahead + ul li").first).to_contain_text("while you are")
    watched.get_by_role("link", name=re.compile("^Who is like")).click()
    expect(watched).to_have_url(re.compile("org=RDE.*area=epr"))
    watched.get_by_role("link", name=re.compile("Compare in detail")).first.click()
    expect(watched.get_by_role("heading", name="What each can get from the other")).to_be_visible()


def test_search_follows_typing_with_one_request_and_says_what_it_found(watched):
    watched.goto("/organisations")
    asked = []
    watched.on("request", lambda r: asked.append(r.url) if r.headers.get("hx-request") else None)
    watched.locator("#q").press_sequentially("leics partnership", delay=15)
    expect(watched.locator("#results")).to_contain_text("Leicestershire Partnership NHS Trust")
    expect(watched.get_by_role("status").first).to_contain_text("organisation")
    expect(watched).to_have_url(re.compile("q=leics"))
    assert len(asked) == 1
    watched.go_back()
    expect(watched.locator("#count")).to_contain_text("202")


def test_a_slider_moved_by_keyboard_changes_list_and_address(watched):
    watched.goto("/peers?org=RGT")
    assert "Nearby" in reasons(watched)
    watched.get_by_label("Nearby").focus()
    watched.keyboard.press("Home")
    expect(watched).to_have_url(re.compile("nearby=0"))
    expect(watched.locator("#peer_list")).not_to_contain_text("Nearby:")
    watched.get_by_role("link", name="Reset to the standard weights").click()
    expect(watched.locator("#peer_list")).to_contain_text("Nearby:")


def test_weights_and_areas_work_without_scripts(without_scripts):
    page = without_scripts
    page.goto("/peers?org=RGT")
    page.get_by_label("For this area").select_option("epr")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("area=epr"))
    expect(page.locator("#peer_list")).to_contain_text("EPR")


def test_the_keyboard_reaches_everything_and_is_seen_to(watched):
    watched.goto("/peers?org=RGT")
    watched.keyboard.press("Tab")
    expect(watched.locator(".nhsuk-skip-link")).to_be_focused()
    watched.keyboard.press("Enter")
    seen = []
    for _ in range(70):
        watched.keyboard.press("Tab")
        focused = watched.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.tagName, e.id || e.textContent.trim().slice(0, 40), e.getClientRects().length > 0,"
            " s.outlineStyle !== 'none' || s.boxShadow !== 'none'] }"
        )
        if focused[0] != "BODY":  # past the last link, on the way round
            seen.append(focused)
    assert [each for each in seen if not (each[2] and each[3])] == []
    names = [name for _tag, name, *_ in seen]
    for slider in ("nearby", "same_systems", "a_step_ahead", "shared_direction", "similar_setting"):
        assert slider in names
    assert names.index("area") < names.index("nearby") < names.index("similar_setting")


def test_old_codes_and_former_names_lead_to_today_and_say_so(watched):
    watched.goto("/suppliers/cerner")
    expect(watched.get_by_role("heading", level=1)).to_contain_text("Oracle Health")
    expect(watched.locator("main")).to_contain_text("Cerner")
    watched.goto("/organisations/RW6")
    expect(watched.locator("main")).to_contain_text("RW6")
    expect(watched.get_by_role("heading", level=1)).to_contain_text("NHS Foundation Trust")


@pytest.mark.parametrize(
    "path",
    ["/peers?org=zzzzzz", "/organisations?q=zzzzzz", "/technologies?q=zzzzzz", "/functional-areas/dental"],
)
def test_an_empty_state_offers_at_least_two_ways_on(watched, path):
    watched.goto(path)
    assert watched.locator("main a[href], main form").count() >= 2


def test_what_was_typed_is_kept_when_it_cannot_be_used(watched):
    watched.goto("/peers?org=RGT&nearby=much&same_systems=40")
    expect(watched.get_by_role("alert")).to_contain_text("There is a problem")
    expect(watched.get_by_label("Nearby")).to_have_value("much")
    expect(watched.get_by_label("Same systems")).to_have_value("40")


def test_the_printed_list_keeps_reasons_and_leaves_out_the_controls(watched):
    watched.goto("/peers?org=RGT")
    watched.emulate_media(media="print")
    expect(watched.locator(".kx-parts").first).to_be_visible()
    for control in ("#area", "nav[aria-label=Menu]", ".nhsuk-header__search"):
        expect(watched.locator(control)).to_be_hidden()

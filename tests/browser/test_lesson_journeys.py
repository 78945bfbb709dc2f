"""Journey S6: sharing a lesson, with everything that may come between, in a real browser."""

import re
from urllib.parse import quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.checks import AXE, html_errors
from tests.browser.conftest import watching

pytestmark = pytest.mark.browser

WRITTEN = {
    "Title": "Scan every ward before the go-live",
    "What we did": "We walked every ward with a trolley.",
    "What happened": "Forty bays had no signal.",
    "Ask us about": "the list of bays",
}
NHS_NUMBER = "999 000 0018"


def begin(page: Page) -> str:
    """Begin a draft and return the address of its form."""
    page.goto("/account")
    page.get_by_role("link", name="share what you learned").click()
    page.get_by_role("button", name="Start writing").click()
    return page.url


def fill_in(page: Page) -> int:
    """Fill in what is needed and return how many things that were."""
    for label, text in WRITTEN.items():
        page.get_by_label(label).fill(text)
    page.get_by_label("Electronic patient record").first.check()
    page.get_by_label("It worked").check()
    return len(WRITTEN) + 2


def check_accessible(page: Page, width: int, path: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path)
    results = Axe().run(page, options=AXE)
    assert results.violations_count == 0, f"{path}: {results.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_s6_a_lesson_is_shared_with_six_inputs(written_in, chromium, has_scripts):
    context = written_in.browser_of(chromium, "Amara Ashdown", java_script_enabled=has_scripts)
    with context.new_page() if not has_scripts else watching(context) as page:
        form = begin(page)
        assert fill_in(page) <= 6
        if has_scripts:
            expect(page.get_by_role("status").filter(has_text="Saved at")).to_be_visible()
        else:
            page.get_by_role("button", name="Save draft").click()
            expect(page.get_by_role("alert")).to_contain_text("Saved")
        page.goto(form)
        for label, text in WRITTEN.items():
            expect(page.get_by_label(label)).to_have_value(text)
        expect(page.get_by_label("It worked")).to_be_checked()
        page.get_by_role("button", name="Save and preview").click()
        expect(page.get_by_role("heading", name=WRITTEN["Title"])).to_be_visible()
        expect(page.locator("main")).to_contain_text("Ask Amara Ashdown at Cambridge")
        page.get_by_role("link", name="By relay").click()
        expect(page.locator("main")).to_contain_text("An organisation that is not named")
        page.get_by_role("button", name="Submit").click()
        expect(page).to_have_url(re.compile("status.done=submitted"))
    context.close()


def test_text_that_the_service_never_got_comes_back(written_in, chromium):
    context = written_in.browser_of(chromium, "Amara Ashdown")
    page = context.new_page()
    form = begin(page)
    page.wait_for_load_state("load")  # a browser that is offline gets no scripts
    context.set_offline(True)
    page.get_by_label("What happened").press_sequentially("Typed while the service was away")
    page.get_by_label("Partly").check()
    expect(page.get_by_role("status")).to_contain_text("Not saved yet")
    page.close()
    context.set_offline(False)
    with watching(context) as page:
        page.goto(form)
        expect(page.get_by_label("What happened")).to_have_value("")
        page.get_by_role("button", name="Put it back").click()
        expect(page.get_by_label("What happened")).to_have_value("Typed while the service was away")
        expect(page.get_by_role("status")).to_contain_text("Saved at")
        assert page.evaluate("localStorage.length") == 0
        page.reload()
        expect(page.get_by_label("Partly")).to_be_checked()
        expect(page.get_by_role("button", name="Put it back")).to_be_hidden()
    context.close()


def test_a_tab_that_is_closed_in_the_middle_of_a_word_loses_nothing(written_in, chromium):
    context = written_in.browser_of(chromium, "Amara Ashdown")
    page = context.new_page()
    form = begin(page)
    page.wait_for_load_state("load")
    page.get_by_label("Title").press_sequentially("Half a sente")
    page.close(run_before_unload=True)
    page = context.new_page()
    page.goto(form)
    back = page.get_by_role("button", name="Put it back")
    if page.get_by_label("Title").input_value() == "" and back.is_visible():
        back.click()
    expect(page.get_by_label("Title")).to_have_value("Half a sente")
    context.close()


def test_whoever_is_signed_out_meanwhile_signs_in_again_and_goes_on(written_in, chromium):
    context = written_in.browser_of(chromium, "Amara Ashdown")
    page = context.new_page()
    form = begin(page)
    context.clear_cookies()
    page.get_by_label("What we did").fill("Written after the session had ended")
    expect(page.get_by_role("status")).to_contain_text("You have been signed out")
    again = page.get_by_role("link", name="Sign in again").get_attribute("href")
    assert again == f"/sign-in?next={quote(urlsplit(form).path, safe='')}"
    ours = {"Sec-Fetch-Site": "same-origin"}
    path = f"/sign-in/as/{written_in.ids['Amara Ashdown']}"
    assert context.request.post(path, headers=ours).status == 200
    page.goto(form)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("What we did")).to_have_value("Written after the session had ended")
    expect(page.get_by_role("status")).to_contain_text("Saved at")
    context.close()


def test_what_is_written_before_the_script_has_come_is_saved(written_in, chromium):
    context = written_in.browser_of(chromium, "Amara Ashdown")
    page, held = context.new_page(), []
    page.route(re.compile(r"/writing[^/]*\.js"), lambda route, _request: held.append(route))
    begin(page)
    page.get_by_label("What happened").fill("Written at once")
    assert len(held) == 1
    held[0].continue_()
    expect(page.get_by_role("status")).to_contain_text("Saved at")
    context.close()


def test_a_browser_keeps_no_nhs_number_and_says_where_it_stands(written_in, chromium):
    context = written_in.browser_of(chromium, "Amara Ashdown")
    page = context.new_page()
    begin(page)
    box, status = page.get_by_label("What happened"), page.get_by_role("status")
    wide = "\uff19\uff19\uff19 \u0660\u0660\u0660 0018"
    for text in (NHS_NUMBER, "9990000018", "999-000-0018", "999.000.0018", wide, "9 9 9 0 0 0 0 0 1 8"):
        box.fill(f"Patient {text} fell")
        expect(status).to_contain_text("“What happened” holds what looks like an NHS number")
        assert page.evaluate("localStorage.length") == 0
        expect(box).to_have_value(f"Patient {text} fell")
        box.fill("A patient fell" + text[:2])
        expect(status).to_contain_text("Saved at")
    context.close()


def test_two_windows_are_told_of_each_other_and_show_both_texts(written_in, chromium):
    context = written_in.browser_of(chromium, "Amara Ashdown")
    first, second = context.new_page(), context.new_page()
    form = begin(first)
    second.goto(form)
    first.get_by_label("What happened").fill("In the first window")
    expect(first.get_by_role("status")).to_contain_text("Saved at")
    second.get_by_label("What happened").fill("In the second window")
    expect(second.get_by_role("status")).to_contain_text("has changed since")
    second.get_by_role("button", name="Save draft").click()
    both = second.get_by_role("region", name="Saved meanwhile, and typed by you")
    expect(both).to_contain_text("In the first window")
    expect(both).to_contain_text("In the second window")
    second.get_by_role("button", name="Save draft").click()
    second.goto(form)
    expect(second.get_by_label("What happened")).to_have_value("In the second window")
    context.close()


def test_a_blueprint_is_written_step_by_step(written_in, chromium):
    context = written_in.browser_of(chromium, "Amara Ashdown")
    with watching(context) as page:
        page.goto("/lessons/new")
        page.get_by_label("A blueprint").check()
        page.get_by_role("button", name="Start writing").click()
        page.get_by_role("link", name="take it step by step").click()
        page.get_by_label("Title").fill("Ten steps")
        page.get_by_role("button", name="Save and go on").click()
        page.get_by_label("Steps (optional)").fill("1. Walk")
        page.get_by_role("button", name="Save and go on").click()
        page.get_by_label("Partly").check()
        page.get_by_role("link", name="Show all on one page").click()
        expect(page.get_by_label("Steps (optional)")).to_have_value("1. Walk")
        expect(page.get_by_label("Title")).to_have_value("Ten steps")
        expect(page.get_by_label("Partly")).to_be_checked()
    context.close()


def test_the_pages_of_a_draft_are_accessible_fit_and_are_valid(written_in, chromium, tmp_path):
    context = written_in.browser_of(chromium, "Amara Ashdown")
    with watching(context) as page:
        form = begin(page)
        fill_in(page)
        page.get_by_label("What happened").fill("Mr Smith, DOB 1/2/1950, was moved")
        page.get_by_role("button", name="Save and preview").click()
        expect(page.get_by_role("heading", name="Preview")).to_be_visible()
        address = form.removesuffix("/edit")
        paths = [form, f"{form}?done=saved", *(f"{form}?step={number}" for number in (1, 2, 3, 4))]
        paths += [f"{address}/{each}" for each in ("preview", "preview?as=public", "history", "lineage")]
        paths += [f"{address}/{each}" for each in ("attachments", "delete")]
        paths += ["/lessons/new", "/lessons/new/notes", "/account/lessons"]
        for width in (1280, 320):
            for path in paths:
                check_accessible(page, width, path)
        for number, path in enumerate(paths):
            (tmp_path / f"{number:02}.html").write_text(context.request.get(path).text())
        assert html_errors(tmp_path) == ""
    context.close()

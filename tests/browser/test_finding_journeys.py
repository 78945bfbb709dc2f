"""Journeys S3 and S4: a lesson found in one's own words, and whom to ask about it, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_s3_a_lesson_is_found_in_ones_own_words_in_two_clicks_and_leads_on(watched):
    watched.goto("/")
    search = watched.get_by_role("search").first
    search.get_by_role("searchbox").fill("letters from the hospital never reached the GP")
    search.get_by_role("button").click()
    first = watched.locator("main .kx-list__name a").first
    title = first.inner_text()
    first.click()
    expect(watched.get_by_role("heading", level=1)).to_have_text(title)
    main = watched.locator("main")
    expect(main).to_contain_text(re.compile("letter|document", re.IGNORECASE))
    expect(main.get_by_role("heading", name="Ask about this")).to_be_visible()
    expect(main).to_contain_text(re.compile("Related lessons|It went differently elsewhere|The step before"))


def test_s3_filters_narrow_the_list_and_come_off_again(watched):
    watched.goto("/lessons?q=letters")
    before = watched.locator("#count").inner_text()
    watched.get_by_label("How it went").select_option("did not work")
    expect(watched).to_have_url(re.compile("outcome=did"))
    expect(watched.locator("#count")).not_to_have_text(before)
    watched.get_by_role("link", name=re.compile("Remove filter.*How it went")).click()
    expect(watched.locator("#count")).to_have_text(before)


def test_s4_from_a_lesson_to_the_person_who_can_be_asked_in_one_click(looked_at, chromium):
    context = looked_at.browser_of(chromium, "Carys Oakhurst")
    page = context.new_page()
    page.goto(f"/lessons/{looked_at.ids['published']}")
    expect(page.locator("main")).to_contain_text("Ask Amara Ashdown at Cambridge University Hospitals")
    page.get_by_role("link", name="What to ask Amara Ashdown").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amara Ashdown")
    context.close()

"""Journeys A5 and A6 around a lesson, and the press that says it is still true, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import watching
from tests.browser.test_people_journeys import Recorded, newest_message

pytestmark = pytest.mark.browser


def test_a5_a_lead_reviews_a_lesson_beside_its_original_in_four_clicks(demonstration, chromium):
    amara = demonstration.browser_of(chromium, "Amara Ashdown")
    draft = demonstration.ids["draft"]
    with watching(amara) as page:
        page.goto(f"/lessons/{draft}/status")
        page.get_by_role("button", name="Submit").click()
        expect(page.get_by_role("alert", name="Success")).to_contain_text("submitted")
    bryn = Recorded(demonstration.browser_of(chromium, "Bryn Holbeck"))
    review = newest_message(bryn.context, "A lesson waits for you in Exchange")
    review.locator("main a[href*='/review']").click()
    main = review.locator("main")
    expect(review.get_by_role("heading", level=1)).to_have_text("Review: Printers")
    expect(main).to_contain_text("The title says little")
    expect(main).to_contain_text("names Epic")
    review.get_by_role("link", name=re.compile("The title says little")).click()
    review.get_by_label("Title").fill("Set the default tray, or every label prints twice")
    expect(main).to_contain_text("Title, as submitted")
    review.get_by_role("button", name="Publish", exact=True).click()
    expect(review.get_by_role("alert", name="Success")).to_contain_text("published")
    assert bryn.clicks <= 4
    told = newest_message(amara, "Your lesson in Exchange")
    told.locator("main a[href*='/decision']").click()
    expect(told.locator("main")).to_contain_text("Printers")
    expect(told.locator("main")).to_contain_text("Set the default tray, or every label prints twice")
    amara.close()
    bryn.context.close()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_one_press_from_mail_says_that_a_lesson_is_still_true(demonstration, chromium, has_scripts):
    context = demonstration.browser_of(chromium, "", java_script_enabled=has_scripts)
    page = context.new_page()
    page.goto(f"/still-true/{demonstration.ids['still true']}")
    page.get_by_role("button", name="Still true").click()
    expect(page.get_by_role("alert")).to_contain_text("Thank you")
    context.close()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_another_organisation_says_what_it_made_of_a_lesson_and_its_author_sees_that(
    demonstration, chromium, has_scripts
):
    user = demonstration.browser_of(chromium, "Carys Oakhurst", java_script_enabled=has_scripts)
    page = user.new_page()
    page.goto(f"/lessons/{demonstration.ids['published']}")
    page.get_by_role("link", name="Say what your organisation made of it").click()
    page.get_by_label("adapted it", exact=False).check()
    page.get_by_label("What was different at your organisation?").fill("We had one pharmacist")
    page.get_by_role("button", name=re.compile("Say so|Change it")).click()
    expect(page.get_by_role("alert")).to_contain_text("Thank you")
    author = demonstration.browser_of(chromium, "Amara Ashdown")
    own = author.new_page()
    own.goto("/account/lessons/uses")
    expect(own.locator("main")).to_contain_text("We had one pharmacist")
    user.close()
    author.close()


def test_a6_whoever_leaves_hands_their_lessons_over(demonstration, chromium):
    amara = demonstration.browser_of(chromium, "Amara Ashdown")
    with watching(amara) as page:
        page.goto("/account/organisation")
        expect(page.locator("main")).to_contain_text("Your lessons stay with the organisation")
        page.get_by_role("button", name=re.compile("^Leave ")).click()
        expect(page.locator("main")).to_contain_text("You have left")
    other = demonstration.browser_of(chromium, "Carys Oakhurst")
    page = other.new_page()
    page.goto(f"/lessons/{demonstration.ids['published']}")
    expect(page.locator("main")).to_contain_text("the person who could be asked has left")
    expect(page.locator("main")).to_contain_text("Ask for the knowledge lead")
    bryn = demonstration.browser_of(chromium, "Bryn Holbeck")
    page = bryn.new_page()
    page.goto("/account/lessons/uses")
    expect(page.locator("main")).to_contain_text("Printers")
    for context in (amara, other, bryn):
        context.close()

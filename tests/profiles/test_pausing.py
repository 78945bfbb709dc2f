from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from exchange.people.models import Person
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.clock import now, today
from tests.examples import add_organisation, add_person

PAGE = "/account/pause"


def until(look, ana):
    return look(select(Person.paused_until).where(Person.id == ana.id))[0]


@pytest.mark.parametrize(("length", "days"), [("1 week", 7), ("4 weeks", 28)])
def test_a_pause_begins_with_one_press(browser, ana, look, length, days):
    response = browser.post(PAGE, data={"length": length, "until": ""})
    assert (response.status_code, response.headers["location"]) == (303, f"{PAGE}?done=paused")
    assert until(look, ana) == today() + timedelta(days=days)
    page = browser.get(response.headers["location"]).text
    assert "You have paused until the end of" in page and "Come back now" in page


def test_four_weeks_are_offered_first(browser):
    assert 'value="4 weeks" checked' in browser.get(PAGE).text


def test_a_pause_may_end_on_any_day_to_come(browser, ana, look):
    last = today() + timedelta(days=100)
    assert browser.post(PAGE, data={"length": "until a date", "until": last.isoformat()}).status_code == 303
    assert until(look, ana) == last


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("", "Enter the last day of the pause"),
        ("2020-01-01", "The day must be today or later"),
        ("2999-01-01", "The day must be within two years"),
        ("soon", "must be a real date"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(browser, ana, look, given, message):
    response = browser.post(PAGE, data={"length": "until a date", "until": given})
    assert response.status_code == 422 and message in response.text and 'href="#until"' in response.text
    assert until(look, ana) is None


def test_coming_back_is_at_once_and_both_are_audited(browser, ana, look):
    browser.post(PAGE, data={"length": "1 week"})
    response = browser.post(f"{PAGE}/resume")
    assert (response.status_code, response.headers["location"]) == (303, f"{PAGE}?done=resumed")
    assert until(look, ana) is None
    browser.post(f"{PAGE}/resume")
    events = look(select(AuditEntry.event).where(AuditEntry.subject == f"person:{ana.id}"))
    assert [each for each in events if each.startswith("person.")] == ["person.paused", "person.resumed"]


def test_who_pauses_is_found_by_nobody_and_comes_back_by_themselves(session, organisation, signed_in, ana):
    eli = add_person(session, "Eli Elsewhere", add_organisation(session, "RXB", "Other Trust"))
    ana.paused_until = today() + timedelta(days=3)
    other = signed_in(eli)
    assert "Ana Example" not in other.get("/people").text
    assert other.get(f"/people/{ana.id}").status_code == 404
    with time_machine.travel(now() + timedelta(days=4)):
        later = signed_in(eli)
        assert "Ana Example" in later.get("/people").text
        assert later.get(f"/people/{ana.id}").status_code == 200


def test_a_newcomer_cannot_pause(session, organisation, signed_in):
    browser = signed_in(add_person(session, "Nia New"))
    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE, data={"length": "1 week"}).status_code == 403

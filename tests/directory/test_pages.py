import html
from datetime import timedelta
from uuid import uuid4

import pytest

from exchange.people.models import Audience
from exchange.plumbing.clock import today
from tests.examples import add_person
from tests.profiles.world import add_interests


def test_the_list_is_for_members_of_staff(session, client, here, ana, signed_in):
    newcomer = signed_in(add_person(session, "Nia New"))
    for path in ("/people", f"/people/{ana.id}"):
        assert client.get(path).status_code == client.get(f"/api/v1{path}").status_code == 401
        assert newcomer.get(path).status_code == newcomer.get(f"/api/v1{path}").status_code == 403


def test_a_row_says_who_where_and_what_with(session, here, browser, ana):
    bea = add_person(session, "Bea Cover", here)
    ana.away_until, ana.cover_person_id, ana.is_demonstration = today(), bea.id, True
    session.commit()
    page = browser.get("/people").text
    assert "2 people" not in page and "3 people" in page
    assert f'<a href="/people/{ana.id}">Ana Example</a>' in page
    assert 'Digital midwife, <a href="/organisations/RXA">Northfield Trust</a>' in page
    assert "Can help with: Prescribing, Epic Hyperspace" in page
    assert f'Away until {today().day} {today():%B %Y}.</strong> Ask <a href="/people/{bea.id}">' in page
    assert page.count("Demonstration") == 1


def test_filters_in_use_are_shown_and_can_be_taken_off(browser):
    page = html.unescape(browser.get("/people?area=epma&role=chief+nurse&q=x").text)
    assert "Functional area: Prescribing" in page and "Role: chief nurse" in page
    assert 'href="/people?q=x&role=chief+nurse"' in page
    assert 'href="/people?q=x"' in page


def test_an_organisation_that_is_asked_for_by_its_code_is_named(browser):
    assert "Organisation: Northfield Trust" in browser.get("/people?organisation=rxa").text
    assert "Organisation: nobody" in browser.get("/people?organisation=nobody").text


def test_nobody_found_leaves_ways_on(browser):
    page = browser.get("/people?q=zzzzzz&region=Y61").text
    assert "Nobody can be found by “zzzzzz” with these filters" in page
    for way in ("/people?q=zzzzzz", "/people", "/peers", "/account/profile"):
        assert f'<a href="{way}"' in page, way


def test_results_alone_are_sent_while_somebody_types(browser):
    headers = {"HX-Request": "true", "HX-Target": "div#results"}
    response = browser.get("/people?q=ana&area=", headers=headers)
    assert "<html" not in response.text and "Ana Example" in response.text
    assert response.headers["HX-Push-Url"] == "/people?q=ana"


@pytest.mark.parametrize("path", ["/people", "/people?q=an", "/people?area=epma&organisation=RXA"])
def test_lists_ask_the_database_the_same_however_many_there_are(session, here, browser, queries_of, path):
    few = queries_of(lambda: browser.get(path))
    for number in range(30):
        person = add_person(session, f"Ann {number}", here, away_until=today())
        add_interests(session, person, "epma", "epr", "epic-hyperspace")
    session.commit()
    assert queries_of(lambda: browser.get(path)) == few <= 8


def test_a_page_asks_the_database_the_same_however_much_there_is(session, here, browser, ana, queries_of):
    few = queries_of(lambda: browser.get(f"/people/{ana.id}"))
    for number in range(10):
        person = add_person(session, f"Ann {number}", here, away_until=today())
        add_interests(session, person, "epma", "epr", "epic-hyperspace")
    add_interests(session, ana, "fdp")
    session.commit()
    assert queries_of(lambda: browser.get(f"/people/{ana.id}")) == few <= 15


def test_a_person_has_a_page_without_an_address(session, browser, ana):
    page = browser.get(f"/people/{ana.id}").text
    assert "Going live on a Monday" in page and 'href="/functional-areas/epma"' in page
    assert "@" not in page.replace("@media", "")
    assert "This is how others see you" not in page


def test_what_people_write_is_shown_as_text(session, browser, ana):
    ana.ask_me_about = "<script>alert(1)</script>"
    session.commit()
    assert "<script>alert(1)" not in browser.get(f"/people/{ana.id}").text


def test_ones_own_page_says_what_others_do_not_see(session, browser, eli):
    eli.audience, eli.paused_until, eli.request_budget = Audience.COLLEAGUES, today() + timedelta(days=1), 0
    session.commit()
    page = browser.get(f"/people/{eli.id}").text
    for words in (
        "This is how others see you",
        "You have paused until",
        "Only colleagues at your organisation find you",
        "You take no requests at present",
        'href="/account/profile"',
        'href="/account/pause"',
    ):
        assert words in page


def test_who_cannot_be_seen_cannot_be_told_from_who_does_not_exist(session, browser, ana):
    ana.audience = Audience.COLLEAGUES
    session.commit()
    hidden, missing = browser.get(f"/people/{ana.id}"), browser.get(f"/people/{uuid4()}")
    assert hidden.status_code == missing.status_code == 404
    words = "There is no such person, or you cannot see them"
    assert words in hidden.text and words in missing.text
    assert browser.get("/people/nobody").status_code == 422


def test_the_twins_say_the_same_without_addresses(browser, ana):
    listed = browser.get("/api/v1/people?q=ana").json()
    assert [each["name"] for each in listed["people"]] == ["Ana Example"]
    single = browser.get(f"/api/v1/people/{ana.id}").json()
    assert single["organisation"]["href"] == "/organisations/RXA"
    assert "email" not in str(listed) + str(single) and "@" not in str(listed) + str(single)


@pytest.mark.parametrize("path", ["/functional-areas/epma", "/technologies/epic-hyperspace"])
def test_technologies_name_people_to_members_of_staff_alone(client, browser, path):
    assert "Ana Example" in browser.get(path).text
    page = client.get(path).text
    assert "Ana Example" not in page and f'href="/sign-in?next={path}">Sign in</a>' in page

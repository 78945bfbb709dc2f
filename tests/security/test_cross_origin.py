import pytest
from sqlmodel import select

from exchange.mail.models import OutboxMessage
from exchange.plumbing.settings import LOOPBACK
from tests import examples
from tests.security.routes import changing_routes, reading_paths

FOREIGN = {
    "cross-site": {"Sec-Fetch-Site": "cross-site"},
    "same-site": {"Sec-Fetch-Site": "same-site"},
    "typed address": {"Sec-Fetch-Site": "none"},
    "cross-site with our origin": {"Sec-Fetch-Site": "cross-site", "Origin": examples.ADDRESS},
    "origin null": {"Origin": "null"},
    "another origin": {"Origin": "https://evil.example"},
    "an origin that begins like ours": {"Origin": examples.ADDRESS + ".evil.example"},
    "our host without https": {"Origin": "http://exchange.test"},
    "our host at another port": {"Origin": examples.ADDRESS + ":8443"},
    "neither, with a cookie": {},
}


@pytest.fixture
def browser(session, signed_in):
    """Somebody signed in, in a browser that says nothing by itself of where a request comes from."""
    person = examples.add_person(session, organisation=examples.add_organisation(session))
    browser = signed_in(person)
    del browser.headers["Sec-Fetch-Site"]
    return browser


def test_there_are_routes_to_protect(app):
    assert len(changing_routes(app)) >= 8


@pytest.mark.parametrize("origin", FOREIGN)
def test_no_other_site_can_change_anything(app, browser, origin):
    answers = {
        route: browser.request(*route, headers=FOREIGN[origin]).status_code for route in changing_routes(app)
    }
    assert {route for route, status in answers.items() if status != 403} == set()


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": examples.ADDRESS}], ids=str
)
def test_our_own_pages_can(app, browser, headers):
    assert browser.post("/account/sessions/extend", headers=headers).status_code == 204


def test_a_method_that_is_no_read_is_refused_from_elsewhere_whatever_its_name(browser):
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PURGE", "post"):
        answer = browser.request(method, "/account", headers=FOREIGN["cross-site"])
        assert answer.status_code in {403, 405}, method


def test_trace_echoes_nothing(client):
    answer = client.request("TRACE", "/", headers={"X-Secret": "echo-me"})
    assert answer.status_code == 405 and "echo-me" not in answer.text


def test_no_other_site_may_read_an_answer(app, browser):
    for path in [*reading_paths(app), "/no-such-page"]:
        headers = browser.get(path, headers=FOREIGN["another origin"]).headers
        assert [name for name in headers if name.startswith("access-control-")] == [], path
        assert headers["cross-origin-resource-policy"] == "same-origin", path


def test_a_preflight_is_not_answered_with_leave(app, browser):
    for _, path in changing_routes(app):
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        answer = browser.options(path, headers=asked)
        assert "access-control-allow-origin" not in answer.headers, path


@pytest.mark.parametrize(
    "host", ["evil.example", "exchange.test.evil.example", "evil.example:443", "", *sorted(LOOPBACK)]
)
def test_a_request_for_another_host_is_refused(client, host):
    answer = client.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text and "location" not in answer.headers


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "X-Original-Host", "Forwarded", "X-Host", "X-Original-URL"]
)
def test_what_a_stranger_says_of_the_host_changes_no_answer(client, name):
    for path in ("/", "/organisations", "/sign-in"):
        assert "evil.example" not in client.get(path, headers={name: "host=evil.example"}).text


def test_a_link_in_mail_comes_from_the_settings_alone(client, session, look):
    examples.add_domain(session)
    session.commit()
    poisoned = {"X-Forwarded-Host": "evil.example", "Origin": examples.ADDRESS}
    assert client.post("/sign-in", data={"email": "ana@nhs.net"}, headers=poisoned).status_code == 303
    (message,) = look(select(OutboxMessage))
    assert "{service}/" in message.text and "://" not in message.text

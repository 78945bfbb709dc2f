import json
from http.cookies import SimpleCookie

import pytest
import structlog
from fastapi import Request
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from exchange.app import create_app
from exchange.web.cookies import set_browser_cookie, set_session_cookie
from tests import examples
from tests.security.routes import FILES, NOT_THERE, all_routes, reading_paths

FULL_SET = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "strict-transport-security",
    "x-request-id",
}
LOGGED = {"event", "log_level", "request_id", "method", "path", "status", "took_ms", "exc_info"}
INTERNALS = (
    "Traceback",
    "sqlalchemy",
    "sqlite",
    "psycopg",
    "select ",
    "/site-packages/",
    'File "',
    "planted",
)


@pytest.fixture
def browser(session, signed_in):
    return signed_in(examples.add_person(session, organisation=examples.add_organisation(session)))


@pytest.fixture
def failing(settings):
    """A browser on an application in which things break in ways that nobody thought of."""
    app = create_app(settings)

    def break_down(how: str) -> None:
        problems = {
            "bug": KeyError("planted secret"),
            "database": OperationalError("select planted", {}, Exception()),
        }
        raise problems[how]

    app.add_api_route("/break/{how}", break_down)
    app.add_api_route("/api/v1/break/{how}", break_down)
    yield TestClient(app, base_url=examples.ADDRESS, raise_server_exceptions=False)
    app.state.engine.dispose()


def test_every_answer_of_every_route_carries_the_full_set_of_headers(app, browser, client):
    known = [*all_routes(app), *(("GET", path) for path in FILES + NOT_THERE)]
    for one in (browser, client):
        for method, path in known:
            missing = FULL_SET - set(one.request(method, path).headers)
            assert missing == set(), (method, path)


@pytest.mark.parametrize(
    "path", ["/break/bug", "/api/v1/break/bug", "/break/database", "/api/v1/break/database"]
)
def test_an_answer_to_a_breakdown_carries_them_too_and_tells_nothing(failing, path):
    with structlog.testing.capture_logs():
        answer = failing.get(path)
    assert answer.status_code >= 500 and set(answer.headers) >= FULL_SET
    assert [word for word in INTERNALS if word in answer.text] == []


def test_a_refusal_before_any_route_carries_them_too(client):
    refused = [
        client.get("/", headers={"Host": "evil.example"}),
        client.post("/sign-in", headers={"Sec-Fetch-Site": "cross-site"}),
        client.post("/sign-in", content=b"x" * 1_000_001),
    ]
    assert [answer.status_code for answer in refused] == [400, 403, 413]
    assert all(set(answer.headers) >= FULL_SET for answer in refused)


def test_browsers_are_held_to_https_for_a_year_with_all_below(client):
    assert client.get("/").headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_nothing_may_frame_a_page_or_bring_its_own_scripts(client):
    policy = dict(
        rule.split(" ", 1) for rule in client.get("/").headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    for name in ("frame-ancestors", "base-uri", "object-src"):
        assert policy[name] == "'none'"
    assert policy["form-action"] == "'self'"
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "*"} & set(policy["script-src"].split())


def test_every_body_says_what_it_is_and_in_which_letters(app, browser):
    for path in [*reading_paths(app), *NOT_THERE]:
        kind = browser.get(path).headers["content-type"]
        assert "charset=utf-8" in kind or kind.startswith(("application/json", "application/problem+json")), (
            path
        )


def test_every_page_of_somebody_signed_in_is_kept_by_no_cache(app, browser):
    for path in [*reading_paths(app), *NOT_THERE[:2]]:
        assert browser.get(path).headers["cache-control"] == "no-store", path


def test_a_stale_cookie_is_enough_for_no_cache_to_keep_the_answer(app):
    assert examples.browser(app, "no-session").get("/").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("give", [set_session_cookie, set_browser_cookie])
def test_a_cookie_is_for_this_host_https_and_the_server_alone(app, give):
    request = Request({"type": "http", "app": app, "headers": [], "state": {}})
    give(request, "a-secret")
    (header,) = request.state.cookies
    assert header.startswith("__Host-exchange")
    attributes = {part.strip().lower() for part in header.split(";")[1:]}
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
    assert not any(part.startswith("domain") for part in attributes)


def test_the_cookie_of_a_sign_in_is_sent_in_that_form(client, session):
    examples.add_domain(session)
    session.commit()
    sent = client.post("/sign-in", data={"email": "ana@nhs.net"}).headers.get_list("set-cookie")
    for header in sent:
        (morsel,) = SimpleCookie(header).values()
        assert (
            morsel.key.startswith("__Host-")
            and morsel["secure"]
            and morsel["httponly"]
            and morsel["path"] == "/"
        )
    assert sent


def test_no_page_repeats_the_secret_of_its_session(app, session):
    token = examples.start_session(session, examples.add_person(session))
    session.commit()
    browser = examples.browser(app, token)
    for path in reading_paths(app):
        assert token not in browser.get(path).text, path


def test_a_log_line_holds_known_keys_alone(app, failing, browser):
    typed = {"q": "canary-typed", "next": "/canary"}
    token = browser.cookies["__Host-exchange"]
    with structlog.testing.capture_logs() as lines:
        for method, path in all_routes(app):
            browser.request(
                method, path, params=typed, headers={"User-Agent": "canary-agent", "Referer": "canary"}
            )
            browser.cookies.set("__Host-exchange", token, domain="exchange.test", path="/")
        failing.get("/break/bug", params=typed)
        failing.get("/break/database", params=typed)
    assert len(lines) > 20
    assert {key for line in lines for key in line} <= LOGGED
    words = json.dumps([{k: v for k, v in line.items() if k != "exc_info"} for line in lines])
    assert "canary" not in words and token not in words


def test_a_breakdown_is_logged_with_the_reference_that_is_shown(failing):
    with structlog.testing.capture_logs() as lines:
        answer = failing.get("/break/bug")
    (line,) = [line for line in lines if line["event"] == "unexpected error"]
    assert line["log_level"] == "error" and line["request_id"] in answer.text


def test_a_problem_document_has_known_keys_alone(app, browser):
    paths = [path for path in reading_paths(app) if path.startswith("/api/v1/")]
    for path in [*paths, "/api/v1/no-such-thing"]:
        answer = browser.get(path, params={"page": "x" * 300, "limit": "x"})
        if answer.status_code >= 400:
            assert set(answer.json()) <= {"type", "title", "status", "detail", "errors"}, path
            assert [word for word in INTERNALS if word in answer.text] == [], path


def test_no_secret_travels_in_the_address_of_a_page(app):
    names = {
        parameter["name"]
        for path in app.openapi()["paths"].values()
        for operation in path.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    }
    assert not {
        name for name in names if any(word in name for word in ("token", "code_", "secret", "password"))
    }


def test_signing_out_clears_what_the_browser_kept(browser):
    answer = browser.post("/sign-out")
    assert '"cache"' in answer.headers["clear-site-data"] and '"storage"' in answer.headers["clear-site-data"]
    assert "max-age=0" in answer.headers["set-cookie"].lower()

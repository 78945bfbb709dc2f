import json
import logging

import pytest
import structlog
from fastapi.testclient import TestClient

from exchange.app import create_app
from exchange.plumbing.logs import start_logging
from exchange.plumbing.settings import Settings
from exchange.web.headers import content_security_policy

PATHS = [
    "/",
    "/about",
    "/organisations",
    "/no-such-page",
    "/static/exchange.css",
    "/health/live",
    "/api/v1/counts",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_response_carries_the_policy_and_an_id_of_its_own(client, path):
    first, second = client.get(path).headers, client.get(path).headers
    assert first["content-security-policy"].startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert first["x-content-type-options"] == "nosniff"
    assert first["referrer-policy"] == "same-origin"
    assert first["x-request-id"] != second["x-request-id"]


def test_the_policy_lets_nothing_in_from_elsewhere():
    policy = content_security_policy(Settings())
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy


def test_frutiger_opens_the_policy_for_its_host_alone():
    policy = content_security_policy(Settings(frutiger=True))
    assert "font-src 'self' https://assets.nhs.uk;" in policy
    assert policy.count("http") == 1


@pytest.mark.parametrize(
    ("base_url", "kept"), [("https://exchange.example.nhs.uk", True), ("http://127.0.0.1", False)]
)
def test_browsers_are_kept_to_https_where_the_service_has_it(base_url, kept):
    client = TestClient(create_app(Settings(database_url="sqlite://", base_url=base_url)))
    assert ("strict-transport-security" in client.get("/health/live").headers) is kept


def test_a_log_line_tells_the_path_and_never_what_was_typed(client):
    with structlog.testing.capture_logs() as lines:
        client.get("/organisations?q=somebody+secret")
    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["path"], line["status"], line["method"]) == ("/organisations", 200, "GET")
    assert "secret" not in json.dumps(line)


def test_logs_are_json_lines(capsys):
    before = logging.getLogger().handlers
    try:
        start_logging(Settings(log_format="json"))
        logging.getLogger("exchange.test").warning("something happened")
        assert json.loads(capsys.readouterr().err)["event"] == "something happened"
    finally:
        logging.getLogger().handlers = before
        structlog.reset_defaults()


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_as_get_does_without_the_body(client, path):
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]

import hashlib
import json
import logging
from contextlib import contextmanager
from datetime import timedelta

import pytest
import structlog
from sqlmodel import select

from exchange.mail.models import OutboxMessage
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.database import make_engine
from exchange.plumbing.hashing import hashed
from exchange.plumbing.logs import start_logging
from exchange.plumbing.settings import Settings
from exchange.signing_in.limits import SIGN_INS
from exchange.signing_in.models import SignInAttempt
from exchange.signing_in.secrets import ALPHABET, CODE_LENGTH, new_code, new_token
from tests import examples
from tests.security.routes import reading_paths


@pytest.fixture
def browser(session, signed_in):
    return signed_in(examples.add_person(session, organisation=examples.add_organisation(session)))


@contextmanager
def logging_as_in_production():
    """Write log lines in the form that a service in production has. Loggers made before keep their own."""
    before = logging.getLogger().handlers
    start_logging(Settings(log_format="json"))
    try:
        yield
    finally:
        logging.getLogger().handlers = before
        structlog.reset_defaults()


def ask(client, session, email="ana@nhs.net"):
    examples.add_domain(session)
    session.commit()
    return client.post("/sign-in", data={"email": email})


def test_a_code_and_a_token_are_hard_to_guess():
    assert len(set(ALPHABET)) ** CODE_LENGTH > 2**37
    assert len({new_token() for _ in range(1000)}) == 1000
    assert min(len(new_token()) for _ in range(100)) * 6 >= 256
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000 and all(len(code) == CODE_LENGTH for code in codes)
    assert {letter for code in codes for letter in code} == set(ALPHABET)


def test_what_is_kept_of_a_secret_has_256_bits():
    assert hashed("secret") == hashlib.sha256(b"secret").hexdigest()


def test_a_copy_of_the_database_does_not_tell_the_code(client, session, look):
    ask(client, session)
    (message,), (attempt,) = look(select(OutboxMessage)), look(select(SignInAttempt))
    verifier = client.cookies["__Host-exchange-browser"]
    kept = {str(value) for value in attempt.model_dump().values()}
    assert verifier not in kept and hashed(verifier) in kept
    codes = {
        word.replace("-", "") for word in message.text.split() if len(word) == CODE_LENGTH + 1 and "-" in word
    }
    assert any(hashed(f"{verifier}:{code}") == attempt.code_hash for code in codes)
    for code in codes:
        known = {code, hashed(code), *(hashed(f"{one}:{code}") for one in kept)}
        assert not known & kept


def test_every_page_that_needs_a_sign_in_offers_to_sign_out(app, browser):
    visitor = examples.browser(app)
    private = [path for path in reading_paths(app) if visitor.get(path).status_code == 401]
    assert "/account" in private
    for path in private:
        answer = browser.get(path)
        if answer.headers["content-type"].startswith("text/html") and answer.status_code < 300:
            assert 'action="/sign-out"' in answer.text, path


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", "/metrics", "/debug", "/admin", "/.env", "/server-status"]
)
def test_no_documentation_is_open_but_that_of_the_public_interface(app, client, path):
    assert client.get(path).status_code == 404
    assert {p for p in app.openapi()["paths"] if not p.startswith(("/api/v1/", "/health/"))} == set()


def test_a_stranger_cannot_choose_the_address_they_are_counted_by(client):
    (limit,) = SIGN_INS
    assert limit.per == timedelta(hours=1)
    answers = [
        client.post("/sign-in", data={"email": "?"}, headers=dict.fromkeys(SAYS_WHO, f"203.0.113.{n}"))
        for n in range(limit.most + 1)
    ]
    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429 and int(answers[-1].headers["retry-after"]) > 0


SAYS_WHO = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP", "Client-IP")


def test_log_lines_and_audit_entries_are_in_utc(capsys, client, session, look):
    with logging_as_in_production():
        logging.getLogger("exchange.test").warning("now")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["timestamp"].endswith("Z")
    ask(client, session)
    assert all(entry.occurred_at.utcoffset() == timedelta(0) for entry in look(select(AuditEntry)))


def test_nothing_typed_forges_a_log_line(capsys):
    with logging_as_in_production():
        logging.getLogger("exchange.test").warning('hello\n{"event": "forged"}\r\n\x1b[2J')
        structlog.get_logger("exchange.other").warning("request", path='/a\n{"event": "forged"}\r')
    lines = capsys.readouterr().err.split("\n")
    assert len(lines) == 3 and "forged" in lines[0] and "\x1b" not in lines[0]
    assert all(json.loads(line)["event"] != "forged" for line in lines if line)


def test_every_try_to_sign_in_is_recorded(client, session, look):
    ask(client, session)
    client.post("/sign-in/check", data={"code": "BBBBBBBB"})
    events = [entry.event for entry in look(select(AuditEntry).order_by(AuditEntry.number))]
    assert events == ["sign_in.asked", "sign_in.code_refused"]
    assert "ana" not in " ".join(f"{entry.actor} {entry.subject}" for entry in look(select(AuditEntry)))


def test_a_refusal_leaves_a_line_in_the_log(client):
    with structlog.testing.capture_logs() as lines:
        client.get("/account")
        client.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
        client.get("/", headers={"Host": "evil.example"})
        client.post("/sign-in", content=b"email=a&email=b", headers={"Content-Type": FORM})
    assert [line["status"] for line in lines if line["event"] == "request"] == [401, 403, 400, 400]
    assert all(line["request_id"] and line["path"] for line in lines)


FORM = "application/x-www-form-urlencoded"


def test_when_the_database_is_gone_nobody_is_let_in(app, browser):
    assert browser.get("/account").status_code == 200
    kept, app.state.engine = app.state.engine, make_engine("sqlite://")
    try:
        with structlog.testing.capture_logs():
            for path in ("/account", "/account/sessions", "/api/v1/account/sessions"):
                assert browser.get(path).status_code == 503
            assert browser.post("/account/sessions/extend").status_code == 503
    finally:
        app.state.engine.dispose()
        app.state.engine = kept

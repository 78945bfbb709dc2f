"""Forty secrets go through a service of its own process; none turns up where it does not belong."""

import json
import re
import secrets
import subprocess
import sys
from dataclasses import dataclass, field

import httpx2
import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from exchange.mail.models import OutboxMessage
from exchange.migrations.running import ensure_schema
from exchange.people.models import DutyKind, Membership, Person
from exchange.people.wording import NOTICE_VERSION
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.database import make_engine, reading, writing
from exchange.privacy.models import Concern
from tests import examples
from tests.serving import serving

pytestmark = pytest.mark.slow

ONE_SITE = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Planted:
    """The secrets by name, and to whom mail may tell each."""

    values: dict[str, str] = field(default_factory=dict)
    told_to: dict[str, str] = field(default_factory=dict)

    def new(self, name: str, shape: str = "canary{}", told_to: str = "") -> str:
        return self.note(name, shape.format(secrets.token_hex(6)), told_to)

    def note(self, name: str, value: str, told_to: str = "") -> str:
        assert len(value) >= 8 and name not in self.values, name
        self.values[name], self.told_to[name] = value, told_to
        return value


class Place:
    """A service in a folder: its database, what its processes log, and where its answers lead."""

    def __init__(self, folder, log_format):
        self.url, self.log = f"sqlite:///{folder / 'exchange.db'}", folder / "log.txt"
        self.mail = folder / "mail"
        self.engine = make_engine(self.url)
        ensure_schema(self.engine)
        self.planted, self.locations, self.failures, self.browsers = Planted(), [], [], []
        provider = {
            "name": "entra",
            "label": "Entra",
            "issuer": "http://127.0.0.1:9",
            "client_id": "exchange",
        }
        provider["client_secret"] = self.planted.new("client secret")
        self.settings = {
            "EXCHANGE_LOG_FORMAT": log_format,
            "EXCHANGE_LOG_LEVEL": "DEBUG",
            "EXCHANGE_MAIL_FOLDER": str(self.mail),
            "EXCHANGE_OPENID_PROVIDERS": json.dumps([provider]),
        }

    def browser(self, address: str, token: str = "") -> httpx2.Client:
        cookies = {"exchange": token} if token else {}
        hooks = {"response": [self.note]}
        browser = httpx2.Client(base_url=address, headers=ONE_SITE, cookies=cookies, event_hooks=hooks)
        self.browsers.append(browser)
        return browser

    def note(self, answer: httpx2.Response) -> None:
        self.locations.append(answer.headers.get("location", ""))
        if answer.status_code >= 400:
            self.failures.append(answer.read().decode())

    def newest_mail(self, recipient: str) -> str:
        with reading(self.engine) as session:
            statement = select(OutboxMessage.text).where(OutboxMessage.recipient == recipient)
            return session.exec(statement.order_by(col(OutboxMessage.created_at).desc())).first()

    def work(self, **settings: str) -> None:
        """Send the mail that is due, as a worker of its own process."""
        command = [sys.executable, "-c", "from exchange.cli import main; main()", "worker", "--once"]
        environment = {**self.settings, **settings, "EXCHANGE_DATABASE_URL": self.url, "PATH": ""}
        with self.log.open("ab") as log:
            subprocess.run(command, env=environment, stdout=log, stderr=log, check=False)


@pytest.fixture(scope="module", params=["json", "console"])
def place(request, tmp_path_factory):
    """The service after all secrets have gone through it."""
    place = Place(tmp_path_factory.mktemp("canaries"), request.param)
    with writing(place.engine) as session:
        session.expire_on_commit = False
        people = build(session, place.planted)
        session.commit()
    with (
        place.log.open("ab") as log,
        serving(place.url, host="localhost", output=log, **place.settings) as address,
    ):
        sign_in(place, address)
        fail_to_sign_in(place, address)
        people_and_places(place, address, people)
        administer(place, address, people)
        break_down(place, address, people)
    for browser in place.browsers:
        browser.close()
    place.work()
    secret = place.planted.new("SMTP password")
    place.work(EXCHANGE_SMTP_URL=f"smtp://exchange:{secret}@127.0.0.1:9")
    yield place
    place.engine.dispose()


def build(session: Session, planted: Planted) -> dict[str, Person]:
    trust = examples.add_organisation(session)
    examples.add_domain(session)
    kim = examples.add_person(session, "Kim Lead", trust, duties=[DutyKind.KNOWLEDGE_LEAD])
    ada = examples.add_person(session, "Ada Admin", trust, duties=[DutyKind.ADMINISTRATOR])
    name = planted.new("name of somebody erased", "Mia {}")
    mia = examples.add_person(session, name, trust)
    planted.note("address of somebody erased", mia.email)
    people = {"kim": kim, "ada": ada, "mia": mia}
    for key, person in people.items():
        planted.note(f"session of {key}", examples.start_session(session, person))
    return people


def sign_in(place: Place, address: str) -> None:
    """Ask by one browser, use the link in it, and let a second attempt rest."""
    planted = place.planted
    email = planted.new("address of a newcomer", "nia.{}@nhs.net")
    planted.told_to["address of a newcomer"] = email
    browser = place.browser(address)
    for number in ("first", "second"):
        browser.post("/sign-in", data={"email": email})
        mail = place.newest_mail(email)
        planted.note(f"{number} code", re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", mail)[0], email)
        planted.note(f"{number} link", re.search(r"token=(\S+)", mail)[1], email)
        planted.note(f"{number} browser", browser.cookies["exchange-browser"])
    browser.post("/sign-in/check", data={"code": planted.new("wrong code", "WR{}")})
    browser.get("/sign-in/link", params={"token": planted.values["second link"]})
    assert browser.post("/sign-in/link", data={"token": planted.values["second link"]}).status_code == 303
    planted.note("session of a newcomer", browser.cookies["exchange"])
    name, words = planted.new("name of a newcomer", "Nia {}"), planted.new("unknown field")
    browser.post("/welcome", data={"name": name, "role": words})
    joins = {"organisation": "RXA", "name": name, "notice_version": NOTICE_VERSION}
    assert browser.post("/welcome", data=joins).status_code == 303
    planted.told_to["name of a newcomer"] = "kim.lead@nhs.net"
    browser.get("/organisations", params={"q": planted.new("words looked for")})
    browser.post("/account/sessions/end-others")


def fail_to_sign_in(place: Place, address: str) -> None:
    planted, browser = place.planted, place.browser(address)
    browser.post("/sign-in", data={"email": planted.new("refused address", "{}@gmail.example")})
    browser.post("/sign-in", data={"email": planted.new("not an address", "{}")})
    browser.post("/sign-in/link", data={"token": planted.new("wrong link")})
    browser.post("/sign-in", data={"email": "a@nhs.net", "next": "//" + planted.new("way back")})
    state, code = planted.new("state"), planted.new("code of a provider")
    browser.get("/sign-in/openid/entra/return", params={"state": state, "code": code})
    browser.get("/sign-in/openid/entra")
    challenge = browser.post("/sign-in/passkey/options", json={}).json()["challenge"]
    planted.note("challenge", challenge)
    credential = {"id": planted.new("credential"), "response": {"signature": planted.new("signature")}}
    browser.post("/sign-in/passkey", json={"credential": credential})
    headers = {
        "Authorization": f"Bearer {planted.new('bearer')}",
        "X-Api-Key": planted.new("key"),
        "User-Agent": planted.new("browser's name"),
        "Referer": f"https://elsewhere.example/?token={planted.new('referrer')}",
    }
    place.browser(address, planted.new("made-up session")).get("/account", headers=headers)
    browser.post("/api/v1/concerns", content=b'{"text": "' + planted.new("broken JSON").encode())
    browser.post("/api/v1/concerns", json={"kind": planted.new("wrong kind")})
    upload = {"file": ("notes.txt", planted.new("file").encode())}
    browser.post("/concerns/new", files=upload, data={"text": planted.new("text with a file")})


def people_and_places(place: Place, address: str, people: dict[str, Person]) -> None:
    planted = place.planted
    kim = place.browser(address, planted.values["session of kim"])
    with reading(place.engine) as session:
        joins = session.exec(select(Membership).where(Membership.state == "asked")).one()
    reason = planted.new("reason", told_to=planted.values["address of a newcomer"])
    kim.post(f"/requests/joins/{joins.id}", data={"answer": "refuse", "reason": reason})
    words = {"name": "Kim Lead", "version": "1", "request_budget": "3", "audience": "signed-in NHS staff"}
    texts = {name: planted.new(name) for name in ("ask_me_about", "would_like_to_learn")}
    assert kim.post("/account/profile", data={**words, **texts}).status_code == 303
    kim.post("/account/profile", data={**words, "ask_me_about": planted.new("too long", "{}" + "x" * 600)})
    phone = planted.new("telephone number", "07700 900 {}")
    sender = planted.new("address of a complaint", "{}@example.org")
    planted.told_to["address of a complaint"] = sender
    said = {"kind": "takedown notice", "email": sender, "text": f"{phone} {planted.new('complaint')}"}
    assert place.browser(address).post("/concerns/new", data=said).status_code == 303
    mia = place.browser(address, planted.values["session of mia"])
    assert mia.post("/account/data/erase", data={"confirmed": "true"}).status_code == 303


def administer(place: Place, address: str, people: dict[str, Person]) -> None:
    planted = place.planted
    ada = place.browser(address, planted.values["session of ada"])
    ada.post("/administration/people", data={"words": planted.new("address looked for", "{}@nhs.net")})
    with reading(place.engine) as session:
        reference = session.exec(select(Concern.reference)).one()
    outcome = planted.new("outcome", told_to=planted.values["address of a complaint"])
    ada.post(f"/administration/concerns/{reference}/close", data={"outcome": outcome})
    ada.post("/administration/domains", data={"domain": planted.new("no domain", "{} ! "), "note": "x"})


def break_down(place: Place, address: str, people: dict[str, Person]) -> None:
    """Spoil the database under the service: what is in it must not come out by way of the error."""
    planted = place.planted
    kim = place.browser(address, planted.values["session of kim"])
    with place.engine.connect() as connection:
        connection.exec_driver_sql("pragma ignore_check_constraints = on")
        state = planted.new("spoilt value")
        connection.execute(
            text("update person set audience = :state where id = :id"),
            {"state": state, "id": people["kim"].id.hex},
        )
        connection.commit()
    assert kim.get("/account/profile").status_code == 500
    with place.engine.begin() as connection:
        connection.exec_driver_sql("drop table concern")
    said = {"kind": "takedown notice", "email": "b@example.org", "text": planted.new("text of a failure")}
    assert place.browser(address).post("/concerns/new", data=said).status_code >= 500


def found_in(place: Place, written: str) -> list[str]:
    return [name for name, value in place.planted.values.items() if value in written]


def test_forty_secrets_are_planted(place):
    assert len(set(place.planted.values.values())) >= 40


def test_none_is_logged(place):
    logged = place.log.read_text()
    assert "request" in logged and "unexpected error" in logged and "LookupError" in logged
    assert found_in(place, logged) == []


def test_none_is_in_the_audit_trail(place):
    with reading(place.engine) as session:
        entries = session.exec(select(AuditEntry)).all()
    assert len(entries) > 10
    assert found_in(place, " ".join(str(entry.model_dump()) for entry in entries)) == []


def test_none_is_in_an_address_that_an_answer_leads_to(place):
    assert len([each for each in place.locations if each]) > 5
    assert found_in(place, " ".join(place.locations)) == []


def test_an_error_tells_none_but_what_was_typed_to_whoever_typed_it(place):
    kept = {
        name
        for name in place.planted.values
        if re.match("session|first|second|client|SMTP|challenge|spoilt|made-up|bearer|key|text of a f", name)
    }
    assert len(place.failures) > 10 and len(kept) > 15
    assert kept & set(found_in(place, " ".join(place.failures))) == set()


def test_mail_tells_each_to_its_owner_alone(place):
    with reading(place.engine) as session:
        mails = session.exec(select(OutboxMessage)).all()
    assert len(mails) >= 5
    wrong = [
        (name, mail.recipient)
        for mail in mails
        for name in found_in(place, f"{mail.subject} {mail.text}")
        if place.planted.told_to[name] != mail.recipient
    ]
    assert wrong == []


def test_a_secret_that_is_logged_would_be_found(place):
    assert found_in(place, f"a line with {place.planted.values['second link']} in it") == ["second link"]

"""Passkeys over HTTP, with a device of our own that can be made to misbehave."""

import hashlib
import json
import secrets
from datetime import timedelta

import cbor2
import pytest
import time_machine
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import select
from webauthn import base64url_to_bytes
from webauthn.helpers import bytes_to_base64url

from exchange.mail.models import OutboxMessage
from exchange.people.models import DutyKind, PersonState
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.clock import now
from exchange.signing_in.models import (
    Identity,
    Method,
    Passkey,
    PasskeyChallenge,
    SignInAttempt,
    SignInSession,
)
from tests import examples

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


class Device:
    """A security key in software, as Web Authentication Level 3 describes one."""

    def __init__(self, origin=examples.ADDRESS, host="exchange.test", flags=PRESENT | VERIFIED):
        self.origin, self.host, self.flags = origin, host, flags
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        self.count, self.owner = 0, b""

    def make(self, options):
        self.owner = base64url_to_bytes(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        data = self.data(ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self.client("webauthn.create", options)
        return self.credential(clientDataJSON=client, attestationObject=attestation)

    def sign(self, options, **instead):
        self.count += 1
        data, client = self.data(), self.client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {"authenticatorData": data, "clientDataJSON": client, "signature": signature}
        return self.credential(**{**answer, "userHandle": self.owner, **instead})

    def data(self, more=0):
        flags = bytes([self.flags | more])
        return hashlib.sha256(self.host.encode()).digest() + flags + self.count.to_bytes(4, "big")

    def client(self, kind, options):
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def credential(self, **response):
        name = bytes_to_base64url(self.id)
        response = {key: bytes_to_base64url(value) for key, value in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


@pytest.fixture
def ana(session):
    return examples.add_person(session, "Ana Example", examples.add_organisation(session))


@pytest.fixture
def lead(session):
    organisation = examples.add_organisation(session)
    return examples.add_person(session, "Lea Example", organisation, duties=[DutyKind.KNOWLEDGE_LEAD])


def add(browser, device, name="Laptop"):
    options = browser.post("/account/passkeys/options", json={"name": name})
    if options.status_code != 200:
        return options
    return browser.post("/account/passkeys", json={"name": name, "credential": device.make(options.json())})


def ask(browser, next_path=""):
    answer = browser.post("/sign-in/passkey/options", json={"next": next_path})
    assert answer.status_code == 200
    return answer.json()


def sign_in(browser, device, **more):
    return browser.post("/sign-in/passkey", json={"credential": device.sign(ask(browser, **more))})


@pytest.fixture
def device(ana, signed_in):
    """A device that holds a passkey of Ana's."""
    device = Device()
    assert add(signed_in(ana, Method.EMAIL), device).json() == {"path": "/account/passkeys?done=added"}
    return device


def test_a_passkey_is_added_and_its_owner_told(session, ana, device, look):
    (kept,) = look(select(Passkey))
    assert (kept.name, kept.person_id) == ("Laptop", ana.id)
    (mail,) = look(select(OutboxMessage))
    assert mail.recipient == ana.email and "A passkey was added" in mail.text and "Laptop" not in mail.text
    assert "passkey.added" in look(select(AuditEntry.event))


def test_the_options_demand_the_owners_finger_and_name_nobodys_address(ana, signed_in):
    browser = signed_in(ana)
    options = browser.post("/account/passkeys/options", json={"name": ""}).json()
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["rp"]["id"] == "exchange.test" and "@" not in json.dumps(options)
    assert ask(browser)["userVerification"] == "required" and ask(browser).get("allowCredentials", []) == []


def test_a_passkey_signs_in_without_a_name(app, device, look):
    browser = examples.browser(app)
    answer = sign_in(browser, device, next_path="/account")
    assert answer.json() == {"path": "/account"}
    assert browser.get("/account").status_code == 200
    assert look(select(Passkey.sign_count)) == [1]
    assert look(select(SignInSession.method).where(SignInSession.ended_at.is_(None))) == [Method.PASSKEY] * 2
    assert sign_in(browser, device, next_path="//evil.example").json() == {"path": "/peers"}


def test_adding_the_first_passkey_strengthens_the_session_and_replaces_its_cookie(lead, signed_in):
    browser = signed_in(lead, Method.EMAIL)
    before = browser.cookies["__Host-exchange"]
    assert "Prove who you are" in browser.get("/account").text
    add(browser, Device())
    assert "Prove who you are" not in browser.get("/account").text
    assert browser.cookies["__Host-exchange"] != before


@pytest.mark.parametrize(
    ("method", "may"),
    [
        (Method.PASSKEY, True),
        (Method.OPENID, True),
        (Method.INVITATION, True),
        (Method.EMAIL, False),
        (Method.DEMONSTRATION, False),
    ],
)
def test_beside_a_passkey_another_is_added_or_removed_by_a_better_proof_alone(
    device, ana, signed_in, look, method, may
):
    browser = signed_in(ana, method)
    assert (add(browser, Device()).status_code == 200) == may
    kept = look(select(Passkey.id))
    answer = browser.post(f"/account/passkeys/{kept[0]}/remove")
    assert answer.status_code == (303 if may else 403)
    assert len(look(select(Passkey.id))) == 1


def test_made_up_people_have_no_passkeys(ana, signed_in):
    answer = add(signed_in(ana, Method.DEMONSTRATION), Device())
    assert answer.status_code == 409 and "demonstration" in answer.json()["problem"]


def test_a_challenge_is_used_once(app, device):
    browser = examples.browser(app)
    credential = device.sign(ask(browser))
    cookie = browser.cookies["__Host-exchange-browser"]
    assert browser.post("/sign-in/passkey", json={"credential": credential}).status_code == 200
    again = examples.browser(app)
    again.cookies.set("__Host-exchange-browser", cookie, domain="exchange.test", path="/")
    answer = again.post("/sign-in/passkey", json={"credential": credential})
    assert answer.status_code == 409 and "set-cookie" not in answer.headers


def test_a_challenge_is_spent_by_a_wrong_answer(app, device, look):
    browser = examples.browser(app)
    options = ask(browser)
    wrong = device.sign(options, signature=b"nothing")
    assert browser.post("/sign-in/passkey", json={"credential": wrong}).status_code == 409
    assert browser.post("/sign-in/passkey", json={"credential": device.sign(options)}).status_code == 409
    assert look(select(PasskeyChallenge.browser_hash)) == []
    assert "passkey.refused" in look(select(AuditEntry.event))


def test_a_challenge_belongs_to_the_browser_that_asked(app, device):
    options = ask(examples.browser(app))
    thief = examples.browser(app)
    assert thief.post("/sign-in/passkey", json={"credential": device.sign(options)}).status_code == 409
    ask(thief)
    assert thief.post("/sign-in/passkey", json={"credential": device.sign(options)}).status_code == 409


def test_a_challenge_lasts_five_minutes(app, device):
    browser = examples.browser(app)
    credential = device.sign(ask(browser))
    with time_machine.travel(now() + timedelta(minutes=5, seconds=1)):
        assert browser.post("/sign-in/passkey", json={"credential": credential}).status_code == 409


def test_a_challenge_for_one_purpose_is_nothing_for_the_other(app, device, ana, signed_in):
    browser = signed_in(ana)
    made_for_signing_in = Device().make({**ask(browser), "user": {"id": bytes_to_base64url(ana.id.bytes)}})
    answer = browser.post("/account/passkeys", json={"credential": made_for_signing_in})
    assert answer.status_code == 409
    options = browser.post("/account/passkeys/options", json={}).json()
    assert browser.post("/sign-in/passkey", json={"credential": device.sign(options)}).status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://exchange.test"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"owner": b"somebody else"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_answer_must_be_for_us_and_by_the_verified_owner(app, device, change):
    vars(device).update(change)
    answer = sign_in(examples.browser(app), device)
    assert answer.status_code == 409 and "could not be checked" in answer.json()["problem"]


@pytest.mark.parametrize(
    "change",
    [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"flags": PRESENT}],
    ids=lambda change: next(iter(change)),
)
def test_a_new_passkey_must_be_for_us_and_by_a_verified_owner(ana, signed_in, look, change):
    assert add(signed_in(ana), Device(**change)).status_code == 409
    assert look(select(Passkey.id)) == []


def test_a_copied_passkey_is_refused_when_its_count_goes_back(app, device):
    assert sign_in(examples.browser(app), device).status_code == 200
    assert sign_in(examples.browser(app), device).status_code == 200
    device.count = 0
    assert sign_in(examples.browser(app), device).status_code == 409


def test_an_unknown_passkey_signs_nobody_in(app, device):
    answer = sign_in(examples.browser(app), Device())
    assert answer.status_code == 409 and "Sign in by e-mail" in answer.json()["problem"]


def test_an_account_that_is_switched_off_stays_closed(app, device, session, ana, look):
    ana.state = PersonState.DISABLED
    session.add(ana)
    session.commit()
    answer = sign_in(examples.browser(app), device)
    assert answer.status_code == 409 and "switched off" in answer.json()["problem"]
    assert look(select(Passkey.sign_count)) == [0]


def test_the_same_device_makes_no_second_passkey(device, ana, signed_in):
    browser = signed_in(ana)
    options = browser.post("/account/passkeys/options", json={}).json()
    assert [each["id"] for each in options["excludeCredentials"]] == [bytes_to_base64url(device.id)]
    assert add(browser, device).status_code == 409


def test_the_last_passkey_of_somebody_with_duties_stays(session, lead, signed_in, look):
    browser = signed_in(lead, Method.EMAIL)
    add(browser, Device(), name="First")
    first = look(select(Passkey.id))[0]
    answer = browser.post(f"/account/passkeys/{first}/remove")
    assert answer.status_code == 409 and "You are knowledge lead" in answer.text
    add(browser, Device(), name="Second")
    assert browser.post(f"/account/passkeys/{first}/remove").status_code == 303
    assert look(select(Passkey.name)) == ["Second"]
    assert any("was removed" in mail.text for mail in look(select(OutboxMessage)))


def test_an_identity_at_a_provider_that_is_no_longer_configured_replaces_no_passkey(
    session, lead, signed_in, look
):
    session.add(Identity(person_id=lead.id, issuer="https://gone.example", subject="lea"))
    browser = signed_in(lead, Method.EMAIL)
    add(browser, Device())
    (only,) = look(select(Passkey.id))
    assert browser.post(f"/account/passkeys/{only}/remove").status_code == 409


def test_nobody_removes_somebody_elses_passkey(session, device, signed_in, look):
    browser = signed_in(examples.add_person(session, "Ben Example"))
    (kept,) = look(select(Passkey.id))
    assert browser.post(f"/account/passkeys/{kept}/remove").status_code == 404
    assert browser.get("/api/v1/account/passkeys").json() == []


def test_the_page_and_its_twin_list_passkeys_with_a_fixed_number_of_statements(
    device, ana, signed_in, engine, app
):
    browser = signed_in(ana)
    counted = []
    for n in range(2):
        seen = []

        def note(*args, seen=seen):
            seen.append(args[2])

        browser.get("/account")
        event.listen(app.state.engine, "before_cursor_execute", note)
        page = browser.get("/account/passkeys")
        event.remove(app.state.engine, "before_cursor_execute", note)
        counted.append(len([each for each in seen if each.lower().startswith("select")]))
        assert page.text.count("/remove") == n + 1
        add(browser, Device())
    assert counted[0] == counted[1] <= 4
    (first, *_) = browser.get("/api/v1/account/passkeys").json()
    assert set(first) == {"id", "name", "added_at", "used_at"}


def test_visitors_keep_no_passkeys(client):
    assert client.get("/account/passkeys").status_code == 401
    assert client.get("/api/v1/account/passkeys").status_code == 401
    assert client.post("/account/passkeys/options", json={}).status_code == 401


def test_an_invitation_leads_to_the_page_of_passkeys(app, session):
    person = examples.add_person(session, "Ida Example")
    token = secrets.token_urlsafe(32)
    link_hash = hashlib.sha256(token.encode()).hexdigest()
    session.add(
        SignInAttempt(
            email=person.email,
            method=Method.INVITATION,
            link_hash=link_hash,
            ends_at=now() + timedelta(hours=1),
        )
    )
    session.commit()
    browser = examples.browser(app)
    answer = browser.post("/sign-in/link", data={"token": token})
    assert answer.headers["location"] == "/account/passkeys"
    assert add(browser, Device()).status_code == 200


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=30)
    | st.binary(max_size=40).map(bytes_to_base64url),
    lambda inner: st.dictionaries(st.sampled_from(("id", "rawId", "type", "x")), inner, max_size=3),
    max_leaves=5,
)
PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")


@effort(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.dictionaries(st.sampled_from(PARTS), JUNK, max_size=5), top=st.dictionaries(st.text(), JUNK))
def test_nothing_that_a_browser_sends_breaks_the_check(ana, signed_in, device, junk, top):
    browser = signed_in(ana)
    credential = device.sign(ask(browser))
    broken = {**credential, **top, "response": {**credential["response"], **junk}}
    answer = browser.post("/sign-in/passkey", json={"credential": broken})
    assert answer.status_code in {200, 409}
    options = browser.post("/account/passkeys/options", json={}).json()
    made = Device().make(options) if "rp" in options else {"response": {}}
    broken = {**made, **top, "response": {**made["response"], **junk}}
    answer = browser.post("/account/passkeys", json={"credential": broken})
    assert answer.status_code in {200, 401, 409}

"""Single sign-on against a provider that runs as a process of its own."""

import json
import socket
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlmodel import select

from exchange.mail.models import OutboxMessage
from exchange.people.models import DutyKind, Person, PersonState
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.settings import OpenIdProvider
from exchange.signing_in.models import Identity, Method, OpenIdAttempt, SignInSession
from tests import examples

USERS = (
    {"sub": "ana", "email": "ana.example@nhs.net", "email_verified": True},
    {"sub": "ben", "email": "Ben.Example@nhs.net", "email_verified": True},
    {"sub": "liar", "email": "ana.example@nhs.net", "email_verified": False},
    {"sub": "seller", "email": "sam@supplier.example", "email_verified": True},
    {"sub": "silent"},
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def issuer():
    """The address of a real provider."""
    port = free_port()
    users = [part for user in USERS for part in ("--user-claims", json.dumps(user))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *users]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            httpx.get(f"{address}/.well-known/openid-configuration")
            break
        except httpx.TransportError:
            assert process.poll() is None
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def settings(settings, issuer):
    strong = OpenIdProvider(
        name="trust", label="Northfield", issuer=issuer, client_id="exchange", client_secret="s" * 20
    )
    weak = strong.model_copy(update={"name": "weak", "is_strong": False})
    nobody = strong.model_copy(update={"name": "down", "issuer": f"http://127.0.0.1:{free_port()}"})
    return settings.model_copy(update={"openid_providers": (strong, weak, nobody)})


@pytest.fixture
def approved(session):
    examples.add_domain(session)
    session.commit()


def visit(browser, sub, *, path="/sign-in/openid/trust", provider="trust"):
    """Go to the provider, sign in there as ``sub``, and come back as far as our own address."""
    sent = browser.get(path)
    assert sent.status_code == 303, sent.text
    back = httpx.post(sent.headers["location"], data={"sub": sub})
    assert back.status_code == 302, back.text
    address = back.headers["location"]
    assert address.startswith(f"{examples.ADDRESS}/sign-in/openid/{provider}/return?")
    return address.removeprefix(examples.ADDRESS)


def come_back(browser, *args, **more):
    return browser.get(visit(browser, *args, **more), headers={"Sec-Fetch-Site": "cross-site"})


def test_somebody_new_gets_an_account_and_comes_back_to_it(app, approved, client, look):
    answer = come_back(client, "ana")
    assert (answer.status_code, answer.headers["location"]) == (303, "/welcome")
    assert look(select(Person.email)) == ["ana.example@nhs.net"]
    assert look(select(SignInSession.method)) == [Method.OPENID]
    assert client.get("/account").status_code == 200
    again = examples.browser(app)
    assert come_back(again, "ana").status_code == 303
    assert look(select(Person.email)) == ["ana.example@nhs.net"]
    events = look(select(AuditEntry.event))
    assert "identity.linked" in events and events.count("session.started") == 2


def test_the_journey_carries_proof_key_state_and_nonce_and_our_own_address(client):
    sent = client.get("/sign-in/openid/trust", headers={"X-Forwarded-Host": "evil.example"})
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and len(asked["code_challenge"][0]) == 43
    assert asked["redirect_uri"] == [f"{examples.ADDRESS}/sign-in/openid/trust/return"]
    assert len(asked["state"][0]) >= 43 and len(asked["nonce"][0]) >= 43
    assert asked["response_type"] == ["code"]


def test_an_address_that_has_an_account_never_leads_to_it(approved, session, client, look):
    examples.add_person(session, "Ana Example")
    session.commit()
    answer = come_back(client, "ana")
    assert answer.status_code == 409 and "link single sign-on under your account" in answer.text
    assert look(select(Identity.id)) == [] and look(select(SignInSession.id)) == []
    assert client.get("/account").status_code == 401


@pytest.mark.parametrize("sub", ["liar", "seller", "silent"])
def test_no_account_is_made_for_an_address_that_nobody_vouches_for_or_approved(approved, client, look, sub):
    answer = come_back(client, sub)
    assert answer.status_code == 409 and "Sign in by e-mail once" in answer.text
    assert look(select(Person.id)) == []


def test_linking_lets_a_person_sign_in_by_it(app, session, signed_in, look):
    person = examples.add_person(session, "Ana Example", examples.add_organisation(session))
    browser = signed_in(person, Method.EMAIL)
    answer = come_back(browser, "ana", path="/sign-in/openid/trust?link=1")
    assert answer.headers["location"] == "/account/passkeys?done=linked"
    assert look(select(Identity.person_id)) == [person.id]
    assert "Northfield is linked" in browser.get("/account/passkeys").text
    elsewhere = examples.browser(app)
    answer = come_back(elsewhere, "ana", path="/sign-in/openid/trust?next=/account")
    assert answer.headers["location"] == "/account"


def test_linking_counts_as_proof_for_the_session_that_did_it(session, signed_in):
    organisation = examples.add_organisation(session)
    lead = examples.add_person(session, "Lea", organisation, duties=[DutyKind.KNOWLEDGE_LEAD])
    browser = signed_in(lead, Method.EMAIL)
    assert "Prove who you are" in browser.get("/account").text
    come_back(browser, "ana", path="/sign-in/openid/trust?link=1")
    assert "Prove who you are" not in browser.get("/account").text


def test_nobody_takes_over_an_identity_or_links_from_another_site(approved, app, session, signed_in, look):
    come_back(examples.browser(app), "ana")
    ben = examples.add_person(session, "Ben Example")
    browser = signed_in(ben)
    answer = come_back(browser, "ana", path="/sign-in/openid/trust?link=1")
    assert answer.status_code == 409 and "belongs to another account" in answer.text
    lured = browser.get("/sign-in/openid/trust?link=1", headers={"Sec-Fetch-Site": "cross-site"})
    assert lured.headers["location"] == "/account/passkeys"
    assert ben.id not in look(select(Identity.person_id))


def test_linking_needs_somebody_who_is_still_signed_in_as_the_same(app, session, signed_in, look):
    assert examples.browser(app).get("/sign-in/openid/trust?link=1").status_code == 401
    browser = signed_in(examples.add_person(session, "Ana Example"))
    path = visit(browser, "ana", path="/sign-in/openid/trust?link=1")
    browser.post("/sign-out")
    browser.cookies.delete("__Host-exchange")
    assert browser.get(path).status_code == 409
    assert look(select(Identity.id)) == []


def test_a_mailbox_alone_links_nothing_beside_a_better_proof(session, app, signed_in, look):
    person = examples.add_person(session, "Ana Example")
    come_back(signed_in(person), "ana", path="/sign-in/openid/trust?link=1")
    browser = signed_in(person, Method.EMAIL)
    answer = browser.get("/sign-in/openid/trust?link=1")
    assert answer.status_code == 403 and "a code by e-mail is not enough" in answer.text


def test_what_was_linked_is_taken_off_again(app, session, signed_in, look):
    person = examples.add_person(session, "Ana Example")
    browser = signed_in(person, Method.EMAIL)
    unlink = "/account/passkeys/providers/trust/unlink"
    assert browser.post(unlink).status_code == 404
    come_back(browser, "ana", path="/sign-in/openid/trust?link=1")
    assert signed_in(person, Method.EMAIL).post(unlink).status_code == 403
    assert browser.post(unlink).headers["location"] == "/account/passkeys?done=unlinked"
    assert look(select(Identity.id)) == []
    texts = [mail.text for mail in look(select(OutboxMessage))]
    assert len(texts) == 2 and any("taken off" in text for text in texts)


def test_the_only_better_proof_of_somebody_with_duties_stays_linked(session, signed_in, look):
    organisation = examples.add_organisation(session)
    lead = examples.add_person(session, "Lea", organisation, duties=[DutyKind.KNOWLEDGE_LEAD])
    browser = signed_in(lead, Method.EMAIL)
    come_back(browser, "ana", path="/sign-in/openid/trust?link=1")
    answer = browser.post("/account/passkeys/providers/trust/unlink")
    assert answer.status_code == 409 and "You are knowledge lead" in answer.text
    assert len(look(select(Identity.id))) == 1


def test_a_weak_provider_proves_no_more_than_a_mailbox(approved, client, look):
    come_back(client, "ana", path="/sign-in/openid/weak", provider="weak")
    assert look(select(SignInSession.method)) == [Method.EMAIL]


def test_an_account_that_is_switched_off_stays_closed(approved, app, session, look):
    come_back(examples.browser(app), "ana")
    person = session.exec(select(Person)).one()
    person.state = PersonState.DISABLED
    session.commit()
    answer = come_back(examples.browser(app), "ana")
    assert answer.status_code == 409 and "switched off" in answer.text


def test_a_return_counts_once_and_in_the_browser_that_set_out(approved, app, client, look):
    path = visit(client, "ana")
    assert examples.browser(app).get(path).status_code == 409
    assert client.get(path).status_code == 303
    assert client.get(path).status_code == 409
    assert look(select(OpenIdAttempt.state_hash)) == []


def test_a_provider_that_is_down_is_said_so_in_words(client):
    answer = client.get("/sign-in/openid/down")
    assert answer.status_code == 503
    assert "does not answer" in answer.text and 'href="/sign-in"' in answer.text
    assert client.get("/sign-in/openid/unknown").status_code == 404
    assert client.get("/sign-in/openid/unknown/return").status_code == 404


def test_somebody_who_refuses_at_the_provider_is_told_the_other_way(client):
    sent = client.get("/sign-in/openid/trust")
    back = httpx.post(sent.headers["location"], data={"action": "deny"})
    query = urlsplit(back.headers["location"]).query
    state = parse_qs(urlsplit(sent.headers["location"]).query)["state"][0]
    query = query if "state=" in query else f"{query}&state={state}"
    answer = client.get(f"/sign-in/openid/trust/return?{query}")
    assert answer.status_code == 403 and "Sign in by e-mail" in answer.text


def test_nobody_is_sent_to_another_site(app, session, signed_in):
    person = examples.add_person(session, "Ana Example", examples.add_organisation(session))
    come_back(signed_in(person), "ana", path="/sign-in/openid/trust?link=1")
    answer = come_back(examples.browser(app), "ana", path="/sign-in/openid/trust?next=//evil.example")
    assert answer.headers["location"] == "/peers"


def test_a_provider_on_another_machine_is_reached_by_https_alone():
    known = {"name": "trust", "label": "Northfield", "client_id": "exchange", "client_secret": "s" * 20}
    assert OpenIdProvider(issuer="https://sign-in.example", **known).issuer == "https://sign-in.example"
    with pytest.raises(ValueError, match="must be reached by https"):
        OpenIdProvider(issuer="http://sign-in.example", **known)

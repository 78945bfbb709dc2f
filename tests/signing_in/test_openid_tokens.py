"""Single sign-on against a provider that forges whatever a test wants."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from joserfc.util import urlsafe_b64encode
from sqlmodel import select

from exchange.people.models import Person
from exchange.plumbing.clock import now
from exchange.plumbing.settings import OpenIdProvider
from exchange.signing_in import openid
from exchange.signing_in.models import Identity, SignInSession
from tests import examples

KEY = RSAKey.generate_key(2048, {"kid": "one"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one"})
CURVE_KEY = ECKey.generate_key("P-256", {"kid": "curve"})


class Forger(ThreadingHTTPServer):
    """Says of itself, and signs, what it is told to."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.keys = [KEY, CURVE_KEY]
        self.document, self.claims, self.signing, self.status = {}, {}, ("RS256", KEY), 200
        self.nonce, self.exchanged = "", []

    def discovery(self):
        places = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        own = {name: f"{self.address}/{name}" for name in places}
        return {"issuer": self.address, **own, **self.document}

    def token(self):
        moment = int(now().timestamp())
        claims = {
            "iss": self.address,
            "sub": "ana",
            "aud": "exchange",
            "nonce": self.nonce,
            "iat": moment,
            "exp": moment + 300,
            "email": "ana.example@nhs.net",
        }
        claims = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        algorithm, key = self.signing
        if algorithm == "none":
            return unsigned(claims)
        header = {"alg": algorithm, "kid": key.kid}
        return jwt.encode(header, claims, key, algorithms=[algorithm])


def unsigned(claims):
    parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
    return b".".join([*map(urlsafe_b64encode, parts), b""]).decode()


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/jwks_uri":
            self.answer(KeySet(self.server.keys).as_dict(private=False))
        else:
            self.answer(self.server.discovery())

    def do_POST(self):
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.exchanged.append(body)
        self.answer({"access_token": "a", "token_type": "Bearer", "id_token": self.server.token()})

    def answer(self, body):
        raw = json.dumps(body).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args):
        pass


@pytest.fixture
def forger():
    server = Forger()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings(settings, forger):
    provider = OpenIdProvider(
        name="trust", label="Northfield", issuer=forger.address, client_id="exchange", client_secret="s" * 40
    )
    return settings.model_copy(update={"openid_providers": (provider,)})


@pytest.fixture
def ready(session, client):
    examples.add_domain(session)
    session.commit()
    return client


def set_out(browser, forger):
    """Begin, learn the nonce as a provider does, and return the state."""
    sent = browser.get("/sign-in/openid/trust")
    assert sent.status_code == 303
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    forger.nonce = asked["nonce"][0]
    return asked["state"][0]


def come_back(browser, forger, **more):
    state = set_out(browser, forger)
    return browser.get("/sign-in/openid/trust/return", params={"state": state, "code": "c", **more})


def test_an_honest_token_signs_in_and_the_code_goes_with_its_verifier(ready, forger):
    assert come_back(ready, forger).status_code == 303
    (body,) = forger.exchanged
    assert len(body["code_verifier"][0]) >= 43
    assert body["redirect_uri"] == [f"{examples.ADDRESS}/sign-in/openid/trust/return"]


@pytest.mark.parametrize(
    ("signing", "is_fine"),
    [
        (("RS256", KEY), True),
        (("PS256", KEY), True),
        (("ES256", CURVE_KEY), True),
        (("RS512", KEY), False),
        (("none", None), False),
        (("RS256", OTHER_KEY), False),
        (("HS256", OctKey.import_key("s" * 40, {"kid": "one"})), False),
    ],
    ids=["RS256", "PS256", "ES256", "RS512", "none", "other key", "shared secret"],
)
def test_only_listed_signatures_by_the_providers_keys_count(ready, forger, look, signing, is_fine):
    forger.signing = signing
    assert come_back(ready, forger).status_code == (303 if is_fine else 403)
    assert len(look(select(SignInSession.id))) == is_fine


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": ["exchange", "another"]},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": 1},
        {"iat": None},
        {"iat": 1},
        {"iat": 9_999_999_999},
        {"nbf": 9_999_999_999},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "s" * 256},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_journey_signs_nobody_in(ready, forger, look, claims):
    forger.claims = claims
    answer = come_back(ready, forger)
    assert answer.status_code == 403 and "sign in by e-mail" in answer.text
    assert look(select(Person.id)) == [] and look(select(SignInSession.id)) == []


def test_a_minute_of_difference_between_clocks_is_forgiven(ready, forger):
    moment = int(now().timestamp())
    forger.claims = {"iat": moment + 30, "exp": moment - 30}
    assert come_back(ready, forger).status_code == 303


def test_a_return_needs_the_state_of_this_browser(ready, app, forger, look):
    state = set_out(ready, forger)
    for wrong in ("", "wrong"):
        answer = ready.get("/sign-in/openid/trust/return", params={"state": wrong, "code": "c"})
        assert answer.status_code == 409
    elsewhere = examples.browser(app)
    set_out(elsewhere, forger)
    answer = elsewhere.get("/sign-in/openid/trust/return", params={"state": state, "code": "c"})
    assert answer.status_code == 409
    assert forger.exchanged == [] and look(select(Person.id)) == []


def test_a_journey_lasts_ten_minutes(ready, forger):
    state = set_out(ready, forger)
    with time_machine.travel(now() + timedelta(minutes=10, seconds=1)):
        answer = ready.get("/sign-in/openid/trust/return", params={"state": state, "code": "c"})
    assert answer.status_code == 409


def test_a_token_of_one_journey_is_nothing_in_the_next(ready, app, forger):
    set_out(ready, forger)
    first = forger.nonce
    forger.claims = {"nonce": first}
    assert come_back(examples.browser(app), forger).status_code == 403


def test_the_answer_names_its_issuer_when_the_provider_says_so(ready, forger):
    forger.document = {"authorization_response_iss_parameter_supported": True}
    assert come_back(ready, forger).status_code == 403
    assert come_back(ready, forger, iss="https://evil.example").status_code == 403
    assert come_back(ready, forger, iss=forger.address).status_code == 303


def test_an_issuer_that_is_named_must_be_the_right_one_in_any_case(ready, forger):
    assert come_back(ready, forger, iss="https://evil.example").status_code == 403


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": None},
        {"authorization_endpoint": "https://evil.example/authorize"},
        {"jwks_uri": "file:///etc/passwd"},
    ],
    ids=str,
)
def test_a_provider_that_is_not_what_was_configured_is_not_gone_to(ready, forger, document):
    forger.document = document
    assert ready.get("/sign-in/openid/trust").status_code == 503


def test_a_provider_that_fails_half_way_is_said_so_in_words(ready, forger):
    state = set_out(ready, forger)
    forger.status = 500
    answer = ready.get("/sign-in/openid/trust/return", params={"state": state, "code": "c"})
    assert answer.status_code == 503 and "does not answer" in answer.text


def test_a_code_that_the_provider_refuses_signs_nobody_in(ready, forger):
    state = set_out(ready, forger)
    forger.status = 400
    answer = ready.get("/sign-in/openid/trust/return", params={"state": state, "code": "c"})
    assert answer.status_code == 403


def test_a_provider_may_change_its_keys(ready, app, forger):
    assert come_back(ready, forger).status_code == 303
    new_key = RSAKey.generate_key(2048, {"kid": "two"})
    forger.keys, forger.signing = [new_key], ("RS256", new_key)
    assert come_back(examples.browser(app), forger).status_code == 303


def test_what_a_provider_says_of_itself_is_asked_for_once_an_hour(ready, forger):
    set_out(ready, forger)
    forger.status = 500
    assert ready.get("/sign-in/openid/trust").status_code == 303
    with time_machine.travel(now() + timedelta(hours=1, minutes=1)):
        assert ready.get("/sign-in/openid/trust").status_code == 503


def entra(**claims):
    provider = OpenIdProvider(
        name="entra",
        label="Entra",
        issuer="https://login.microsoftonline.com/tenant/v2.0",
        client_id="exchange",
        client_secret="s" * 40,
    )
    return openid._who({"sub": "pairwise", "email": "ana.example@nhs.net", **claims}, provider)


def test_at_entra_people_are_known_by_tenant_and_object_and_an_address_proves_nothing():
    who = entra(tid="tenant", oid="object")
    assert (who.subject, who.email) == ("tenant:object", "")
    assert entra(tid="tenant", oid="object", xms_edov=True).email == "ana.example@nhs.net"
    assert entra(tid="tenant", oid="object", xms_edov=False, email_verified=True).email == ""
    with pytest.raises(openid.Untrusted):
        entra()


def test_the_same_address_at_another_provider_is_another_person(ready, app, session, forger, look):
    person = examples.add_person(session, "Ana Example")
    session.add(Identity(person_id=person.id, issuer="https://another.example", subject="ana"))
    session.commit()
    answer = come_back(ready, forger)
    assert answer.status_code == 409 and "link single sign-on" in answer.text
    assert look(select(Identity.issuer)) == ["https://another.example"]
    assert look(select(SignInSession.id)) == []

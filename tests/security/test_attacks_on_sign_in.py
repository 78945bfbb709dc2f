"""Attacks on signing in: once more, many at once, with a planted cookie, or with a forged token."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlmodel import SQLModel, select

from exchange.mail.models import OutboxMessage
from exchange.people.actor import OPERATOR
from exchange.people.models import Person
from exchange.plumbing.settings import OpenIdProvider
from exchange.signing_in.actions import MOST_TRIES, invite_administrator
from exchange.signing_in.limits import CODES
from exchange.signing_in.models import AttemptState, Passkey, SignInAttempt, SignInSession
from tests import examples
from tests.signing_in.test_openid_tokens import Forger
from tests.signing_in.test_passkeys import Device

COOKIE, BROWSER = "__Host-exchange", "__Host-exchange-browser"


def asked(client, session, look, email="ana.example@nhs.net"):
    """Ask for a code; return it with the token of the link."""
    assert client.post("/sign-in", data={"email": email}).status_code == 303
    text = look(select(OutboxMessage.text).order_by(OutboxMessage.created_at))[-1]
    return re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", text)[0], re.search(r"token=(\S+)", text)[1]


@pytest.fixture
def approved(session):
    examples.add_domain(session)
    session.commit()


def copy_of(app, browser):
    """Another browser with the same cookies: a thief who has all but the answer that was not yet given."""
    thief = examples.browser(app)
    for name in (COOKIE, BROWSER):
        if name in browser.cookies:
            thief.cookies.set(name, browser.cookies[name], domain="exchange.test", path="/")
    return thief


def test_code_and_link_of_one_mail_count_once_between_them(app, approved, client, session, look):
    code, token = asked(client, session, look)
    thief = copy_of(app, client)
    assert client.post("/sign-in/check", data={"code": code}).status_code == 303
    assert thief.post("/sign-in/link", data={"token": token}).status_code == 409
    assert thief.post("/sign-in/check", data={"code": code}).status_code == 409
    assert len(look(select(SignInSession.id))) == 1


def test_an_invitation_counts_once_and_looking_at_it_does_not_count(app, approved, session, look):
    path = invite_administrator(session, OPERATOR, "ida.example@nhs.net")
    session.commit()
    scanner = examples.browser(app)
    assert {scanner.request("HEAD" if n % 2 else "GET", path).status_code for n in range(50)} == {200}
    assert look(select(SignInAttempt.state)) == [AttemptState.PENDING]
    token = {"token": path.rpartition("=")[2]}
    assert [examples.browser(app).post("/sign-in/link", data=token).status_code for _ in range(2)] == [
        303,
        409,
    ]


def at_once(times, act):
    """Do something ``times`` times at once and return what came of it."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(act, range(times)))


def test_a_link_that_is_pressed_many_times_at_once_signs_in_once(app, approved, client, session, look):
    _, token = asked(client, session, look)
    browsers = [copy_of(app, client) for _ in range(6)]
    statuses = at_once(6, lambda n: browsers[n].post("/sign-in/link", data={"token": token}).status_code)
    assert sorted(statuses) == [303] + [409] * 5
    assert len(look(select(SignInSession.id))) == len(look(select(Person.id))) == 1


def test_wrong_codes_sent_at_once_are_no_more_than_five(app, approved, client, session, look):
    code, _ = asked(client, session, look)
    browsers = [copy_of(app, client) for _ in range(12)]
    wrong = at_once(12, lambda n: browsers[n].post("/sign-in/check", data={"code": "BBBBBBBB"}).status_code)
    assert wrong.count(422) == MOST_TRIES and set(wrong) == {422, 409}
    assert client.post("/sign-in/check", data={"code": code}).status_code == 409


def test_new_codes_give_no_tries_without_end(approved, client, session):
    (limit,) = CODES
    statuses = []
    for n in range(limit.most + 1):
        if n % MOST_TRIES == 0:
            assert client.post("/sign-in", data={"email": "ana.example@nhs.net"}).status_code == 303
        statuses.append(client.post("/sign-in/check", data={"code": "BBBBBBBB"}).status_code)
    assert statuses == [422] * limit.most + [429]
    assert client.post("/sign-in/link", data={"token": "t" * 43}).status_code == 429


def test_the_answer_that_made_a_passkey_makes_no_other(app, session, signed_in, look):
    ana, ben = examples.add_person(session, "Ana Example"), examples.add_person(session, "Ben Example")
    browser, other = signed_in(ana), signed_in(ben)
    options = browser.post("/account/passkeys/options", json={}).json()
    other.cookies.set(BROWSER, browser.cookies[BROWSER], domain="exchange.test", path="/")
    answer = {"name": "Laptop", "credential": Device().make(options)}
    assert other.post("/account/passkeys", json=answer).status_code == 409
    options = browser.post("/account/passkeys/options", json={}).json()
    answer = {"name": "Laptop", "credential": Device().make(options)}
    thief = copy_of(app, browser)
    assert browser.post("/account/passkeys", json=answer).status_code == 200
    (made,) = look(select(Passkey.id).where(Passkey.person_id == ana.id))
    assert browser.post(f"/account/passkeys/{made}/remove").status_code == 303
    assert thief.post("/account/passkeys", json=answer).status_code == 409
    assert look(select(Passkey.id)) == []


class Bringing(Forger):
    """Signs with a key of its own, and sends the key along with the token."""

    key = ECKey.generate_key("P-256", {"kid": "curve"})  # short enough to travel in a header

    def __init__(self):
        super().__init__()
        self.header = {}

    def token(self):
        if not self.header:
            return super().token()
        claims = jwt.decode(super().token(), self.keys[0]).claims
        return jwt.encode({"alg": "ES256", "kid": "curve", **self.header}, claims, self.key)


@pytest.fixture
def forger(app, approved):
    """A provider that does what an attacker wants, configured under two names."""
    server = Bringing()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    known = {"issuer": server.address, "client_id": "exchange", "client_secret": "s" * 40}
    providers = tuple(OpenIdProvider(name=name, label=name, **known) for name in ("trust", "other"))
    app.state.settings = app.state.settings.model_copy(update={"openid_providers": providers})
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def set_out(browser, forger):
    """Begin a journey to the provider, and return the query that comes back."""
    sent = browser.get("/sign-in/openid/trust")
    journey = parse_qs(urlsplit(sent.headers["location"]).query)
    forger.nonce = journey["nonce"][0]
    return {"state": journey["state"][0], "code": "c"}


def test_a_journey_to_one_provider_does_not_end_at_another(client, forger, look):
    returned = set_out(client, forger)
    assert client.get("/sign-in/openid/other/return", params=returned).status_code == 409
    assert forger.exchanged == [] and look(select(Person.id)) == []


@pytest.mark.parametrize("where", ["jwk", "jku", "x5c"])
def test_a_token_that_brings_its_own_key_is_not_believed(client, forger, look, where):
    own = {"jwk": forger.key.as_dict(private=False), "jku": f"{forger.address}/own", "x5c": ["MIIB"]}
    forger.header = {where: own[where]}
    returned = set_out(client, forger)
    assert client.get("/sign-in/openid/trust/return", params=returned).status_code == 403
    assert look(select(Person.id)) == []


def test_a_return_that_comes_many_times_at_once_signs_in_once(app, client, forger, look):
    returned = set_out(client, forger)
    browsers = [copy_of(app, client) for _ in range(6)]
    come = lambda n: browsers[n].get("/sign-in/openid/trust/return", params=returned)  # noqa: E731
    assert sorted(answer.status_code for answer in at_once(6, come)) == [303] + [409] * 5
    assert len(forger.exchanged) == len(look(select(SignInSession.id))) == 1


def test_what_a_provider_gives_us_is_neither_kept_nor_passed_on(client, forger, look):
    returned = set_out(client, forger) | {"code": "code-of-the-provider"}
    answer = client.get("/sign-in/openid/trust/return", params=returned)
    assert answer.status_code == 303
    (body,) = forger.exchanged
    secrets = {*body["code"], *body["code_verifier"], "s" * 40, forger.token().split(".")[1]}
    told = str(answer.headers) + answer.text
    kept = [str(row) for table in SQLModel.metadata.sorted_tables for row in look(select(*table.columns))]
    assert [secret for secret in secrets if secret in told or any(secret in row for row in kept)] == []


def by_code(browser, session, look, forger):
    return browser.post("/sign-in/check", data={"code": asked(browser, session, look)[0]})


def by_link(browser, session, look, forger):
    return browser.post("/sign-in/link", data={"token": asked(browser, session, look)[1]})


def by_invitation(browser, session, look, forger):
    path = invite_administrator(session, OPERATOR, "ida.example@nhs.net")
    session.commit()
    return browser.post("/sign-in/link", data={"token": path.rpartition("=")[2]})


def by_single_sign_on(browser, session, look, forger):
    return browser.get("/sign-in/openid/trust/return", params=set_out(browser, forger))


def by_passkey(browser, session, look, forger):
    device = Device()
    owner = examples.browser(browser.app, examples.start_session(session, examples.add_person(session)))
    session.commit()
    options = owner.post("/account/passkeys/options", json={}).json()
    assert owner.post("/account/passkeys", json={"credential": device.make(options)}).status_code == 200
    options = browser.post("/sign-in/passkey/options", json={}).json()
    return browser.post("/sign-in/passkey", json={"credential": device.sign(options)})


WAYS_IN = (by_code, by_link, by_invitation, by_single_sign_on, by_passkey)


@pytest.mark.parametrize("way", WAYS_IN, ids=lambda way: way.__name__)
def test_no_way_in_keeps_a_cookie_that_was_planted(app, session, signed_in, look, forger, way):
    mallory = signed_in(examples.add_person(session, "Mallory Example"))
    planted = mallory.cookies[COOKIE]
    victim = examples.browser(app)
    victim.cookies.set(COOKIE, planted, domain="exchange.test", path="/")
    answer = way(victim, session, look, forger)
    assert answer.status_code in {200, 303}
    assert victim.cookies[COOKIE] not in {planted, ""} and victim.get("/account").status_code == 200
    assert mallory.get("/account").status_code == 401


@pytest.mark.parametrize("way", WAYS_IN, ids=lambda way: way.__name__)
def test_no_way_in_takes_up_a_cookie_that_somebody_made_up(app, session, look, forger, way):
    made_up = "m" * 43
    victim = examples.browser(app)
    victim.cookies.set(COOKIE, made_up, domain="exchange.test", path="/")
    assert way(victim, session, look, forger).status_code in {200, 303}
    assert victim.cookies[COOKIE] != made_up
    assert examples.browser(app, made_up).get("/account").status_code == 401


@pytest.mark.parametrize("way", WAYS_IN, ids=lambda way: way.__name__)
def test_every_way_in_forgets_the_mark_of_the_browser(app, session, look, forger, way):
    victim = examples.browser(app)
    way(victim, session, look, forger)
    assert not victim.cookies.get(BROWSER)

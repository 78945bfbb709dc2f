"""Attacks that nothing else in the tests tries: on every route at once, and several requests at a time."""

import ast
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlmodel import SQLModel, select

import exchange
from exchange.app import create_app
from exchange.mail.models import OutboxMessage
from exchange.people.actor import OPERATOR
from exchange.people.models import Person
from exchange.people.schemas import Given
from exchange.plumbing.settings import OpenIdProvider, Settings
from exchange.signing_in.actions import MOST_TRIES, invite_administrator
from exchange.signing_in.limits import CODES
from exchange.signing_in.models import AttemptState, Passkey, SignInAttempt, SignInSession
from tests import examples
from tests.security.routes import all_routes
from tests.security.test_reading import everything
from tests.security.test_schemas import GIVEN
from tests.security.world import build, fitting, writes
from tests.signing_in.test_openid_tokens import Forger
from tests.signing_in.test_passkeys import Device

APPLICATION = create_app(Settings(database_url="sqlite://"))
WRITES = list(writes(APPLICATION))
FORMS = [each for each in WRITES if each.is_form]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
COOKIE, BROWSER = "__Host-exchange", "__Host-exchange-browser"

# What would give a right, somebody else's name, or a state that an action decides on.
SET_IN_PASSING = {
    "id": "6f1f1b0a-5f5c-4f0e-9a3e-0d6c1f2b3a4d",
    "person_id": "6f1f1b0a-5f5c-4f0e-9a3e-0d6c1f2b3a4d",
    "organisation_id": "6f1f1b0a-5f5c-4f0e-9a3e-0d6c1f2b3a4d",
    "decided_by": "6f1f1b0a-5f5c-4f0e-9a3e-0d6c1f2b3a4d",
    "is_admin": "true",
    "is_administrator": "true",
    "is_demonstration": "true",
    "role": "administrator",
    "roles": "administrator",
    "permissions": "service:administer",
    "method": "passkey",
    "state": "active",
    "version": "1",
    "__proto__": "x",
}
MAY_NAME = {
    "AddressGiven": {"email"},  # who wants to sign in
    "ConcernGiven": {"email"},  # where the answer to a complaint goes
    "PersonSought": {"state", "role", "email"},  # filters, which set nothing
    "PersonFilter": {"state", "role"},
    "_Choice": {"state", "role"},
    "ProfileGiven": {"version"},  # what a change was made to
    "ProfileForm": {"version"},
}
# What fits its schema and is refused all the same, by what the form is about.
REFUSED_ANYWAY = {
    "/sign-in/check": 409,
    "/sign-in/link": 409,
    "/sign-in/passkey": 409,
    "/account/passkeys": 409,
    "/administration/vocabularies/products/{product_id}/merge": 409,
}


@pytest.fixture
def world(session):
    return build(session)


@pytest.fixture
def send(world, signed_in, app):
    """Send something to a route as whoever may use it."""
    browsers = {}

    def browser(path):
        who = world.newcomer if path.endswith("/welcome") else world.everything
        if who.id not in browsers:
            browsers[who.id] = signed_in(who)
        return browsers[who.id]

    def send(write, pairs):
        path = world.path(write.path)
        if write.is_form:
            body = urlencode([(name, "" if value is None else value) for name, value in pairs], doseq=True)
            return browser(path).request(write.method, path, content=body, headers=FORM)
        return browser(path).request(write.method, path, json=dict(pairs))

    browser("/account")
    browser("/welcome")
    return send


def test_there_are_forms_and_bodies_to_attack():
    assert len(FORMS) >= 20 and len(WRITES) - len(FORMS) >= 15


@pytest.mark.parametrize("write", WRITES, ids=str)
def test_whatever_comes_in_is_a_schema_that_refuses_the_unknown(write):
    assert issubclass(write.schema, Given) and write.schema.model_config["extra"] == "forbid"
    assert write.schema in GIVEN


def test_nothing_but_a_schema_reads_what_is_sent():
    reading = {"form", "json", "body", "stream"}
    found = {
        (path.name, node.lineno)
        for path in sorted(Path(exchange.__file__).parent.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in reading
        if isinstance(node.value, ast.Name) and node.value.id == "request" and path.name != "forms.py"
    }
    assert found == set()


def test_the_document_of_the_interface_lets_nothing_else_in():
    document = APPLICATION.openapi()
    seen = set()
    for path, operations in document["paths"].items():
        for method in {"post", "put", "patch", "delete"} & set(operations):
            body = operations[method].get("requestBody")
            if body is not None:
                (kind,) = (each["schema"] for each in body["content"].values())
                schema = document["components"]["schemas"][kind["$ref"].rpartition("/")[2]]
                assert schema["additionalProperties"] is False, path
                seen.add((method.upper(), path))
    assert seen == {(each.method, each.path) for each in WRITES if each.path.startswith("/api/v1/")}


@pytest.mark.parametrize("schema", GIVEN, ids=lambda schema: schema.__name__)
def test_no_schema_offers_to_set_a_right(schema):
    offered = set(schema.model_fields) & {*SET_IN_PASSING, "email", "organisation_id", "session_id"}
    assert offered <= MAY_NAME.get(schema.__name__, set())


@pytest.mark.parametrize("write", WRITES, ids=str)
def test_nothing_is_set_in_passing_and_what_fits_is_taken(write, world, send, look):
    given = fitting(write.schema, world)
    more = {name: value for name, value in SET_IN_PASSING.items() if name not in write.schema.model_fields}
    before = everything(look)
    refused = send(write, [*given.items(), *more.items()])
    # The trail is taken away by a form that has no page of its own, so its filters come back empty.
    assert refused.status_code == (303 if write.path == "/administration/audit/export" else 422)
    assert everything(look) == before
    if not write.is_form:
        named = {each.get("field") or each["loc"][-1] for each in refused.json()["errors"]}
        assert {name for name in more if not any(name in str(each) for each in named)} == set()
    taken = send(write, given.items())
    expected = REFUSED_ANYWAY.get(write.path.removeprefix("/api/v1"), 0)
    assert taken.status_code == expected or (not expected and taken.status_code < 400), taken.text[-3000:]


@pytest.mark.parametrize("write", FORMS, ids=str)
def test_a_field_that_comes_twice_is_refused_by_every_form(write, world, send, look):
    given = fitting(write.schema, world)
    before = everything(look)
    for name in write.schema.model_fields:
        if not isinstance(given.get(name), list):
            value = given.get(name, "")
            rest = [(key, each) for key, each in given.items() if key != name]
            twice = send(write, [*rest, (name, value), (name, value)])
            takes_many = "array" in str(write.schema.model_json_schema()["properties"][name].get("type"))
            assert takes_many or twice.status_code == 400, name
    assert everything(look) == before


ELSEWHERE = "//evil.example"
WAYS_BACK = (
    "next",
    "from",
    "back",
    "return",
    "return_to",
    "redirect",
    "redirect_uri",
    "continue",
    "url",
    "path",
)


def test_no_answer_of_any_route_leads_to_another_host(app, world, signed_in):
    away = dict.fromkeys(WAYS_BACK, ELSEWHERE)
    browser, visitor = signed_in(world.everything), examples.browser(app)
    token = browser.cookies[COOKIE]
    for method, path in all_routes(app):
        if path != "/account/data/erase" and "/leave" not in path:
            for one in (visitor, browser):
                headers = {"Referer": "https://evil.example/", "X-Forwarded-Host": "evil.example"}
                answer = one.request(method, path, params=away, data=away, headers=headers)
                place = answer.headers.get("location", "/")
                assert re.match(r"/(?![/\\])|https://exchange\.test/", place), (method, path, place)
                refresh = answer.headers.get("refresh", "") + answer.headers.get("hx-redirect", "")
                assert "evil.example" not in refresh, (method, path)
            browser.cookies.set(COOKIE, token, domain="exchange.test", path="/")


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
    client.post("/sign-in", data={"email": "ana.example@nhs.net"})
    statuses = [
        client.post("/sign-in/check", data={"code": "BBBBBBBB"}).status_code for _ in range(limit.most + 1)
    ]
    assert statuses[-1] == 429 and 429 not in statuses[:-1]
    assert client.post("/sign-in/link", data={"token": "t" * 43}).status_code == 429


def test_the_answer_that_made_a_passkey_makes_no_other(app, session, signed_in, look):
    ana, ben = examples.add_person(session, "Ana Example"), examples.add_person(session, "Ben Example")
    browser, other = signed_in(ana), signed_in(ben)
    options = browser.post("/account/passkeys/options", json={}).json()
    answer = {"name": "Laptop", "credential": Device().make(options)}
    thief = copy_of(app, browser)
    assert browser.post("/account/passkeys", json=answer).status_code == 200
    assert thief.post("/account/passkeys", json=answer).status_code in {401, 409}
    other.cookies.set(BROWSER, thief.cookies[BROWSER], domain="exchange.test", path="/")
    assert other.post("/account/passkeys", json=answer).status_code == 409
    assert look(select(Passkey.person_id)) == [ana.id]


class Bringing(Forger):
    """Signs with a key of its own, and sends the key along with the token."""

    key = RSAKey.generate_key(2048, {"kid": "one"})
    header: dict[str, object] = {}

    def token(self):
        if not self.header:
            return super().token()
        claims = jwt.decode(super().token(), self.keys[0]).claims
        return jwt.encode({"alg": "RS256", "kid": "one", **self.header}, claims, self.key)


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

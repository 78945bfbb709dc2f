"""Attacks on every route and form there is, found by walking the application instead of a list."""

import ast
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlmodel import select

import exchange
from exchange.app import create_app
from exchange.people.models import Duty, DutyKind, DutyState, Membership, MembershipState
from exchange.people.schemas import Given
from exchange.plumbing.settings import Settings
from tests import examples
from tests.security.routes import all_routes
from tests.security.test_reading import everything
from tests.security.test_schemas import GIVEN
from tests.security.world import build, fitting, writes

APPLICATION = create_app(Settings(database_url="sqlite://"))
WRITES = list(writes(APPLICATION))
FORMS = [each for each in WRITES if each.is_form]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
COOKIE = "__Host-exchange"

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
    "PersonSought": {"state", "role"},  # filters, which set nothing
    "PersonFilter": {"state", "role"},
    "_Choice": {"state", "role"},
    "ProfileGiven": {"version"},  # what a change was made to
    "ProfileForm": {"version"},
    "LessonGiven": {"version"},
    "LessonForm": {"version"},
    "VersionGiven": {"version"},
    "EditGiven": {"version"},
    "ReviewForm": {"version"},
    "CorrectionsGiven": {"version"},
    "WriteGiven": {"version"},
    "EntryGiven": {"version"},
    "Seen": {"version"},
    "Mark": {"id", "version"},  # which entry is meant, as it was seen
    "AnswerGiven": {"state"},  # of the report that is answered
}
# What fits its schema and is refused all the same, by what the form is about.
REFUSED_ANYWAY = {
    "/sign-in/check": 409,
    "/sign-in/link": 409,
    "/sign-in/passkey": 409,
    "/account/passkeys": 409,
    "/administration/vocabularies/products/{product_id}/merge": 409,
    "/organisations/{ods_code}/systems/import/{import_id}/undo": 409,  # it is not written yet
    "/administration/mergers": 409,
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
    # The form that exports the trail has no page of its own: it leads back to the list.
    assert refused.status_code == (303 if write.path == "/administration/audit/export" else 422)
    assert everything(look) == before
    if not write.is_form:
        assert [name for name in more if name not in refused.text] == []
    taken = send(write, given.items())
    expected = REFUSED_ANYWAY.get(write.path.removeprefix("/api/v1"), 0)
    assert taken.status_code == expected or (not expected and taken.status_code < 400), taken.text[:300]


@pytest.mark.parametrize("write", FORMS, ids=str)
def test_a_field_that_comes_twice_is_refused_by_every_form(write, world, send, look):
    given = fitting(write.schema, world)
    before = everything(look)
    for name in write.schema.model_fields:
        if not isinstance(given.get(name), list):
            if _takes_many(write, name):
                continue  # sent twice it is a list of two
            value = given.get(name, "")
            rest = [(key, each) for key, each in given.items() if key != name]
            twice = send(write, [*rest, (name, value), (name, value)])
            assert twice.status_code == 400, name
    assert everything(look) == before


def _takes_many(write, name):
    return write.schema.model_json_schema()["properties"][name].get("type") == "array"


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


def test_nobody_confirms_themselves_and_no_lead_confirms_for_another_organisation(session, signed_in, look):
    here, there = examples.add_organisation(session), examples.add_organisation(session, "RXB", "Southfield")
    network = examples.add_network(session, "Digital midwives", [here])
    leading = {"duties": [DutyKind.NETWORK_LEADER], "network": network}
    asking = examples.add_person(session, "Jo Joining", **leading)
    claiming = examples.add_person(session, "Cy Claiming", here, **leading)
    foreign = examples.add_person(session, "Fi Foreign", there, duties=[DutyKind.KNOWLEDGE_LEAD])
    session.add(join := Membership(person_id=asking.id, organisation_id=here.id))
    claim = Duty(person_id=claiming.id, kind=DutyKind.KNOWLEDGE_LEAD, organisation_id=here.id)
    session.add(claim)
    session.flush()
    ways = [f"/requests/joins/{join.id}", f"/requests/claims/{claim.id}"]
    for person, path in ((asking, ways[0]), (claiming, ways[1]), (foreign, ways[0]), (foreign, ways[1])):
        browser = signed_in(person)
        for answer in ("approve", "refuse"):
            assert browser.post(path, data={"answer": answer}).status_code in {403, 404}
            assert browser.post(f"/api/v1{path}", json={"answer": answer}).status_code in {403, 404}
    assert look(select(Membership.state).where(Membership.id == join.id)) == [MembershipState.ASKED]
    assert look(select(Duty.state).where(Duty.id == claim.id)) == [DutyState.ASKED]

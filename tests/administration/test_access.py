"""Who may enter administration: administrators alone, by every route."""

import re

import pytest
from fastapi.routing import iter_route_contexts

from exchange.app import create_app
from exchange.people.models import DutyKind
from exchange.plumbing.settings import Settings
from exchange.signing_in.models import Method
from tests import examples
from tests.examples import statements

pytestmark = pytest.mark.slow

ANY_ID = "6f1f1b0a-5f5c-4f0e-9a3e-0d6c1f2b3a4d"
EXAMPLES = {"domain": "nhs.net", "kind": "roles", "reference": "DP-AAAAAAAA"}


def routes():
    app = create_app(Settings(database_url="sqlite://"))
    return sorted(
        {
            (method, re.sub(r"\{(\w+)\}", lambda part: EXAMPLES.get(part[1], ANY_ID), context.path))
            for context in iter_route_contexts(app.routes)
            if context.path.removeprefix("/api/v1").startswith("/administration")
            for method in context.methods or ()
        }
    )


ROUTES = routes()


def test_there_are_routes_to_test():
    assert len(ROUTES) > 50


def answers(browser):
    found = {}
    for method, path in ROUTES:
        found[method, path] = browser.request(method, path).status_code
    return set(found.values()), found


def test_a_visitor_is_asked_to_sign_in(client):
    statuses, found = answers(client)
    assert statuses == {401}, found


@pytest.mark.parametrize("duty", [None, DutyKind.KNOWLEDGE_LEAD, DutyKind.NETWORK_LEADER])
def test_staff_leads_and_network_leaders_may_not_enter(session, signed_in, trust, duty):
    network = examples.add_network(session, "Northern EPR group", [trust])
    person = examples.add_person(session, "Sam Staff", trust, duties=[duty] if duty else [], network=network)
    statuses, found = answers(signed_in(person))
    assert statuses == {403}, found


def test_a_newcomer_may_not_enter(session, signed_in):
    statuses, found = answers(signed_in(examples.add_person(session, "Nia Newcomer")))
    assert statuses == {403}, found


def test_an_administrator_who_signed_in_by_mail_alone_may_not_enter(signed_in, ada):
    statuses, found = answers(signed_in(ada, Method.EMAIL))
    assert statuses == {403}, found


def test_an_administrator_may_enter_everywhere(admin):
    reads = {path: admin.get(path).status_code for method, path in ROUTES if method == "GET"}
    without_examples = {path for path, status in reads.items() if status in {404, 422}}
    assert {path: s for path, s in reads.items() if s not in {200, 404, 422}} == {}
    without_examples -= {"/api/v1/administration/mergers/new"}  # asks for two codes
    assert all(ANY_ID in path or any(e in path for e in EXAMPLES.values()) for path in without_examples)


def test_no_page_asks_the_database_more_than_a_few_times(admin, app, session, products):
    examples.add_domain(session, "nhs.net")
    session.commit()
    vocabularies = "/administration/vocabularies"
    for path in (
        "/administration",
        "/administration/domains",
        "/administration/domains/nhs.net",
        "/administration/mail",
        "/administration/settings",
        "/administration/audit/check",
        f"{vocabularies}/products/{products[0].id}",
        f"{vocabularies}/suppliers/{products[0].supplier_id}",
    ):
        with statements(app) as sent:
            assert admin.get(path).status_code == 200
        assert len(sent) <= 5, path
    with statements(app) as sent:
        admin.get(f"{vocabularies}/products/{products[0].id}/merge?into={products[1].id}")
    assert len(sent) <= 14

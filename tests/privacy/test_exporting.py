import json

import pytest
from sqlalchemy import event

from exchange.privacy.columns import NotPersonal
from exchange.privacy.exporting import get_personal_data
from exchange.privacy.limits import EXPORTS
from exchange.privacy.personal_data import PERSONAL
from tests import examples


@pytest.fixture
def data(session, mia):
    return get_personal_data(session, examples.actor_of(session, mia))


def test_every_kind_of_record_is_exported_with_every_personal_column(data):
    assert {holding.kind for holding in data.holdings} == set(PERSONAL)
    for holding in data.holdings:
        columns = PERSONAL[holding.kind].columns.values()
        words = {each.words for each in columns if not isinstance(each, NotPersonal)}
        for row in holding.rows:
            assert set(row.values) == words, holding.kind
    empty = {holding.kind for holding in data.holdings if not holding.rows}
    assert empty == {"duty", "erasure"}


def test_values_come_as_they_are_and_references_by_name(data):
    of = {holding.kind: holding.rows[0].values for holding in data.holdings if holding.rows}
    assert of["person"]["Mail address"] == "mia.marlowe@nhs.net"
    assert of["interest"]["Functional area"] == "Maternity"
    assert of["membership"]["Organisation"] == "Northfield Trust"
    assert of["identity"]["What the provider calls you"] == "mia-subject-77"


def test_other_people_appear_by_their_role_alone(data):
    text = data.model_dump_json()
    assert "Leo" not in text and "leo.leadworth" not in text and "leadworth" not in text
    of = {holding.kind: holding.rows for holding in data.holdings}
    assert of["person"][0].values["Asked instead of you"] == "member of staff at Northfield Trust"
    assert {row.values["By"] for row in of["audit_entry"]} == {"you", "member of staff at Northfield Trust"}
    assert of["outbox_message"][0].values["Text"] == "Hello Mia Marlowe. another person (an address) agreed."


def test_secrets_are_named_and_not_shown(session, mia, data):
    text = data.model_dump_json()
    assert "key-of-mia" not in text and "l" * 64 not in text and "c" * 64 not in text


def test_nothing_of_other_people_is_exported(session, mia, trust):
    other = examples.add_person(session, "Otto Other", trust)
    data = get_personal_data(session, examples.actor_of(session, other))
    text = data.model_dump_json()
    assert "Marlowe" not in text and "quokka" not in text and "platypus" not in text
    assert "Otto Other" in text


def test_the_number_of_questions_is_the_same_for_much_and_little(session, mia, trust, signed_in):
    little = signed_in(examples.add_person(session, "Otto Other", trust))
    for _ in range(5):
        examples.start_session(session, mia)
    much = signed_in(mia)
    counts = []
    for browser in (little, much):
        browser.get("/account/data")
        statements = []
        bind = browser.app.state.engine

        def note(*args, statements=statements):
            statements.append(args[2])

        event.listen(bind, "before_cursor_execute", note)
        assert browser.get("/account/data").status_code == 200
        event.remove(bind, "before_cursor_execute", note)
        counts.append(len([each for each in statements if each.lstrip().lower().startswith("select")]))
    assert counts[0] == counts[1] <= len(PERSONAL) + 6


def test_page_file_and_api_tell_the_same(mia, signed_in):
    browser = signed_in(mia)
    page = browser.get("/account/data/export")
    assert page.status_code == 200 and "Rolling out the quokka module" in page.text
    file = browser.get("/account/data/export.json")
    assert "attachment" in file.headers["content-disposition"]
    assert file.headers["cache-control"] == "no-store"
    told = browser.get("/api/v1/account/data").json()
    kinds = {each["kind"]: each for each in told["holdings"]}
    assert {each["kind"]: each for each in json.loads(file.text)["holdings"]}["person"] == kinds["person"]
    assert len(browser.get("/api/v1/account/data/export").json()["holdings"]) == len(PERSONAL)


def test_how_often_somebody_exports_is_limited(mia, signed_in):
    browser = signed_in(mia)
    answers = [browser.get("/account/data/export.json").status_code for _ in range(EXPORTS.most + 1)]
    assert set(answers[:-1]) == {200} and answers[-1] == 429


def test_a_visitor_is_asked_to_sign_in(client):
    for path in ("/account/data", "/account/data/export", "/account/data/export.json", "/account/data/erase"):
        assert client.get(path).status_code == 401


def test_agreements_are_shown_and_withdrawn_where_consent_is_the_reason(mia, signed_in, look):
    browser = signed_in(mia)
    told = browser.get("/api/v1/account/data").json()["agreements"]
    can = {each["text"]: each for each in told}
    assert can["pilot newsletter"]["can_withdraw"] and not can["privacy notice"]["can_withdraw"]
    path = "/account/data/consents/{}/withdraw"
    assert browser.post(path.format(can["privacy notice"]["id"])).status_code == 409
    answer = browser.post(path.format(can["pilot newsletter"]["id"]))
    assert answer.headers["location"] == "/account/data?done=withdrawn"
    assert "You have withdrawn" in browser.get(answer.headers["location"]).text
    assert browser.post(f"/api/v1{path.format(can['pilot newsletter']['id'])}").status_code == 409


def test_nobody_withdraws_for_somebody_else(session, mia, trust, signed_in):
    told = signed_in(mia).get("/api/v1/account/data").json()["agreements"]
    other = signed_in(examples.add_person(session, "Otto Other", trust))
    for each in told:
        assert other.post(f"/account/data/consents/{each['id']}/withdraw").status_code == 404

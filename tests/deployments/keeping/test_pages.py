"""The pages and the API of an organisation's list, over HTTP."""

import re

import pytest
from sqlmodel import select

from exchange.technologies.models import DeploymentChange
from tests import examples
from tests.deployments.keeping.conftest import AREAS, SYSTEMS

FORM = {"functional_area": "maternity", "stage": "live", "version": "0", "system": "One by Maker"}


@pytest.fixture
def lead(signed_in, house):
    return signed_in(house.lead)


def test_the_list_offers_one_press_for_each_entry(lead, house):
    page = lead.get(SYSTEMS).text
    assert page.count("Still true<") == page.count(">Wrong<") == page.count(">Changed<") == 3
    assert "3 of 3 not confirmed" in page
    assert "public source, May 2024, unconfirmed" in page


def test_confirming_goes_back_to_the_entry_with_who_and_when(lead, house):
    answer = lead.post(f"{SYSTEMS}/{house.entries['epr']}/confirm", data={"version": "1"})
    assert answer.status_code == 303
    page = lead.get(answer.headers["location"]).text
    assert "2 of 3 not confirmed" in page and "by Lee Lead" in page and ">Undo<" in page


def test_wrong_removes_and_offers_undo(lead, house):
    answer = lead.post(f"{SYSTEMS}/{house.entries['epr']}/remove", data={"version": "1"})
    page = lead.get(answer.headers["location"]).text
    assert "is off the list" in page
    (undo,) = re.findall(r'action="([^"]+/undo)"', page)
    assert lead.post(undo).status_code == 303
    assert lead.get(SYSTEMS).text.count("Still true<") == 3


def test_an_entry_that_somebody_has_changed_is_shown_anew(lead, house):
    path = f"{SYSTEMS}/{house.entries['epr']}"
    lead.post(f"{path}/confirm", data={"version": "1"})
    answer = lead.post(f"{path}/confirm", data={"version": "1"})
    assert answer.status_code == 409
    assert (
        "Somebody has changed this entry" in answer.text
        and f'id="entry-{house.entries["epr"]}"' in answer.text
    )


def test_ticks_confirm_several(lead, house):
    assert lead.post(f"{SYSTEMS}/confirm").status_code == 422
    page = lead.get(f"{SYSTEMS}?tick=all").text
    ticked = re.findall(r'name="entries" type="checkbox" value="([^"]+)" form="ticked" checked', page)
    assert len(ticked) == 3
    answer = lead.post(f"{SYSTEMS}/confirm", data={"entries": ticked})
    assert "3 systems are confirmed" in lead.get(answer.headers["location"]).text


def test_the_second_editor_sees_both_and_loses_nothing(lead, house):
    path = f"{SYSTEMS}/{house.entries['epr']}"
    form = {**FORM, "functional_area": "epr", "version": "1"}
    assert lead.post(path, data=form | {"note": "first"}).status_code == 303
    answer = lead.post(path, data=form | {"note": "second"})
    assert answer.status_code == 409
    assert "<dd>first</dd>" in answer.text and "<dd>second</dd>" in answer.text
    assert ">second</textarea>" in answer.text
    version = re.search(r'name="version" value="(\d+)"', answer.text)[1]
    assert lead.post(path, data=form | {"note": "second", "version": version}).status_code == 303


def test_a_refused_form_keeps_what_was_typed(lead, house):
    answer = lead.post(f"{SYSTEMS}/new", data=FORM | {"live_on": "someday", "note": "kept"})
    assert answer.status_code == 422
    assert "is not a date" in answer.text and ">kept</textarea>" in answer.text


def test_a_named_product_is_marked_until_it_is_checked(lead, house, client):
    form = FORM | {"system": "", "new_product": "Brand New", "new_supplier": "Newcomer"}
    assert lead.post(f"{SYSTEMS}/new", data=form).status_code == 303
    for path in (SYSTEMS, "/organisations/RXA", "/technologies/newcomer-brand-new"):
        assert "roposed, not yet checked" in lead.get(path).text
    document = client.get("/api/v1/organisations/RXA").json()
    systems = [each for group in document["capabilities"] for each in group["systems"]]
    assert [each["product"] for each in systems if each["is_proposed"]] == ["Brand New"]


def test_contracts_show_when_the_organisation_says_so(lead, house, client):
    path = f"{SYSTEMS}/{house.entries['epr']}"
    lead.post(f"{SYSTEMS}/contracts", data={"shows": "true"})
    form = {**FORM, "functional_area": "epr", "version": "1", "contract_to": "2027-Q1"}
    assert lead.post(path, data=form).status_code == 303
    assert "2027-Q1" in client.get("/organisations/RXA").text
    lead.post(f"{SYSTEMS}/contracts", data={"shows": "false"})
    assert "2027-Q1" not in client.get("/organisations/RXA").text
    assert "2027-Q1" not in client.get("/api/v1/organisations/RXA").text


def test_what_the_api_changes_the_pages_show(lead, house):
    answer = lead.post(f"/api/v1{SYSTEMS}", json={**FORM, "version": 0})
    assert answer.status_code == 201
    entry = answer.json()["entry"]
    assert (
        lead.put(
            f"/api/v1{SYSTEMS}/{entry['id']}", json={**FORM, "version": 1, "stage": "retired"}
        ).status_code
        == 204
    )
    assert "retired" in lead.get(f"{SYSTEMS}/history").text
    changes = lead.get(f"/api/v1{SYSTEMS}/history").json()["changes"]
    assert [each["kind"] for each in changes] == ["corrected", "added"]
    assert lead.post(f"/api/v1{SYSTEMS}/changes/{changes[0]['id']}/undo").status_code == 204
    assert lead.post(f"/api/v1{SYSTEMS}/changes/{changes[0]['id']}/undo").status_code == 409


def test_account_and_first_page_lead_a_lead_to_what_waits(lead, signed_in, house):
    for path in ("/account", "/"):
        page = lead.get(path).text
        assert "3 of 3 not confirmed" in page and f'href="{SYSTEMS}"' in page
    assert SYSTEMS not in signed_in(house.staff).get("/account").text


def test_the_public_page_leads_those_who_may(lead, client, signed_in, house):
    assert "Keep these systems true" in lead.get("/organisations/RXA").text
    assert "Keep these systems true" in signed_in(house.administrator).get("/organisations/RXA").text
    for browser in (client, signed_in(house.staff), signed_in(house.stranger)):
        assert "Keep these systems true" not in browser.get("/organisations/RXA").text


def test_names_stay_within_the_organisation(lead, client, house):
    lead.post(f"{SYSTEMS}/{house.entries['epr']}/confirm", data={"version": "1"})
    for path in ("/organisations/RXA", "/api/v1/organisations/RXA"):
        page = client.get(path).text
        assert "Lee Lead" not in page and "confirmed by the organisation" in page


@pytest.mark.parametrize("path", [SYSTEMS, f"{SYSTEMS}/history", f"{SYSTEMS}/new"])
def test_the_number_of_queries_does_not_grow(app, lead, house, look, path):
    lead.get(
        "/organisations"
    )  # reads the directory into memory, which it stays in until the registry changes
    with examples.statements(app) as few:
        assert lead.get(path).status_code == 200
    for area in AREAS[3:]:
        house.add(area)
    house.session.commit()
    entries = [f"{id}:1" for id in house.entries.values()]
    lead.post(f"{SYSTEMS}/confirm", data={"entries": entries})
    assert len(look(select(DeploymentChange.id))) == 12
    lead.get("/organisations")
    with examples.statements(app) as many:
        assert lead.get(path).status_code == 200
    assert len(many) <= len(few) + (3 if path.endswith("history") else 0)
    assert len(many) <= 14

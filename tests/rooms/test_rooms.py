"""Rooms form themselves; organisations ask a supplier together there."""

import re

import pytest
from sqlmodel import select

from exchange.deployments.models import SupplierAsk
from exchange.plumbing.audit import AuditEntry
from exchange.technologies.models import Stage
from tests import examples
from tests.rooms.conftest import ROOM

NHS_NUMBER = "943 476 5919"


def _asks(browser):
    return browser.get(f"/api/v1{ROOM}").json()["asks"]


def _ask(browser, text="Print on one label"):
    answer = browser.post(f"{ROOM}/asks", data={"text": text})
    assert answer.status_code == 303
    return _asks(browser)[0]["id"]


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ((), "Three organisations must confirm"),
        (("RAA",), "Two more organisations must confirm"),
        (("RAA", "RBB"), "One more organisation must confirm"),
    ],
)
def test_below_three_staff_are_told_how_many_are_missing_and_visitors_find_nothing(
    stand, client, signed_in, codes, words
):
    stand.confirm(*codes)
    stand.confirm("RZZ", confirmed_on=None, stage=Stage.RETIRED)
    staff = signed_in(stand.person("Ana Example", "RZZ"))
    assert words in staff.get(ROOM).text
    assert staff.get(f"/api/v1{ROOM}").json()["members"] == []
    assert client.get(ROOM).status_code == 404
    assert client.get(f"/api/v1{ROOM}").status_code == 404


def test_with_three_it_opens_to_staff_and_asks_visitors_to_sign_in(stand, client, signed_in):
    stand.confirm("RAA", "RBB", "RCC")
    person = stand.person("Ana Example", "RAA")
    stand.person("Bo Example", "RBB")
    text = signed_in(person).get(ROOM).text
    assert "RBB Trust" in text and "Bo Example" in text and "must confirm" not in text
    assert client.get(ROOM).status_code == 401
    assert client.get("/rooms").status_code == 401


def test_an_organisation_asks_and_another_joins_in_once_and_leaves(stand, signed_in):
    stand.confirm("RAA", "RBB", "RCC")
    ana, bo = (signed_in(stand.person(name, code)) for name, code in (("Ana A", "RAA"), ("Bo B", "RBB")))
    ask = _ask(ana)
    for _ in range(2):
        assert bo.post(f"{ROOM}/asks/{ask}/back").status_code == 303
    assert [each["ods_code"] for each in _asks(bo)[0]["backers"]] == ["RAA", "RBB"]
    assert ana.post(f"{ROOM}/asks/{ask}/back").status_code == 409
    assert bo.post(f"{ROOM}/asks/{ask}/leave").status_code == 303
    assert [each["ods_code"] for each in _asks(bo)[0]["backers"]] == ["RAA"]
    assert bo.post(f"{ROOM}/asks/{ask}/leave").status_code == 409


def test_asks_stand_by_the_number_of_organisations(stand, signed_in):
    stand.confirm("RAA", "RBB", "RCC")
    ana, bo = (signed_in(stand.person(name, code)) for name, code in (("Ana A", "RAA"), ("Bo B", "RBB")))
    _ask(ana, "First")
    second = next(each["id"] for each in (_ask(ana, "Second") and _asks(ana)) if each["text"] == "Second")
    bo.post(f"{ROOM}/asks/{second}/back")
    assert [each["text"] for each in _asks(ana)] == ["Second", "First"]


def test_only_those_whose_entry_is_confirmed_ask(stand, signed_in):
    stand.confirm("RAA", "RBB", "RCC", "RDD")
    stand.lapse("RDD")
    lapsed = signed_in(stand.person("Dee D", "RDD"))
    assert lapsed.get(ROOM).status_code == 200
    assert lapsed.post(f"{ROOM}/asks", data={"text": "Hear us"}).status_code == 403
    assert "entry is not confirmed" in lapsed.get(ROOM).text


def test_what_an_organisation_asks_stands_when_its_confirmation_lapses(stand, signed_in):
    stand.confirm("RAA", "RBB", "RCC", "RDD")
    dee, ana = (signed_in(stand.person(name, code)) for name, code in (("Dee D", "RDD"), ("Ana A", "RAA")))
    ask = _ask(ana)
    dee.post(f"{ROOM}/asks/{ask}/back")
    stand.lapse("RDD")
    backers = {each["ods_code"]: each["has_lapsed"] for each in _asks(ana)[0]["backers"]}
    assert backers == {"RAA": False, "RDD": True}
    assert dee.post(f"{ROOM}/asks/{ask}/leave").status_code == 303


def test_whoever_wrote_it_or_their_lead_withdraws_and_it_stays_on_record(stand, signed_in, look):
    stand.confirm("RAA", "RBB", "RCC")
    ana = signed_in(stand.person("Ana A", "RAA"))
    lead = signed_in(stand.person("Lea A", "RAA", lead=True))
    colleague, other = (
        signed_in(stand.person(name, code)) for name, code in (("Col A", "RAA"), ("Oth B", "RBB"))
    )
    ask = _ask(ana)
    assert colleague.post(f"{ROOM}/asks/{ask}/withdraw").status_code == 403
    assert other.post(f"{ROOM}/asks/{ask}/withdraw").status_code == 403
    assert lead.post(f"{ROOM}/asks/{ask}/withdraw").status_code == 303
    assert _asks(ana) == []
    assert look(select(SupplierAsk.text)) == ["Print on one label"]
    assert "supplier_ask.withdrawn" in look(select(AuditEntry.event))
    assert lead.post(f"{ROOM}/asks/{ask}/withdraw").status_code == 404


@pytest.mark.parametrize("text", ["", "x" * 501, f"Patient {NHS_NUMBER}"])
def test_what_cannot_be_asked_is_kept_as_it_was_typed_and_not_stored(stand, signed_in, look, text):
    stand.confirm("RAA", "RBB", "RCC")
    ana = signed_in(stand.person("Ana A", "RAA"))
    answer = ana.post(f"{ROOM}/asks", data={"text": text})
    assert answer.status_code == 422 and "There is a problem" in answer.text
    assert text in answer.text
    assert look(select(SupplierAsk.id)) == []


def test_an_organisation_has_five_asks_in_a_room(stand, signed_in):
    stand.confirm("RAA", "RBB", "RCC")
    ana = signed_in(stand.person("Ana A", "RAA"))
    for number in range(5):
        _ask(ana, f"Number {number}")
    sixth = ana.post(f"{ROOM}/asks", data={"text": "One more"})
    assert sixth.status_code == 422 and "has 5 asks here" in sixth.text and "One more" in sixth.text


def test_the_list_for_the_supplier_names_organisations_and_no_person(stand, signed_in):
    stand.confirm("RAA", "RBB", "RCC")
    stand.person("Bo Backer", "RBB")
    ana = signed_in(stand.person("Ana Author", "RAA"))
    _ask(ana)
    main = re.search(r"<main.*</main>", ana.get(f"{ROOM}/list").text, re.DOTALL)[0]
    assert "RAA Trust" in main and "Print on one label" in main
    assert "Author" not in main and "Backer" not in main


def test_the_list_of_rooms_says_which_have_opened(stand, signed_in):
    stand.confirm("RAA", "RBB")
    ana = signed_in(stand.person("Ana A", "RAA"))
    assert "Not open yet" in ana.get("/rooms").text
    stand.confirm("RCC")
    assert "Not open yet" not in ana.get("/rooms").text


def test_the_number_of_queries_does_not_grow_with_a_room(app, stand, signed_in):
    stand.confirm("RAA", "RBB", "RCC")
    ana = signed_in(stand.person("Ana A", "RAA"))
    _ask(ana)
    few = _count(app, ana)
    stand.confirm("RDD", "REE")
    dee = signed_in(stand.person("Dee D", "RDD"))
    _ask(dee, "Another")
    assert _count(app, ana) == few <= 18


def _count(app, browser):
    browser.get(ROOM)
    with examples.statements(app) as found:
        browser.get(ROOM)
    return len(found)

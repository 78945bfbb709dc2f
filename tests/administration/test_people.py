"""Finding people, and looking after their accounts."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from exchange.administration import actions
from exchange.administration.schemas import PersonFilter
from exchange.people.models import DutyKind, Person, PersonState
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict, NotAllowed, NotFound
from exchange.signing_in.models import Method, SignInSession
from tests import examples
from tests.examples import statements


def names(answer):
    return [each["name"] for each in answer.json()["people"]]


def test_the_first_page_counts_what_waits(admin, session):
    answer = admin.get("/administration")
    assert answer.status_code == 200 and "1 account in use" in answer.text
    found = admin.get("/api/v1/administration").json()
    assert found["people"] == 1 and found["open_concerns"] == 0 and found["next_answer_by"] is None


def test_people_are_found_by_part_of_a_name_in_any_case(admin, session, trust):
    for name in ("Mia Marlowe", "Noah Nolan"):
        examples.add_person(session, name, trust)
    session.commit()
    assert names(admin.get("/api/v1/administration/people?q=MARL")) == ["Mia Marlowe"]
    assert names(admin.get("/api/v1/administration/people?q=%25")) == []


def test_people_are_narrowed_by_state_role_and_organisation(admin, session, trust):
    elsewhere = examples.add_organisation(session, "RXB", "Southfield Trust")
    examples.add_person(session, "Lea Lead", elsewhere, duties=[DutyKind.KNOWLEDGE_LEAD])
    examples.add_person(session, "Nia Newcomer")
    examples.add_person(session, "Otto Off", trust, state=PersonState.DISABLED)
    session.commit()
    for query, expected in {
        "role=newcomer": ["Nia Newcomer"],
        "role=knowledge+lead": ["Lea Lead"],
        "role=administrator": ["Ada Admin"],
        "role=operator": [],
        "state=disabled": ["Otto Off"],
        "organisation=rxb": ["Lea Lead"],
        "organisation=RXA&state=active": ["Ada Admin"],
        "": ["Ada Admin", "Lea Lead", "Nia Newcomer", "Otto Off"],
    }.items():
        assert names(admin.get(f"/api/v1/administration/people?{query}")) == expected, query


def test_a_page_has_25_people_whatever_their_number(admin, app, session, trust):
    with statements(app) as few:
        admin.get("/administration/people")
    for number in range(60):
        examples.add_person(session, f"Person {number:02}", trust, duties=[DutyKind.ADMINISTRATOR])
    session.commit()
    with statements(app) as many:
        answer = admin.get("/administration/people?page=2")
    assert len(few) == len(many) <= 7
    assert answer.text.count('href="/administration/people/') == 25
    assert "page=3" in answer.text and "61 accounts" in answer.text
    assert len(names(admin.get("/api/v1/administration/people?page=3"))) == 11


def test_the_form_leads_to_the_list_with_its_filters(admin):
    answer = admin.post("/administration/people", data={"words": "mar", "state": "active", "role": ""})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/administration/people?state=active&q=mar"


def test_a_whole_address_leads_to_its_account_and_stands_in_no_url(admin, session, mia):
    session.commit()
    answer = admin.post("/administration/people", data={"words": " Mia.Marlowe@NHS.net "})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/administration/people/{mia.id}"
    found = admin.post("/api/v1/administration/people", json={"words": "mia.marlowe@nhs.net"})
    assert found.json() == {"id": str(mia.id)}


def test_an_address_that_is_nobodys_is_said_to_be(admin):
    answer = admin.post("/administration/people", data={"words": "nobody@nhs.net"})
    assert answer.status_code == 422 and "Nobody has an account" in answer.text
    assert "<title>Error: People" in answer.text


def test_an_address_in_a_url_is_refused(admin):
    answer = admin.get("/administration/people", params={"q": "mia.marlowe@nhs.net"})
    assert answer.status_code == 422 and "mia.marlowe" not in answer.text


def test_no_page_and_no_answer_holds_an_address(admin, session, mia):
    session.commit()
    for path in ("/administration/people", f"/administration/people/{mia.id}"):
        for each in (path, f"/api/v1{path}"):
            assert "@nhs.net" not in admin.get(each).text


def test_an_account_shows_what_it_is(admin, app, session, mia, trust):
    network = examples.add_network(session, "Northern EPR group", [trust])
    lead = examples.add_person(
        session,
        "Lou Leader",
        trust,
        duties=[DutyKind.KNOWLEDGE_LEAD, DutyKind.NETWORK_LEADER],
        network=network,
    )
    examples.start_session(session, lead)
    session.commit()
    with statements(app) as sent:
        text = admin.get(f"/administration/people/{lead.id}").text
    assert len(sent) <= 7
    assert "Northern EPR group" in text and "Northfield Trust" in text and "1 browser" in text
    found = admin.get(f"/api/v1/administration/people/{lead.id}").json()
    assert {duty["kind"] for duty in found["duties"]} == {"knowledge lead", "network leader"}
    assert found["sessions"] == 1 and found["passkeys"] == 0


def test_somebody_unknown_is_not_found(admin):
    assert admin.get("/administration/people/6f1f1b0a-5f5c-4f0e-9a3e-0d6c1f2b3a4d").status_code == 404


def test_switching_an_account_off_ends_its_sessions_at_once(admin, signed_in, session, mia, look):
    theirs = signed_in(mia)
    assert theirs.get("/account").status_code == 200
    answer = admin.post(f"/administration/people/{mia.id}/disable")
    assert answer.status_code == 303 and answer.headers["location"].endswith("?done=off")
    assert theirs.get("/account").status_code == 401
    assert theirs.get("/api/v1/account/data").status_code == 401
    assert look(select(SignInSession.ended_at).where(SignInSession.person_id == mia.id))[0] is not None
    assert "switched off" in admin.get(answer.headers["location"]).text
    events = look(select(AuditEntry.event).where(AuditEntry.subject == f"person:{mia.id}"))
    assert events[-2:] == ["sessions.ended", "person.disabled"]


def test_an_account_that_was_off_is_on_again_with_what_it_had(admin, signed_in, session, mia, look):
    session.commit()
    admin.post(f"/api/v1/administration/people/{mia.id}/disable")
    assert admin.post(f"/api/v1/administration/people/{mia.id}/disable").status_code == 409
    assert admin.post(f"/api/v1/administration/people/{mia.id}/enable").status_code == 204
    assert admin.post(f"/administration/people/{mia.id}/enable").status_code == 409
    assert look(select(Person.state).where(Person.id == mia.id)) == [PersonState.ACTIVE]
    assert signed_in(mia).get("/account").status_code == 200


def test_nobody_switches_their_own_account_off(admin, session, ada, trust):
    examples.add_person(session, "Ben Backup", trust, duties=[DutyKind.ADMINISTRATOR])
    session.commit()
    assert admin.post(f"/administration/people/{ada.id}/disable").status_code == 403
    assert "You cannot switch your own account off" in admin.get(f"/administration/people/{ada.id}").text


def test_the_last_administrator_stays(session, ada, operator, trust):
    with pytest.raises(Conflict):
        actions.disable_person(session, operator, ada.id)
    ben = examples.add_person(session, "Ben Backup", trust, duties=[DutyKind.ADMINISTRATOR])
    actions.disable_person(session, operator, ada.id)
    with pytest.raises(Conflict):
        actions.disable_person(session, operator, ben.id)


def test_who_does_not_look_after_the_service_changes_no_account(session, mia, ada):
    actor = examples.actor_of(session, mia)
    for action in (actions.disable_person, actions.enable_person):
        with pytest.raises(NotAllowed):
            action(session, actor, ada.id)


def test_an_erased_account_cannot_be_switched(session, ada, mia, operator):
    mia.state, mia.email, mia.name = PersonState.ERASED, None, ""
    session.flush()
    for action in (actions.disable_person, actions.enable_person):
        with pytest.raises(NotFound):
            action(session, operator, mia.id)


def test_a_session_that_is_over_does_not_count(admin, session, mia):
    examples.start_session(session, mia, Method.EMAIL)
    session.commit()
    session.close()
    with time_machine.travel(now() + timedelta(minutes=29)):
        assert admin.get(f"/api/v1/administration/people/{mia.id}").json()["sessions"] == 1
    with time_machine.travel(now() + timedelta(minutes=45)):
        assert admin.get(f"/api/v1/administration/people/{mia.id}").json()["sessions"] == 0


def test_a_filter_takes_no_other_fields(admin):
    assert admin.get("/api/v1/administration/people?email=a").status_code == 422
    assert admin.post("/administration/people", data={"words": "a", "is_admin": "1"}).status_code == 422
    assert PersonFilter.model_config["extra"] == "forbid"

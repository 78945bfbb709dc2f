from datetime import timedelta

from sqlmodel import select

from exchange.people.models import Person
from exchange.plumbing.clock import today
from tests.examples import add_person
from tests.profiles.world import add_interests

PROFILE, PAUSE = "/api/v1/account/profile", "/api/v1/account/pause"


def test_a_profile_is_read_and_replaced_as_a_whole(session, browser, ana):
    add_interests(session, ana, "epr")
    session.commit()
    before = browser.get(PROFILE).json()
    assert [each["key"] for each in before["helps"]] == ["epr"]
    assert before["organisation"]["href"] == "/organisations/RXA" and "email" not in before
    given = {"name": "Ana Example", "helps_products": ["epic-hyperspace"], "version": before["version"]}
    after = browser.put(PROFILE, json=given)
    assert after.status_code == 200
    assert [each["name"] for each in after.json()["helps"]] == ["Epic Hyperspace"]
    assert after.json()["version"] == before["version"] + 1


def test_a_stale_version_is_refused(browser):
    given = {"name": "Ana Example", "version": 1}
    assert browser.put(PROFILE, json=given).status_code == 200
    refused = browser.put(PROFILE, json=given)
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"


def test_nothing_is_set_in_passing(browser, ana, look):
    for field in ("email", "state", "is_demonstration", "paused_until", "roles", "organisation_id"):
        given = {"name": "Ana Example", "version": 1, field: "1"}
        assert browser.put(PROFILE, json=given).status_code == 422, field
    assert browser.post(PAUSE, json={"length": "1 week", "person_id": str(ana.id)}).status_code == 422
    assert look(select(Person.version))[0] == 1


def test_a_refusal_names_its_field(browser):
    refused = browser.put(PROFILE, json={"name": "Ana", "version": 1, "job_role": "wizard"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "job_role"


def test_a_pause_is_read_begun_and_ended(browser):
    assert browser.get(PAUSE).json() == {"until": None}
    begun = browser.post(PAUSE, json={})
    assert begun.json() == {"until": (today() + timedelta(days=28)).isoformat()}
    assert browser.get(PAUSE).json() == begun.json()
    assert browser.delete(PAUSE).status_code == 204
    assert browser.get(PAUSE).json() == {"until": None}


def test_only_members_of_staff_have_a_profile(session, organisation, client, signed_in):
    newcomer = signed_in(add_person(session, "Nia New"))
    assert client.get(PROFILE).status_code == 401
    assert newcomer.get(PROFILE).status_code == 403
    assert newcomer.put(PROFILE, json={"name": "Nia", "version": 1}).status_code == 403
    assert newcomer.delete(PAUSE).status_code == 403

"""The pages and the API of mergers: a dry run first, then what was shown."""

from threading import Barrier, Thread

import pytest
from sqlmodel import select

from exchange.organisations.models import Organisation, OrganisationStatus
from exchange.people.models import Duty, Membership, MembershipState
from exchange.plumbing.audit import AuditEntry
from exchange.succession.models import OrganisationMerger
from exchange.technologies.models import Deployment
from tests import examples
from tests.examples import statements

PATH = "/administration/mergers"
NEW = f"{PATH}/new?gone=RXG&into=RXI"


@pytest.fixture
def admin(world, signed_in):
    """The administrator's browser."""
    return signed_in(world.people["Ada"])


def _form(admin, **more):
    plan = admin.get(f"/api/v1{NEW}").json()["plan"]
    return {"gone": "RXG", "into": "RXI", "on": "2026-11-01", "plan": plan, **more}


def test_a_dry_run_says_what_would_change_and_changes_nothing(admin, app, look):
    with statements(app) as sent:
        text = admin.get(NEW).text
    assert len(sent) <= 32
    for words in (
        "Carry Gorse Trust over to Iris Trust?",
        "that of Gorse Trust: it was confirmed last",
        "that of Iris Trust: it was confirmed last",
        "Gus Member",
        "led the old one, and asks to lead this one",
        "gone public",
        "This cannot be undone here",
        "drafts and lessons by relay come along, too, and are not counted here",
    ):
        assert words in text, words
    assert "gone relay" not in text and "gone draft" not in text
    plan = admin.get(f"/api/v1{NEW}").json()
    numbers = {each["what"]: (each["moves"], each["others"]) for each in plan["carried"]}
    assert numbers["Systems"] == (1, 2) and numbers["Lessons"] == (3, 0)
    assert numbers["People"] == (3, 0) and numbers["Networks"] == (1, 1)
    assert numbers["Reports on lessons"] == (3, 3)
    assert len(look(select(Deployment))) == 6 and not look(select(OrganisationMerger))


def test_a_merger_is_done_as_it_was_shown(admin, look):
    answer = admin.post(PATH, data=_form(admin))
    assert answer.status_code == 303
    page = admin.get(answer.headers["location"]).text
    assert "The two organisations are one now" in page
    assert "Gorse Trust (RXG)" in page and "1 November 2026" in page
    done = admin.get(f"/api/v1{PATH}").json()["done"]
    assert done == [
        {
            "ods_code": "RXG",
            "name": "Gorse Trust",
            "into_code": "RXI",
            "into": "Iris Trust",
            "merged_on": "2026-11-01",
        }
    ]
    again = admin.post(f"/api/v1{PATH}", json={**_again(), "plan": "x"})
    assert again.status_code == 409 and "nothing here is left" in again.json()["detail"]


def _again():
    return {"gone": "RXG", "into": "RXI", "on": "2026-11-01"}


def test_what_does_not_fit_is_said_beside_what_was_typed(admin):
    for sent, words in (
        (_form(admin, on="2999-01-01"), "The day must not be in the future"),
        (_form(admin, on="soon"), "must be a real date"),
        (_form(admin, gone="XXX"), "There is no organisation with the code"),
        ({"gone": "RXG"}, "There is no organisation with the code"),
    ):
        answer = admin.post(PATH, data=sent)
        assert answer.status_code == 422 and words in answer.text, words
        assert f'value="{sent["gone"]}"' in answer.text
    assert admin.post(PATH, data=_form(admin, plan="other")).status_code == 409
    unknown = admin.get(f"{PATH}/new?gone=XXX&into=RXI")
    assert unknown.status_code == 422 and 'value="XXX"' in unknown.text
    assert admin.get(f"{PATH}/new").status_code == 200
    assert admin.get(f"{PATH}/new?gone=RXG&into=RXG").status_code == 409


def test_what_is_to_be_carried_over_is_listed(admin, session, world, app):
    gone = world.gone
    gone.status, gone.successor_ods_code = OrganisationStatus.CLOSED, "RXI"
    session.add(gone)
    session.commit()
    admin.get(PATH)  # reads the directory into memory
    with statements(app) as sent:
        listed = admin.get(f"/api/v1{PATH}").json()["to_do"]
    assert len(sent) <= 10
    assert [(each["ods_code"], each["into_code"]) for each in listed] == [("RXG", "RXI")]
    assert (listed[0]["systems"], listed[0]["lessons"], listed[0]["people"]) == (3, 3, 3)
    assert "gone=RXG&amp;into=RXI" in admin.get(PATH).text


def test_of_two_mergers_at_once_one_wins(app, world, session, signed_in, look):
    browsers = [signed_in(world.people["Ada"]) for _ in range(2)]
    sent = _form(browsers[0])
    barrier, answers = Barrier(2), []

    def merge(browser):
        barrier.wait()
        answers.append(browser.post(f"/api/v1{PATH}", json=sent).status_code)

    threads = [Thread(target=merge, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [204, 409]
    assert len(look(select(OrganisationMerger))) == 1
    merged = select(AuditEntry).where(AuditEntry.event == "organisation.merged")
    assert len(look(merged)) == 1
    there = select(Membership).where(
        Membership.organisation_id == world.into.id, Membership.state == MembershipState.APPROVED
    )
    assert len(look(there)) == 4


def test_whoever_asks_to_join_while_it_is_merged_is_lost_by_neither(app, world, session, signed_in, look):
    nia = examples.add_person(session, "Nia New")
    joiner, admin = signed_in(nia), signed_in(world.people["Ada"])
    sent = _form(admin)
    barrier, answers = Barrier(2), []

    def post(browser, path, body):
        barrier.wait()
        answers.append(browser.post(path, json=body).status_code)

    threads = [
        Thread(target=post, args=(admin, f"/api/v1{PATH}", sent)),
        Thread(target=post, args=(joiner, "/api/v1/account/organisation", {"organisation": "RXG"})),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not [status for status in answers if status >= 500]
    mine = look(select(Membership).where(Membership.person_id == nia.id))
    assert len([each for each in mine if each.state is MembershipState.ASKED]) <= 1
    assert len(look(select(Organisation))) == 3 and look(select(Duty))

import re

import pytest
from sqlmodel import select

from exchange.mail.models import OutboxMessage
from exchange.people.models import (
    Consent,
    Duty,
    DutyKind,
    DutyState,
    JobRole,
    Membership,
    MembershipState,
    Person,
)
from exchange.people.wording import NOTICE_VERSION
from exchange.plumbing.audit import AuditEntry
from tests import examples

OWN = "/account/organisation"


def confirmed(**more):
    """The form of a newcomer as a browser sends it."""
    return {"organisation": "RXA", "name": "Nia New", "job_role": "", "notice_version": NOTICE_VERSION} | more


def places(look, person):
    rows = look(select(Membership).where(Membership.person_id == person.id))
    return {(row.organisation_id, row.state) for row in rows}


def ask(session, person, organisation):
    asked = Membership(person_id=person.id, organisation_id=organisation.id)
    session.add(asked)
    session.flush()
    return asked


def errors(page):
    summary = re.search(r"(?s)nhsuk-error-summary__list.*?</ul>", page.text)
    return re.findall(r'href="#(\w+)"', summary[0]) if summary else []


@pytest.mark.parametrize(
    ("address", "guessed"),
    [
        ("nia.new@northfield.nhs.uk", True),
        ("nia.new@mail.northfield.nhs.uk", True),
        ("nia.new@nhs.net", False),
        ("nia.new@elsewhere.nhs.uk", False),
    ],
)
def test_the_mail_domain_suggests_the_organisation(session, north, signed_in, address, guessed):
    examples.add_domain(session, "northfield.nhs.uk", covers_subdomains=True, organisation_id=north.id)
    page = signed_in(examples.add_person(session, "", email=address)).get("/welcome").text
    assert ("Do you work here?" in page) is guessed
    assert ('value="RXA"' in page) is guessed
    assert 'value="Nia New"' in page


def test_a_name_in_the_mail_domain_suggests_it_too(session, signed_in):
    examples.add_organisation(session, "RXC", "Fallowmere NHS Foundation Trust")
    nia = examples.add_person(session, "N", email="n@mail.fallowmere.nhs.uk")
    told = signed_in(nia).get("/api/v1/welcome").json()
    assert told["guess"]["ods_code"] == "RXC"


def test_a_newcomer_confirms_and_waits(session, nia, north, kim, signed_in, look):
    session.add(JobRole(name="digital midwife"))
    browser = signed_in(nia)
    answer = browser.post("/welcome", data=confirmed(name=" Nia  Newman ", job_role="digital midwife"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/welcome")
    assert "We have asked" in browser.get("/welcome").text
    assert places(look, nia) == {(north.id, MembershipState.ASKED)}
    person = look(select(Person).where(Person.id == nia.id))[0]
    assert (person.name, person.job_role) == ("Nia Newman", "digital midwife")
    assert look(select(Consent.version)) == [NOTICE_VERSION]
    assert look(select(OutboxMessage.recipient)) == [kim.email]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"organisation": ""}, "organisation"),
        ({"organisation": "Northfeld"}, "organisation"),
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"job_role": "astronaut"}, "job_role"),
        ({"notice_version": "1999-01"}, "notice_version"),
        ({"state": "approved"}, "state"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(nia, north, signed_in, look, typed, field):
    answer = signed_in(nia).post("/welcome", data=confirmed(**typed))
    assert answer.status_code == 422
    assert errors(answer) == [field]
    assert typed.get("organisation", "RXA") in answer.text
    assert places(look, nia) == set()


def test_whoever_chooses_another_organisation_than_the_guess_gets_it(
    session, nia, north, south, signed_in, look
):
    answer = signed_in(nia).post("/welcome", data=confirmed(choice="another", organisation="southmere trust"))
    assert answer.status_code == 303
    assert places(look, nia) == {(south.id, MembershipState.ASKED)}


def test_whoever_belongs_somewhere_is_not_asked_again(session, north, signed_in, look):
    browser = signed_in(examples.add_person(session, "Mia Marlowe", north))
    assert "You belong to" in browser.get("/welcome").text
    assert browser.post("/welcome", data=confirmed()).status_code == 409


def test_a_lead_confirms_and_rights_begin_with_the_next_request(session, nia, north, kim, signed_in, look):
    asked = ask(session, nia, north)
    theirs, lead = signed_in(nia), signed_in(kim)
    assert theirs.get("/people").status_code == 403
    page = lead.get("/requests").text
    assert "Nia New" in page and "asks to join" in page and nia.email not in page
    answer = lead.post(f"/requests/joins/{asked.id}", data={"answer": "approve"})
    assert answer.headers["location"] == "/requests?done=approve"
    assert "Approved." in lead.get("/requests?done=approve").text
    assert theirs.get("/people").status_code == 200
    assert places(look, nia) == {(north.id, MembershipState.APPROVED)}


def test_a_refusal_tells_the_reason_by_mail_and_keeps_it_nowhere_else(
    session, nia, north, kim, signed_in, look
):
    asked = ask(session, nia, north)
    lead = signed_in(kim)
    path = f"/requests/joins/{asked.id}"
    too_long = lead.post(path, data={"answer": "refuse", "reason": "y" * 301})
    assert too_long.status_code == 422 and errors(too_long) == ["reason"] and "y" * 301 in too_long.text
    assert lead.post(path, data={"answer": "perhaps"}).status_code == 422
    assert lead.post(path, data={"answer": "refuse", "reason": "Not one of us"}).status_code == 303
    mail = look(select(OutboxMessage).where(OutboxMessage.person_id == nia.id))[0]
    assert "Not one of us" in mail.text and "Northfield" not in mail.subject
    assert "has not confirmed that you work there" in signed_in(nia).get(OWN).text
    assert lead.post(path, data={"answer": "approve"}).status_code == 409
    assert not any("Not one" in str(entry) for entry in look(select(AuditEntry)))


@pytest.mark.usefixtures("network")
def test_nobody_else_knows_of_a_request(request, session, nia, south, signed_in):
    kim, lea, ada = (request.getfixturevalue(name) for name in ("kim", "lea", "ada"))
    asked = ask(session, nia, south)
    examples.add_person(session, "Sue South", south, duties=[DutyKind.KNOWLEDGE_LEAD])
    stays = session.exec(select(Person).where(Person.name == "Sue South")).one()
    answer = {"answer": "approve"}
    for other, status in ((kim, 404), (lea, 404), (nia, 403)):
        assert signed_in(other).post(f"/requests/joins/{asked.id}", data=answer).status_code == status
    assert "Nia New" in signed_in(stays).get("/requests").text
    assert "Nia New" in signed_in(ada).get("/requests").text


def test_a_claim_is_decided_and_the_checklist_shows(session, north, network, lea, signed_in, look):
    mia = examples.add_person(session, "Mia Marlowe", north)
    theirs = signed_in(mia)
    assert "Nobody leads this organisation yet" in theirs.get("/organisations/RXA/lead").text
    assert theirs.get("/organisations/RXA/members").status_code == 403
    assert theirs.post("/organisations/RXA/lead").status_code == 303
    assert theirs.post("/organisations/RXA/lead").status_code == 409
    page = theirs.get("/organisations/RXA/lead?done=asked").text
    assert "You have asked to lead the organisation." in page and "Checklist for Northfield Trust" in page
    claim = look(select(Duty).where(Duty.person_id == mia.id))[0]
    leader = signed_in(lea)
    assert "asks to be knowledge lead of" in leader.get("/requests").text
    assert leader.post(f"/requests/claims/{claim.id}", data={"answer": "approve"}).status_code == 303
    members = theirs.get("/organisations/RXA/members")
    assert members.status_code == 200 and "Checklist for Northfield Trust" in members.text


def test_a_lead_makes_another_lead_and_ends_a_membership(session, north, kim, signed_in, look):
    mia = examples.add_person(session, "Mia Marlowe", north)
    gone = examples.add_person(session, "Gus Gone", north)
    lead = signed_in(kim)
    rows = {row.person_id: row.id for row in look(select(Membership))}
    page = lead.get("/organisations/RXA/members").text
    assert "Make knowledge lead" in page and "End membership" in page
    assert lead.post(f"/organisations/RXA/members/{rows[mia.id]}/lead").status_code == 303
    assert lead.post(f"/organisations/RXA/members/{rows[gone.id]}/end").status_code == 303
    assert lead.post(f"/organisations/RXA/members/{rows[gone.id]}/end").status_code == 409
    assert lead.post(f"/organisations/RXA/members/{rows[mia.id]}/end").status_code == 403
    assert signed_in(gone).get("/people").status_code == 403
    assert signed_in(mia).get("/organisations/RXA/members").status_code == 200


def test_whoever_moves_leaves_the_old_place_and_its_duties_at_once(
    session, north, south, kim, signed_in, look
):
    mia = examples.add_person(session, "Mia Marlowe", north)
    browser = signed_in(kim)
    page = browser.get(OWN).text
    assert "Who takes over as knowledge lead" in page and "Mia Marlowe" in page
    refused = browser.post(OWN, data={"organisation": "nowhere at all"})
    assert refused.status_code == 422 and "nowhere at all" in refused.text
    assert errors(refused) == ["organisation"]
    answer = browser.post(OWN, data={"organisation": "RXB", "successor": str(mia.id)})
    assert answer.headers["location"] == f"{OWN}?done=asked"
    assert places(look, kim) == {(north.id, MembershipState.ENDED), (south.id, MembershipState.ASKED)}
    held = look(select(Duty.person_id).where(Duty.state == DutyState.HELD))
    assert held == [mia.id]
    assert browser.get("/organisations/RXA/members").status_code == 403
    assert signed_in(mia).get("/organisations/RXA/members").status_code == 200


def test_only_a_colleague_can_take_over(session, north, south, kim, signed_in, look):
    other = examples.add_person(session, "Eve Elsewhere", south)
    browser = signed_in(kim)
    answer = browser.post(f"{OWN}/leave", data={"successor": str(other.id)})
    assert answer.status_code == 422 and "Choose somebody of the same organisation" in answer.text
    assert places(look, kim) == {(north.id, MembershipState.APPROVED)}


def test_whoever_leaves_can_come_back(session, north, kim, signed_in, look):
    mia = examples.add_person(session, "Mia Marlowe", north)
    browser = signed_in(mia)
    assert browser.post(f"{OWN}/leave", data={}).headers["location"] == f"{OWN}?done=left"
    assert browser.get("/people").status_code == 403
    assert browser.post(f"{OWN}/leave", data={}).status_code == 404
    assert browser.post(OWN, data={"organisation": "RXA"}).status_code == 303
    assert "You asked to join" in browser.get(OWN).text
    assert browser.post(f"{OWN}/leave", data={}).headers["location"] == f"{OWN}?done=withdrawn"


def test_the_only_administrator_cannot_leave(ada, signed_in):
    browser = signed_in(ada)
    assert "You are the only administrator" in browser.get(OWN).text
    assert browser.post(f"{OWN}/leave", data={}).status_code == 409
    assert browser.post(OWN, data={"organisation": "RXB"}).status_code == 422


def test_a_lead_steps_down_and_nobody_ends_the_duty_of_another(session, north, kim, signed_in, look):
    duty = session.exec(select(Duty.id)).one()
    mia = signed_in(examples.add_person(session, "Mia Marlowe", north))
    assert mia.post(f"{OWN}/duties/{duty}/end").status_code == 404
    lead = signed_in(kim)
    assert "Step down" in lead.get(OWN).text
    assert lead.post(f"{OWN}/duties/{duty}/end").status_code == 303
    assert lead.get("/requests").status_code == 403


def test_a_closed_organisation_points_to_the_one_that_took_over(session, north, south, signed_in):
    mia = examples.add_person(session, "Mia Marlowe", north)
    north.status, north.successor_ods_code = "closed", "RXB"
    page = signed_in(mia).get(OWN).text
    assert "Northfield Trust has closed" in page and "Southmere Trust" in page and 'value="RXB"' in page


def test_page_and_api_tell_and_do_the_same(session, nia, north, kim, signed_in, look):
    theirs, lead = signed_in(nia), signed_in(kim)
    assert theirs.get("/api/v1/welcome").json()["name"] == "Nia New"
    given = {"organisation": "northfield trust", "name": "Nia New", "notice_version": NOTICE_VERSION}
    joined = theirs.post("/api/v1/welcome", json=given)
    assert joined.status_code == 201 and joined.json()["state"] == "asked"
    waiting = lead.get("/api/v1/requests").json()["requests"]
    assert [each["name"] for each in waiting] == ["Nia New"] and "@" not in str(waiting)
    path = f"/api/v1/requests/joins/{waiting[0]['id']}"
    assert lead.post(path, json={"answer": "approve", "by": "me"}).status_code == 422
    assert lead.post(path, json={"answer": "approve"}).status_code == 204
    members = lead.get("/api/v1/organisations/RXA/members").json()
    assert [each["name"] for each in members["members"]] == ["Kim Lead", "Nia New"]
    assert theirs.post("/api/v1/organisations/RXA/lead").json()["state"] == "asked"
    assert theirs.get("/api/v1/organisations/RXA/lead").json()["leads"] == 1
    duty = theirs.get(f"/api/v1{OWN}").json()["duties"][0]["id"]
    assert theirs.post(f"/api/v1{OWN}/duties/{duty}/end").status_code == 204
    assert theirs.post(f"/api/v1{OWN}/leave", json={}).status_code == 204
    assert theirs.post(f"/api/v1{OWN}", json={"organisation": "RXA"}).json()["state"] == "asked"


@pytest.mark.parametrize("path", ["/organisations/RXA/members", "/requests", OWN, "/account"])
def test_it_costs_the_same_however_many_there_are(session, app, north, kim, signed_in, path):
    def cost():
        with examples.statements(app) as sent:
            assert lead.get(path).status_code == 200
        return len(sent)

    lead = signed_in(kim)
    lead.get(path)
    few = cost()
    for number in range(5):
        examples.add_person(session, f"Member {number}", north)
        ask(session, examples.add_person(session, f"Asks {number}"), north)
    session.commit()
    assert cost() == few

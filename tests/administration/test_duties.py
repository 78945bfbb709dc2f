"""Giving and ending duties."""

from uuid import uuid4

from sqlmodel import select

from exchange.people.models import Duty, DutyKind, DutyState
from tests import examples


def held(look, person):
    return look(select(Duty.kind).where(Duty.person_id == person.id, Duty.state == DutyState.HELD))


def test_somebody_is_made_network_leader_and_administrator_and_neither_again(
    admin, session, mia, trust, look
):
    network = examples.add_network(session, "Northern EPR group", [trust])
    session.commit()
    path = f"/administration/people/{mia.id}"
    assert "Northern EPR group" in admin.get(path).text
    answer = admin.post(f"{path}/duties/network-leader", data={"network_id": str(network.id)})
    assert answer.status_code == 303 and "The duty is given" in admin.get(answer.headers["location"]).text
    assert admin.post(f"/api/v1{path}/duties/administrator").status_code == 204
    assert set(held(look, mia)) == {DutyKind.NETWORK_LEADER, DutyKind.ADMINISTRATOR}
    for duty in look(select(Duty.id).where(Duty.person_id == mia.id)):
        assert admin.post(f"{path}/duties/{duty}/end").status_code == 303
    assert held(look, mia) == []


def test_a_duty_is_not_found_under_the_address_of_somebody_else(admin, session, mia, trust, look):
    kim = examples.add_person(session, "Kim Knowledge", trust, duties=[DutyKind.KNOWLEDGE_LEAD])
    session.commit()
    (duty,) = look(select(Duty.id).where(Duty.person_id == kim.id))
    path = f"/administration/people/{mia.id}/duties/{duty}/end"
    assert admin.post(path).status_code == admin.post(f"/api/v1{path}").status_code == 404
    assert held(look, kim) == [DutyKind.KNOWLEDGE_LEAD]


def test_a_network_must_be_chosen(admin, session, mia):
    session.commit()
    path = f"/administration/people/{mia.id}/duties/network-leader"
    for form in ({}, {"network_id": ""}, {"network_id": "x"}, {"network_id": str(uuid4()), "kind": "x"}):
        answer = admin.post(path, data=form)
        assert answer.status_code == 422 and "<title>Error: Mia Marlowe" in answer.text
    assert admin.post(f"/api/v1{path}", json={}).status_code == 422
    assert admin.post(path, data={"network_id": str(uuid4())}).status_code in {404, 422}

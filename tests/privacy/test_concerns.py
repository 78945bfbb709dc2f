from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from exchange.mail.models import OutboxMessage
from exchange.people.models import DutyKind
from exchange.plumbing import audit
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict, NotAllowed, NotFound, SignInNeeded
from exchange.privacy.concern_actions import acknowledge_concern, close_concern
from exchange.privacy.limits import CONCERNS
from exchange.privacy.models import Concern, ConcernKind
from exchange.privacy.queries import find_concerns, get_concern
from exchange.privacy.schemas import OutcomeGiven
from tests import examples
from tests.privacy.conftest import concern

FORM = {
    "kind": "data protection complaint",
    "email": "Zoe@Example.org",
    "about_path": "",
    "text": "Wrong role",
}


@pytest.fixture
def admin(session, trust):
    return examples.actor_of(
        session, examples.add_person(session, "Adi Admin", trust, duties=[DutyKind.ADMINISTRATOR])
    )


def test_anybody_can_complain_without_an_account(client, look):
    assert client.get("/concerns/new?kind=data").text.count("checked") == 1
    answer = client.post("/concerns/new", data=FORM)
    (row,) = look(select(Concern))
    assert answer.headers["location"] == f"/concerns/sent?reference={row.reference}"
    assert row.reference in client.get(answer.headers["location"]).text
    assert (row.email, row.person_id, row.kind) == ("zoe@example.org", None, ConcernKind.DATA_PROTECTION)
    assert row.answer_by - row.received_at == timedelta(days=30)
    (mail,) = look(select(OutboxMessage))
    assert row.reference in mail.text and mail.recipient == row.email and "Wrong role" not in mail.text


def test_somebody_who_is_signed_in_is_answered_at_their_address(session, trust, signed_in, look):
    person = examples.add_person(session, "Mia Marlowe", trust)
    browser = signed_in(person)
    page = browser.get("/concerns/new?kind=content&about=/organisations/RXA").text
    assert 'name="email"' not in page and person.email not in page and "/organisations/RXA" in page
    browser.post("/concerns/new", data={"kind": "takedown notice", "text": "Untrue"})
    (row,) = look(select(Concern))
    assert (row.email, row.person_id, row.kind) == (person.email, person.id, ConcernKind.TAKEDOWN)


def test_a_visitor_must_say_where_the_answer_goes(client, look):
    answer = client.post("/concerns/new", data={**FORM, "email": ""})
    assert answer.status_code == 422 and "Enter your e-mail address, so that we can answer" in answer.text
    answer = client.post("/concerns/new", data={**FORM, "email": "nonsense"})
    assert answer.status_code == 422 and "Enter an e-mail address like" in answer.text
    assert "Wrong role" in answer.text
    answer = client.post("/concerns/new", data={"email": "zoe@example.org"})
    assert "Choose what this is about" in answer.text and "Enter what is wrong" in answer.text
    assert look(select(Concern)) == []


def test_a_program_can_send_one_too(client, look):
    answer = client.post("/api/v1/concerns", json=FORM)
    assert answer.status_code == 201 and set(answer.json()) == {"reference", "answer_by"}
    assert client.post("/api/v1/concerns", json={**FORM, "state": "closed"}).status_code == 422
    assert client.get(f"/concerns/{answer.json()['reference']}").status_code == 404


def test_how_many_come_from_one_address_is_limited(client):
    (limit,) = CONCERNS
    answers = [client.post("/concerns/new", data=FORM).status_code for _ in range(limit.most + 1)]
    assert set(answers[:-1]) == {303} and answers[-1] == 429


def test_nobody_can_have_us_fill_a_mailbox(client, look):
    for _ in range(7):
        client.post("/concerns/new", data=FORM)
    assert len(look(select(Concern))) == 7 and len(look(select(OutboxMessage))) == 5


def test_a_made_up_reference_is_not_shown(client):
    assert client.get("/concerns/sent?reference=Call+0800+1").status_code == 422
    assert client.get("/concerns/sent").status_code == 200


def test_administrators_see_them_by_the_moment_they_are_due(session, admin, mia):
    session.exec(select(Concern)).one()
    late = concern(mia, "Late")
    late.answer_by = now() - timedelta(hours=1)
    session.add_all([concern(mia, "Soon"), late])
    session.flush()
    found = find_concerns(session, admin)
    assert [each.text for each in found] == ["Late", "Soon", "Mia complained of a platypus"]
    assert [each.is_overdue for each in found] == [True, False, False]
    assert [each.text for each in find_concerns(session, admin, is_open=False)] == [
        "Mia complained of a platypus"
    ]
    assert find_concerns(session, admin, kind=ConcernKind.TAKEDOWN) == []
    assert mia.email not in str(found) and get_concern(session, admin, late.reference).text == "Late"


def test_nobody_else_sees_or_answers_them(session, mia, visitor):
    staff = examples.actor_of(session, mia)
    reference = session.exec(select(Concern.reference)).one()
    with pytest.raises(SignInNeeded):
        find_concerns(session, visitor)
    for do in (find_concerns, lambda s, a: get_concern(s, a, reference)):
        with pytest.raises(NotAllowed):
            do(session, staff)
    with pytest.raises(NotAllowed):
        acknowledge_concern(session, staff, reference)
    with pytest.raises(NotAllowed):
        close_concern(session, staff, reference, OutcomeGiven(outcome="Done"))


def test_one_is_acknowledged_then_closed_and_its_sender_hears_of_both(session, admin, mia):
    row = concern(mia)
    session.add(row)
    session.flush()
    with time_machine.travel(now() + timedelta(days=29)):
        acknowledge_concern(session, admin, row.reference)
        with pytest.raises(Conflict):
            acknowledge_concern(session, admin, row.reference)
        close_concern(session, admin, row.reference, OutcomeGiven(outcome="We put it right."))
        with pytest.raises(Conflict):
            close_concern(session, admin, row.reference, OutcomeGiven(outcome="Again"))
    texts = session.exec(select(OutboxMessage.text).where(OutboxMessage.key.contains(str(row.id)))).all()
    assert len(texts) == 2 and any("We put it right." in text for text in texts)
    events = session.exec(select(audit.AuditEntry.event).order_by(audit.AuditEntry.number)).all()
    assert events[-2:] == ["concern.acknowledged", "concern.closed"]
    assert row.closed_at and row.outcome == "We put it right."


def test_one_can_be_closed_at_once(session, admin, mia):
    row = concern(mia)
    session.add(row)
    session.flush()
    close_concern(session, admin, row.reference, OutcomeGiven(outcome="Done"))
    assert row.acknowledged_at is not None
    with pytest.raises(NotFound):
        close_concern(session, admin, "DP-NOTHERE", OutcomeGiven(outcome="Done"))

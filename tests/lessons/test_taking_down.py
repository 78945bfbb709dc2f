"""Taking a lesson down, putting it back, and the answer of a supplier."""

from datetime import timedelta

import pytest

from exchange.lessons import letters, queries, status_queries, takedown_actions
from exchange.lessons.models import Candour, LessonState, LessonSystem
from exchange.lessons.review_schemas import ReplyGiven, TakeDownGiven
from exchange.people.actor import VISITOR
from exchange.plumbing.clock import today
from exchange.plumbing.errors import Conflict, Invalid, NotAllowed, NotFound, SignInNeeded
from exchange.plumbing.patient_data import HoldsPatientData
from exchange.technologies.models import Supplier
from tests.lessons import cast as people

WHY = TakeDownGiven(reason="It says what is not so")


@pytest.fixture
def cast(session):
    return people.build(session)


@pytest.fixture
def pippin(session):
    supplier = Supplier(name="Pippin Systems", slug="pippin-systems")
    session.add(supplier)
    session.flush()
    return supplier


def sees(session, actor, lesson):
    try:
        queries.get_lesson(session, actor, lesson.slug)
    except NotFound:
        return False
    return True


def test_what_is_taken_down_is_gone_for_all_but_its_author_and_reviewers_and_can_be_put_back(cast, session):
    lesson = cast.published(candour=Candour.PUBLIC)
    takedown_actions.take_down_lesson(session, cast.actor("lead"), lesson.slug, WHY)
    seers = {
        who: sees(session, cast.actor(who), lesson) for who in ("author", "lead", "administrator", "user")
    }
    assert seers == {"author": True, "lead": True, "administrator": True, "user": False}
    assert not sees(session, VISITOR, lesson)
    assert queries.find_summaries(session, cast.actor("author"), [lesson.id]) == []
    assert cast.mail() == [("Ana Author", letters.DECIDED)]
    with pytest.raises(Conflict):
        takedown_actions.take_down_lesson(session, cast.actor("lead"), lesson.slug, WHY)
    takedown_actions.restore_lesson(session, cast.actor("administrator"), lesson.slug)
    assert sees(session, VISITOR, lesson) and lesson.takedown_reason == ""
    with pytest.raises(Conflict):
        takedown_actions.restore_lesson(session, cast.actor("lead"), lesson.slug)


@pytest.mark.parametrize("who", ["author", "colleague", "user"])
def test_nobody_else_takes_down(cast, session, who):
    with pytest.raises(NotAllowed):
        takedown_actions.take_down_lesson(session, cast.actor(who), cast.published().slug, WHY)


def test_what_is_not_published_is_not_taken_down(cast, session):
    lesson = cast.lesson(state=LessonState.SUBMITTED)
    with pytest.raises(Conflict):
        takedown_actions.take_down_lesson(session, cast.actor("lead"), lesson.slug, WHY)


def test_the_page_asks_why_and_reporting_leads_to_the_notice_with_its_clock(cast, signed_in, client):
    lesson = cast.published(candour=Candour.PUBLIC)
    browser = signed_in(cast.lead)
    path = f"/lessons/{lesson.slug}/take-down"
    answer = browser.post(path, data={})
    assert answer.status_code == 422 and "Enter the reason" in answer.text
    assert "NHS number" in browser.post(path, data={"reason": "943 476 5919"}).text
    page = client.get(f"/lessons/{lesson.slug}").text
    assert f"/concerns/new?about=/lessons/{lesson.slug}" in page.replace("%2F", "/")
    assert browser.post(path, data={"reason": "Wrong"}).status_code == 303
    assert client.get(f"/lessons/{lesson.slug}").status_code == 404
    status = browser.get(f"/lessons/{lesson.slug}/status").text
    assert "Put it back" in status and "Wrong" in status
    assert browser.post(f"/lessons/{lesson.slug}/restore").status_code == 303
    assert browser.post(f"/api/v1{path}", json={"reason": "Wrong"}).status_code == 204
    assert browser.post(f"/api/v1/lessons/{lesson.slug}/restore").status_code == 204


def test_what_a_supplier_answers_stands_on_the_page_of_the_lesson(cast, session, signed_in, client, pippin):
    lesson = cast.published(candour=Candour.PUBLIC, what_happened="Pippin Systems was late.")
    browser = signed_in(cast.administrator)
    page = browser.get(f"/lessons/{lesson.slug}/status").text
    assert "Pippin Systems" in page and "What it answers" in page
    path = f"/lessons/{lesson.slug}/replies"
    refused = browser.post(path, data={"supplier": "", "text": "", "received_on": "soon"})
    assert refused.status_code == 422 and refused.text.count("nhsuk-error-message") >= 3
    sent = {"supplier": "pippin-systems", "text": "We were on time.", "received_on": str(today())}
    assert browser.post(path, data=sent).status_code == 303
    shown = client.get(f"/lessons/{lesson.slug}").text
    assert "What Pippin Systems says" in shown and "We were on time." in shown
    (reply,) = status_queries.find_replies(session, lesson.id)
    session.commit()
    assert reply.supplier == "Pippin Systems"
    (entered,) = browser.get(f"/api/v1/lessons/{lesson.slug}/status").json()["replies"]
    assert browser.post(f"{path}/{entered['id']}/remove").status_code == 303
    assert "We were on time." not in client.get(f"/lessons/{lesson.slug}").text
    assert browser.post(f"{path}/{entered['id']}/remove").status_code == 404


def test_answers_are_entered_by_administrators_with_real_suppliers_and_days(cast, session, pippin):
    lesson = cast.published()
    given = ReplyGiven(supplier=pippin.slug, text="No", received_on=today())
    for who in ("author", "lead"):
        with pytest.raises(NotAllowed):
            takedown_actions.enter_reply(session, cast.actor(who), lesson.slug, given)
    admin = cast.actor("administrator")
    for wrong, field in (
        ({"supplier": "nobody"}, "supplier"),
        ({"received_on": today() + timedelta(days=1)}, "received_on"),
    ):
        with pytest.raises(Invalid) as refused:
            takedown_actions.enter_reply(session, admin, lesson.slug, given.model_copy(update=wrong))
        assert refused.value.field == field
    with pytest.raises(HoldsPatientData):
        number = given.model_copy(update={"text": "943 476 5919"})
        takedown_actions.enter_reply(session, admin, lesson.slug, number)
    with pytest.raises((NotFound, SignInNeeded)):
        takedown_actions.enter_reply(session, VISITOR, lesson.slug, given)


def test_the_supplier_of_a_system_that_a_lesson_is_about_can_answer(cast, session, pippin):
    lesson = cast.published()
    session.add(LessonSystem(lesson_id=lesson.id, supplier_id=pippin.id))
    session.flush()
    status = status_queries.get_status(session, cast.actor("administrator"), lesson.slug)
    assert [each.slug for each in status.suppliers] == ["pippin-systems"]
    assert status_queries.get_status(session, cast.actor("lead"), lesson.slug).suppliers == ()

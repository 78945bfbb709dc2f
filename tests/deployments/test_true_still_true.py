"""The quarterly question whether systems are still true: who is asked, and what answers and silence do."""

import re
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import select

from exchange.deployments import answering, letters, still_true_actions
from exchange.deployments.answering import PURPOSE, link_for
from exchange.deployments.jobs import ask_keepers, is_time, keep_systems_true, lapse_silent
from exchange.deployments.models import StillTrueQuestion
from exchange.deployments.shelf_life import (
    ASKED_AFTER,
    ASKED_AT_MOST_EVERY,
    LAPSES_AFTER,
    LINK_HOLDS_FOR,
    MOST_ON_ONE_PAGE,
)
from exchange.deployments.still_true_schemas import Answer, AnswersGiven, Mark
from exchange.lessons.confirming import PURPOSE as LESSONS
from exchange.mail.models import OutboxMessage
from exchange.organisations.models import OrganisationStatus
from exchange.people.models import DutyState, Membership, MembershipState, PersonState
from exchange.plumbing.changes import REGISTRY, current_change
from exchange.plumbing.clock import now, today
from exchange.plumbing.database import reading, writing
from exchange.plumbing.errors import Conflict, NotAllowed, NotFound
from exchange.plumbing.signing import signed
from exchange.technologies.models import Deployment, DeploymentChange, Stage
from exchange.working import DAILY
from tests import examples
from tests.deployments import true_cast
from tests.memberships.deeds import counted, duties_of

DAY = timedelta(days=1)


@pytest.fixture
def cast(session):
    return true_cast.build(session)


def asked(cast, day=None):
    ask_keepers(cast.session, day or today())
    return cast.mail()


def link(cast, person=None):
    token = link_for(cast.session, (person or cast.lead).id, cast.home.id)
    cast.session.commit()
    return f"/systems-still-true/{token}"


def given(*marks):
    return AnswersGiven(
        answers=[Mark(id=row.id, version=row.version, answer=answer) for row, answer in marks]
    )


def say(cast, *marks, who="lead"):
    return still_true_actions.answer_signed_in(cast.session, cast.actor(who), given(*marks))


def name_of(row):
    return f"{row.id}.{row.version}"


def fresh(cast, row):
    cast.session.refresh(row)
    cast.session.commit()
    return row


# Who is asked, and how often


@pytest.mark.parametrize(("days", "is_asked"), [(None, True), (89, False), (90, True), (400, True)])
def test_a_confirmation_of_a_quarter_ago_is_asked_about_and_what_nobody_ever_confirmed(cast, days, is_asked):
    cast.system(days=days)
    assert asked(cast) == ([("Kim Lead", letters.STILL_TRUE)] if is_asked else [])


def test_where_nobody_takes_part_only_what_was_once_confirmed_is_asked_about(cast):
    cast.home.status = OrganisationStatus.LISTED
    cast.system()
    assert asked(cast) == []
    cast.system("Other", days=100)
    assert asked(cast) == [("Kim Lead", letters.STILL_TRUE)]


def test_history_is_not_asked_about(cast):
    cast.system(days=100, stage=Stage.RETIRED)
    assert asked(cast) == []
    cast.system("Other", days=100)
    cast.home.status = OrganisationStatus.CLOSED
    assert asked(cast) == []


def test_each_keeper_gets_one_mail_about_all_of_theirs_with_one_link(cast):
    for number in range(3):
        cast.system(f"Owned {number}", days=100, owner_id=cast.owner.id)
    for number in range(20):
        cast.system(f"Unowned {number}")
    ask_keepers(cast.session, today())
    text = cast.letters()
    assert "3 systems of Northfield Trust wait" in text and "20 systems of Northfield Trust wait" in text
    assert text.count("/systems-still-true/") == 2
    assert cast.mail() == [("Kim Lead", letters.STILL_TRUE), ("Olu Owner", letters.STILL_TRUE)]
    assert "Northfield" not in letters.STILL_TRUE


@pytest.mark.parametrize("how", ["left", "switched off", "paused"])
def test_the_lead_is_asked_for_an_owner_who_cannot_be(cast, session, how):
    cast.system(days=100, owner_id=cast.owner.id)
    if how == "left":
        _end_membership(session, cast.owner)
    elif how == "switched off":
        cast.owner.state = PersonState.DISABLED
    else:
        cast.owner.paused_until = today()
    assert asked(cast) == [("Kim Lead", letters.STILL_TRUE)]


def test_whoever_has_paused_is_not_asked(cast):
    cast.system()
    cast.lead.paused_until = today() + DAY
    assert asked(cast) == []


def test_nobody_is_asked_again_within_thirty_days_whatever_comes_due_nor_within_a_quarter_about_the_same(
    cast,
):
    cast.system()
    cast.system("Soon due", days=80)
    assert asked(cast) == [("Kim Lead", letters.STILL_TRUE)]
    assert asked(cast) == []
    assert asked(cast, today() + 10 * DAY) == [], "one more is due, but 30 days are not over"
    assert asked(cast, today() + ASKED_AT_MOST_EVERY - DAY) == []
    assert asked(cast, today() + ASKED_AT_MOST_EVERY) == [("Kim Lead", letters.STILL_TRUE)]
    assert asked(cast, today() + ASKED_AT_MOST_EVERY + ASKED_AFTER - DAY) == []
    assert asked(cast, today() + ASKED_AT_MOST_EVERY + ASKED_AFTER) == [("Kim Lead", letters.STILL_TRUE)]


def test_moving_to_another_organisation_does_not_get_around_the_cap(cast, session):
    cast.system(days=100)
    session.add(
        StillTrueQuestion(person_id=cast.lead.id, organisation_id=cast.away.id, asked_on=today() - 29 * DAY)
    )
    assert asked(cast) == []


def test_when_it_is_time_is_a_rule_of_its_own():
    day = today()
    assert is_time([None], None, day)
    assert not is_time([None], day - 30 * DAY, day)
    assert is_time([None], day - 90 * DAY, day)
    assert is_time([day - 29 * DAY], day - 30 * DAY, day)
    assert not is_time([day - 31 * DAY], day - 30 * DAY, day)


def test_two_workers_at_once_ask_once(cast, session, engine):
    cast.system()
    session.commit()
    start, found = threading.Barrier(2), []

    def work():
        with writing(engine) as own:
            if engine.dialect.name != "sqlite":  # SQLite lets one begin after the other
                own.connection()
                start.wait()
            with own.begin() if not own.in_transaction() else own:
                found.append(ask_keepers(own, today()))
                own.commit()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(found) == [0, 1]
    assert len(cast.mail()) == 1


def test_the_worker_does_it_once_a_day_and_a_second_run_changes_nothing(cast, session):
    assert "keep systems true" in {job.name for job in DAILY}
    system = cast.system(days=200)
    keep_systems_true(session, None)
    assert (system.version, len(cast.mail())) == (2, 1)
    keep_systems_true(session, None)
    assert (system.version, cast.mail()) == (2, [])


def test_a_run_takes_as_many_statements_for_many_systems_as_for_few(cast, session, engine):
    counts = []
    for number in range(2):
        for each in range(5):
            cast.system(f"System {number}{each}")
        for old in session.exec(select(StillTrueQuestion)):
            session.delete(old)
        cast.mail()
        with counted(engine) as found:
            ask_keepers(session, today())
            session.flush()
        counts.append(len(found))
    assert counts[0] == counts[1] <= 12


# Silence


def test_a_confirmation_lapses_after_half_a_year_and_pages_and_api_say_so(cast, session, client):
    old, fine = cast.system(days=LAPSES_AFTER.days + 1), cast.system("Fine", days=LAPSES_AFTER.days)
    retired = cast.system("Retired", days=400, stage=Stage.RETIRED)
    before = current_change(session, REGISTRY)
    assert lapse_silent(session, today()) == 1
    assert current_change(session, REGISTRY) > before
    assert (old.confirmed_on, old.was_confirmed_on) == (None, today() - timedelta(days=181))
    assert fine.confirmed_on and retired.confirmed_on
    assert cast.changes(old.id) == ["lapsed"] and cast.events()[-1] == "deployment.lapsed"
    assert lapse_silent(session, today()) == 0
    session.commit()
    assert "lapsed since" in client.get("/organisations/RXA").text
    systems = client.get("/api/v1/organisations/RXA").json()["capabilities"][0]["systems"]
    (told,) = [each for each in systems if each["id"] == str(old.id)]
    assert not told["confirmed"] and "lapsed since" in told["source_label"]


def test_what_has_lapsed_is_asked_about_and_can_be_confirmed_again(cast, session):
    cast.home.status = OrganisationStatus.LISTED
    old = cast.system(days=200)
    keep_systems_true(session, None)
    assert cast.mail() == [("Kim Lead", letters.STILL_TRUE)]
    say(cast, (old, Answer.STILL_TRUE))
    assert (old.confirmed_on, old.was_confirmed_on) == (today(), None)
    assert cast.changes(old.id) == ["lapsed", "confirmed"]


# What each answer does


def test_still_true_confirms_as_the_person_of_today(cast):
    system = cast.system(days=100)
    outcome = say(cast, (system, Answer.STILL_TRUE))
    assert outcome.still_true == 1
    assert (system.confirmed_on, system.confirmed_by_id, system.version) == (today(), cast.lead.id, 2)
    assert cast.changes(system.id) == ["confirmed"]
    assert cast.events()[-2:] == ["deployment.confirmed", "systems.answered"]
    say(cast, (system, Answer.STILL_TRUE))
    assert cast.changes(system.id) == ["confirmed"], "twice on a day is once"


def test_changed_takes_the_confirmation_away_and_not_sure_does_nothing(cast):
    changed, unsure = cast.system(days=100), cast.system("Unsure", days=100)
    outcome = say(cast, (changed, Answer.CHANGED), (unsure, Answer.NOT_SURE))
    assert (outcome.changed, outcome.not_sure) == (1, 1)
    assert (changed.confirmed_on, changed.was_confirmed_on) == (None, today() - timedelta(days=100))
    assert unsure.confirmed_on and unsure.version == 1
    assert cast.changes(changed.id) == ["lapsed"]


def test_wrong_said_by_the_lead_removes_and_said_by_an_owner_is_pointed_out_to_the_lead(cast, session):
    system = cast.system(owner_id=cast.lead.id)
    assert say(cast, (system, Answer.WRONG)).removed == 1
    session.flush()
    assert session.get(Deployment, system.id) is None
    (change,) = session.exec(select(DeploymentChange)).all()
    assert change.kind == "removed" and '"stage": "live"' in change.before and change.after == ""
    owned = cast.system("Owned", days=10, owner_id=cast.owner.id)
    assert say(cast, (owned, Answer.WRONG), who="owner").reported == 1
    assert owned.confirmed_on is None
    (report,) = cast.reports()
    assert (report.deployment_id, report.reporter_id) == (owned.id, cast.owner.id)
    assert cast.mail() == [("Kim Lead", letters.POINTED_OUT)]


def test_nobody_answers_for_what_others_keep(cast):
    owned, unowned = cast.system("Owned", owner_id=cast.owner.id), cast.system("Unowned")
    outcome = say(cast, (owned, Answer.STILL_TRUE), who="lead")
    assert [each.id for each in outcome.unsaved] == [owned.id] and owned.confirmed_on is None
    outcome = say(cast, (unowned, Answer.STILL_TRUE), who="owner")
    assert [each.id for each in outcome.unsaved] == [unowned.id] and unowned.confirmed_on is None
    for who in ("colleague", "user"):
        with pytest.raises(Conflict):
            say(cast, (unowned, Answer.STILL_TRUE), who=who)
    newcomer = examples.actor_of(cast.session, examples.add_person(cast.session, "Nia New"))
    with pytest.raises(NotAllowed):
        still_true_actions.answer_signed_in(cast.session, newcomer, given((unowned, Answer.STILL_TRUE)))


def test_what_changed_since_the_page_was_loaded_is_told_and_not_overwritten(cast):
    system, other = cast.system(days=100), cast.system("Other", days=100)
    page = given((system, Answer.STILL_TRUE), (other, Answer.STILL_TRUE))
    system.version += 1
    outcome = still_true_actions.answer_signed_in(cast.session, cast.actor("lead"), page)
    assert (outcome.still_true, [each.words for each in outcome.unsaved]) == (1, ["ePMA: Dose by Pippin"])
    assert system.confirmed_on == today() - timedelta(days=100)


# The link in the mail


def test_looking_at_the_link_changes_nothing_and_one_press_saves_all(cast, session, client, look):
    systems = [cast.system(f"System {number:02}", days=100) for number in range(20)]
    path = link(cast)
    tables = (select(Deployment), select(DeploymentChange), select(OutboxMessage))
    before = [look(each) for each in tables]
    for _ in range(5):
        page = client.get(path)
        client.head(path)
        client.get(f"/api/v1{path}")
    assert [look(each) for each in tables] == before
    assert page.status_code == 200 and page.text.count("Still true") == 20
    assert page.headers["cache-control"] == "no-cache" and "@nhs.net" not in page.text
    waiting = re.search(r'name="waiting" value="([^"]*)"', page.text)[1]
    marks = {name_of(systems[0]): "changed", name_of(systems[1]): "wrong", name_of(systems[2]): "not sure"}
    data = {name_of(each): "" for each in systems} | marks
    saved = client.post(path, data={**data, "waiting": waiting, "others": "still true"})
    assert saved.status_code == 303
    now_on = {name: days for name, days in look(select(Deployment.id, Deployment.confirmed_on))}
    assert now_on[systems[0].id] is None and systems[1].id not in now_on
    assert now_on[systems[2].id] == systems[2].confirmed_on
    assert [now_on[each.id] for each in systems[3:]] == [today()] * 17
    after = client.get(saved.headers["location"]).text
    assert "Saved. Thank you" in after and "2 systems still wait" in after
    assert "/organisations/RXA/systems/history" in after
    assert after.count(": still true.") == 17 and "wrong, and removed" in after
    assert f'/organisations/RXA/systems/{systems[0].id}"' in after
    assert "systems.answered_by_link" in cast.events()


def test_each_can_be_ticked_alone_and_nothing_else_is_saved(cast, session, client):
    one, two = cast.system(days=100), cast.system("Other", days=100)
    path = link(cast)
    data = {name_of(one): "still true", name_of(two): "", "waiting": f"{name_of(one)} {name_of(two)}"}
    assert client.post(path, data=data).status_code == 303
    assert fresh(cast, one).confirmed_on == today() and fresh(cast, two).confirmed_on != today()
    assert client.post(path, data={name_of(two): ""}).status_code == 422
    assert "Mark at least one" in client.post(path, data={}).text
    assert client.post(path, data={"note": "x"}).status_code == 400
    assert client.post(path, data={name_of(two): "perhaps"}).status_code == 422


def test_what_changed_meanwhile_is_named_on_the_page(cast, session, client):
    system = cast.system(days=100)
    path, name = link(cast), name_of(system)
    system.version += 1
    session.commit()
    answer = client.post(path, data={name: "still true"})
    page = client.get(answer.headers["location"]).text
    assert "Changed while you had the page open" in page and "<li>ePMA: Dose by Pippin</li>" in page


def test_an_owner_sees_theirs_and_the_lead_the_rest(cast, client):
    cast.system("Owned", owner_id=cast.owner.id)
    cast.system("Unowned")
    assert ["Owned" in (page := client.get(link(cast, cast.owner)).text), "Unowned" in page] == [True, False]
    page = client.get(link(cast)).text
    assert "Unowned by" in page and "Owned by" not in page.replace("Unowned by", "")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("left", "does not belong to Northfield Trust any more"),
        ("switched off", "not in use any more"),
        ("erased", "not in use any more"),
        ("paused", "has paused"),
        ("closed", "has closed"),
    ],
)
def test_whoever_cannot_answer_any_more_is_told_and_sees_nothing(cast, session, client, what, words):
    system = cast.system(owner_id=cast.owner.id)
    path = link(cast, cast.owner)
    if what == "left":
        _end_membership(session, cast.owner)
    elif what == "closed":
        cast.home.status = OrganisationStatus.CLOSED
    elif what == "paused":
        cast.owner.paused_until = today() + DAY
    elif what == "erased":
        cast.owner.state, cast.owner.email, cast.owner.name = PersonState.ERASED, None, ""
    else:
        cast.owner.state = PersonState.DISABLED
    session.commit()
    page = client.get(path)
    assert page.status_code == 200 and words in page.text and "Dose" not in page.text
    assert client.post(path, data={name_of(system): "still true"}).status_code == 409
    sent = {"answers": [{"id": str(system.id), "version": 1, "answer": "wrong"}]}
    assert client.post(f"/api/v1{path}", json=sent).status_code == 409
    assert fresh(cast, system).confirmed_on is None


def test_a_lead_who_has_lost_the_duty_answers_only_for_what_they_own(cast, session, client):
    system, path = cast.system(), link(cast)
    (duty,) = duties_of(session, cast.lead)
    duty.state, duty.ended_at = DutyState.ENDED, now()
    session.commit()
    assert "You look after none of the systems" in client.get(path).text
    assert client.post(path, data={name_of(system): "still true"}).status_code == 409
    own = cast.system("Own", owner_id=cast.lead.id)
    session.commit()
    assert client.post(path, data={name_of(own): "wrong"}).status_code == 303
    session.expire_all()
    assert session.get(Deployment, own.id) is not None and len(cast.reports()) == 1


def test_no_other_token_opens_the_page(cast, session, client):
    cast.system()
    named = f"{cast.lead.id}:{cast.home.id}"
    good = signed(session, PURPOSE, named)
    other = signed(session, PURPOSE, f"{cast.owner.id}:{cast.home.id}")
    tokens = [signed(session, PURPOSE, f"{uuid4()}:{cast.home.id}"), signed(session, LESSONS, named)]
    session.commit()
    payload, moment, signature = good.rsplit(".", 2)  # what was made smaller begins with a dot of its own
    spliced = f"{other.rsplit('.', 2)[0]}.{moment}.{signature}"
    altered = good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1]
    tokens += ["nonsense", payload, altered, spliced]
    assert good not in tokens
    for token in tokens:
        assert client.get(f"/systems-still-true/{token}").status_code == 404
        sent = {"waiting": f"{uuid4()}.1", "others": "still true"}
        assert client.post(f"/systems-still-true/{token}", data=sent).status_code == 404
    assert client.get(f"/still-true/{good}").status_code == 404


def test_a_link_holds_sixty_days(cast, client):
    system = cast.system()
    path = link(cast)
    with time_machine.travel(now() + LINK_HOLDS_FOR - timedelta(hours=1)):
        assert client.get(path).status_code == 200
    with time_machine.travel(now() + LINK_HOLDS_FOR + timedelta(minutes=1)):
        assert client.get(path).status_code == 404
        assert client.post(path, data={name_of(system): "still true"}).status_code == 404
    assert fresh(cast, system).confirmed_on is None


def test_a_link_of_one_person_does_not_answer_for_another(cast, client):
    unowned = cast.system()
    cast.system("Owned", owner_id=cast.owner.id)
    answer = client.post(link(cast, cast.owner), data={name_of(unowned): "still true"})
    assert answer.status_code == 303
    assert fresh(cast, unowned).confirmed_on is None


def test_whoever_is_signed_in_as_somebody_else_still_answers_as_whoever_was_asked(cast, signed_in):
    system = cast.system()
    path = link(cast)
    browser = signed_in(cast.user)
    assert browser.post(path, data={name_of(system): "still true"}).status_code == 303
    assert fresh(cast, system).confirmed_by_id == cast.lead.id


def test_the_same_page_is_there_for_those_who_are_signed_in(cast, signed_in, session):
    system = cast.system(days=100)
    browser, path = signed_in(cast.lead), "/account/systems-still-true"
    assert "Dose by Pippin" in browser.get(path).text
    assert browser.post(path, data={name_of(system): "still true"}).status_code == 303
    assert "Confirmed this quarter" in browser.get(f"{path}?done=saved").text
    (told,) = browser.get(f"/api/v1{path}").json()["confirmed"]
    mark = {"id": told["id"], "version": told["version"], "answer": "changed"}
    assert browser.post(f"/api/v1{path}", json={"answers": [mark]}).json()["changed"] == 1
    assert "You look after none" in signed_in(cast.colleague).get(path).text
    newcomer = examples.add_person(session, "Nia New")
    assert "No organisation has confirmed you" in signed_in(newcomer).get(path).text


def test_more_than_a_page_holds_come_once_the_first_are_answered(cast, session, client):
    for number in range(MOST_ON_ONE_PAGE + 3):
        cast.system(f"System {number}", days=100)
    path = link(cast)
    page = client.get(path).text
    assert "(200 of 203)" in page
    waiting = re.search(r'name="waiting" value="([^"]*)"', page)[1]
    assert client.post(path, data={"waiting": waiting, "others": "still true"}).status_code == 303
    assert "(3)" in client.get(path).text


def test_the_page_takes_as_many_statements_for_many_as_for_few(cast, app, client):
    counts = []
    for number in range(2):
        for each in range(5):
            cast.system(f"System {number}{each}", days=100)
        path = link(cast)
        with examples.statements(app) as found:
            client.get(path)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 10


def test_reading_is_done_in_a_session_that_is_never_committed(cast, session, engine):
    cast.system()
    token = link(cast).rpartition("/")[2]
    with reading(engine) as own:
        actor, place, closed = answering.read_link(own, token)
        assert (actor.person_id, place.ods_code, closed) == (cast.lead.id, "RXA", "")
        assert not own.new and not own.dirty
        with pytest.raises(NotFound):
            answering.read_link(own, token + "x")


def _end_membership(session, person):
    membership = session.exec(select(Membership).where(Membership.person_id == person.id)).one()
    membership.state, membership.ended_at = MembershipState.ENDED, now()

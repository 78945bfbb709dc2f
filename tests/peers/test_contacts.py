"""Whom each viewer is told to ask at an organisation."""

from datetime import timedelta

import pytest

from exchange.organisations.models import Organisation
from exchange.peers import queries
from exchange.people.actor import OPERATOR, VISITOR
from exchange.people.models import Audience, DutyKind, PersonState
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.plumbing.clock import today
from tests.examples import actor_of, add_person
from tests.peers.people import join
from tests.peers.test_queries import count_queries

TOMORROW = timedelta(days=1)


@pytest.fixture
def me(session, registry):
    """A digital midwife of AAA who wants to learn electronic prescribing."""
    return join(session, "Mia Asker", registry["AAA"], wants=["epma"], job_role="digital midwife")


@pytest.fixture
def helper(session, registry):
    """Somebody of BBB who can help with just that."""
    return join(session, "Ben Helper", registry["BBB"], helps=["epma"], job_role="medicines lead")


def contact_for(session, actor, code="BBB", **how):
    found = queries.find_peers(session, actor, "AAA", **how)
    return next(peer.contact for peer in found.peers if peer.ods_code == code)


def name_for(session, actor, code="BBB", **how):
    return getattr(contact_for(session, actor, code, **how), "name", None)


def test_staff_are_told_whom_to_ask_and_why(session, registry, me, helper):
    contact = contact_for(session, actor_of(session, me))
    assert contact.model_dump() == {
        "role": "medicines lead",
        "text": "Ask Ben Helper, medicines lead. Can help with ePMA, which you want to learn.",
        "person_id": helper.id,
        "name": "Ben Helper",
        "href": f"/people/{helper.id}",
    }


def test_different_viewers_are_told_of_different_persons(session, registry, me, helper):
    join(session, "Nia Midwife", registry["BBB"], helps=["maternity"], job_role="digital midwife")
    for number in range(8):
        join(session, f"Bystander {number}", registry["DDD"], helps=["meds"], job_role="clinician")
    other = join(session, "Oda Other", registry["AAA"], wants=["maternity"])
    assert name_for(session, actor_of(session, me)) == "Ben Helper"
    assert name_for(session, actor_of(session, other)) == "Nia Midwife"


def test_for_an_area_it_is_who_can_help_with_that_area(session, registry, me, helper):
    join(session, "Eve Records", registry["BBB"], helps=["epr"])
    actor = actor_of(session, me)
    assert name_for(session, actor, area="epr") == "Eve Records"
    assert "which you ask about" in contact_for(session, actor, area="epr").because
    assert name_for(session, actor, area="epma") == "Ben Helper"


def test_who_has_nothing_said_may_still_be_named(session, registry, me):
    join(session, "Quiet Quentin", registry["BBB"])
    assert contact_for(session, actor_of(session, me)).text == "Ask Quiet Quentin."


@pytest.mark.parametrize(
    "changed",
    [
        {"paused_until": "today"},
        {"state": PersonState.DISABLED},
        {"audience": Audience.COLLEAGUES},
        {"away_until": "today"},
        {"name": ""},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_who_may_not_be_asked_is_not_named_from_that_moment(session, registry, me, helper, changed):
    actor = actor_of(session, me)
    assert name_for(session, actor) == "Ben Helper"
    session.commit()
    for field, value in changed.items():
        setattr(helper, field, today() if value == "today" else value)
    session.add(helper)
    session.commit()
    contact = contact_for(session, actor)
    assert contact.model_dump() == {
        "role": "digital lead for EPR",
        "text": "Nobody from Bramley Trust can be asked here at present."
        " Ask for its digital lead for EPR through its switchboard.",
    }


def test_even_administrators_are_not_told_of_who_has_paused_or_is_for_colleagues(session, registry, helper):
    join(session, "Col League", registry["BBB"], audience=Audience.COLLEAGUES)
    helper.paused_until = today()
    session.add(helper)
    chief = join(session, "Ada Min", registry["AAA"], duties=[DutyKind.ADMINISTRATOR])
    assert name_for(session, actor_of(session, chief)) is None


def test_a_pause_that_is_over_hides_nobody(session, registry, me, helper):
    helper.paused_until = helper.away_until = today() - TOMORROW
    session.add(helper)
    assert name_for(session, actor_of(session, me)) == "Ben Helper"


def test_whoever_stands_in_is_named_and_it_is_said_for_whom(session, registry, me, helper):
    cover = join(session, "Cara Cover", registry["BBB"])
    helper.away_until, helper.cover_person_id = today(), cover.id
    session.add(helper)
    actor = actor_of(session, me)
    assert contact_for(session, actor).text == "Ask Cara Cover. Stands in for Ben Helper, who is away."


@pytest.mark.parametrize("unavailable", ["paused_until", "away_until"])
def test_a_stand_in_who_is_not_there_either_is_not_named(session, registry, me, helper, unavailable):
    cover = join(session, "Cara Cover", registry["BBB"], **{unavailable: today()})
    helper.away_until, helper.cover_person_id = today(), cover.id
    session.add(helper)
    assert name_for(session, actor_of(session, me)) is None


def test_who_takes_no_more_requests_steps_back_behind_colleagues(session, registry, me, helper):
    helper.request_budget = 0
    session.add(helper)
    actor = actor_of(session, me)
    assert "as many open requests as they take" in contact_for(session, actor).text
    join(session, "Free Fred", registry["BBB"])
    assert name_for(session, actor) == "Free Fred"


def test_visitors_newcomers_and_operators_are_given_a_role(session, registry, helper):
    newcomer = actor_of(session, add_person(session, "New Comer"))
    for actor in (VISITOR, newcomer, OPERATOR):
        joined, not_joined = contact_for(session, actor), contact_for(session, actor, "CCC")
        assert joined.model_dump() == {
            "role": "digital lead for EPR",
            "text": "Ask for its digital lead for EPR through its switchboard.",
        }
        assert not_joined.text.startswith("Nobody from Cox Trust has joined yet. Ask for its")


def test_the_comparison_names_the_same_person_as_the_list(session, registry, me, helper):
    actor = actor_of(session, me)
    found = queries.compare_organisations(session, actor, "AAA", "BBB")
    assert found.contact == contact_for(session, actor)
    back = queries.compare_organisations(session, actor, "BBB", "AAA")
    assert not hasattr(back.contact, "name")  # nobody is told to ask themselves


def test_colleagues_of_the_viewer_are_named_when_others_ask(session, registry, me):
    join(session, "Cole League", registry["AAA"], audience=Audience.COLLEAGUES)
    found = queries.compare_organisations(session, actor_of(session, me), "BBB", "AAA")
    assert found.contact.name == "Cole League"


def test_the_number_of_queries_does_not_grow_with_the_persons(session, registry, me, helper):
    actor = actor_of(session, me)

    def ask():
        queries.find_peers(session, actor, "AAA", limit=50)

    session.commit()
    ask()
    assert count_queries(session, ask) == 3  # change numbers, persons, interests
    for number in range(12):
        organisation = Organisation(ods_code=f"X{number:02}", name=f"Number {number} Trust")
        session.add(organisation)
        session.flush()
        for each in range(3):
            join(session, f"Person {number} {each}", organisation, helps=["epma", "Pippin", "meds"])
    note_change(session, REGISTRY)
    session.commit()
    ask()
    assert count_queries(session, ask) == 3


def test_pages_and_api_name_the_person_to_staff_alone(client, session, registry, me, helper, signed_in):
    staff = signed_in(me)
    for address in ("/peers?org=AAA", "/peers/AAA/BBB"):
        assert f'Ask <a href="/people/{helper.id}">Ben Helper</a>, medicines lead.' in staff.get(address).text
        assert "Sign in to see whom to ask" not in staff.get(address).text
        page = client.get(address).text
        assert "Ben Helper" not in page
        assert "Sign in to see whom to ask" in page
        assert "/sign-in?next=%2Fpeers" in page
        assert "Ben Helper" in staff.get(f"/api/v1{address}").text
        assert "Ben Helper" not in client.get(f"/api/v1{address}").text


def test_a_newcomer_is_told_that_their_organisation_must_confirm_them(session, registry, helper, signed_in):
    browser = signed_in(add_person(session, "New Comer"))
    page = browser.get("/peers?org=AAA").text
    assert "Ben Helper" not in page
    assert "once your organisation has confirmed you" in page


def test_no_page_and_no_answer_holds_an_address(session, registry, me, helper, signed_in):
    staff = signed_in(me)
    for address in (
        "/peers",
        "/peers?org=AAA",
        "/peers/AAA/BBB",
        "/api/v1/peers?org=AAA",
        "/api/v1/peers/people",
    ):
        answer = staff.get(address)
        assert answer.status_code == 200
        assert "@" not in answer.text.replace("@media", "")


def test_another_role_alone_is_no_reason_but_what_they_can_help_with_is(session, registry, me):
    join(session, "Roly Only", registry["BBB"], job_role="procurement lead")
    join(session, "Hope Full", registry["CCC"], helps=["meds"], job_role="procurement lead")
    actor = actor_of(session, me)
    assert contact_for(session, actor).text == "Ask Roly Only, procurement lead."
    assert "Can help with medicines safety" in contact_for(session, actor, "CCC").text

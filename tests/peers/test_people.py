"""The persons suggested to a member of staff."""

import math

import pytest

from exchange.matching import PERSON_FACTORS
from exchange.peers import queries
from exchange.people.actor import VISITOR
from exchange.people.models import Audience, DutyKind, PersonState
from exchange.plumbing.clock import today
from exchange.plumbing.errors import Invalid, NotAllowed, SignInNeeded
from tests.examples import actor_of, add_person
from tests.peers.people import join
from tests.peers.test_queries import count_queries


@pytest.fixture
def me(session, registry):
    """A digital midwife of AAA who wants to learn electronic prescribing and Pippin."""
    wants = ["epma", "Pippin"]
    return join(session, "Mia Asker", registry["AAA"], wants=wants, job_role="digital midwife")


@pytest.fixture
def crowd(session, registry):
    """Five persons elsewhere."""
    return {
        "same system": join(session, "Sam System", registry["BBB"], helps=["Pippin", "epma"]),
        "far away": join(session, "Fay Away", registry["CCC"], helps=["epma"]),
        "other": join(session, "Oda Other", registry["EEE"], helps=["meds"], job_role="medicines lead"),
        "silent": join(session, "Sy Lent", registry["EEE"]),
        "colleague": join(session, "Cole League", registry["AAA"], helps=["epma", "Pippin"]),
    }


def names(session, person, **how):
    found = queries.find_people(session, actor_of(session, person), **how)
    return [each.name for each in found.people]


def test_those_who_can_help_nearby_come_first_and_colleagues_are_left_out(session, me, crowd):
    found = names(session, me)
    assert found[0] == "Sam System"
    assert set(found) == {"Sam System", "Fay Away", "Oda Other", "Sy Lent"}


def test_reasons_add_up_and_name_the_subjects(session, me, crowd):
    found = queries.find_people(session, actor_of(session, me))
    for each in found.people:
        assert [reason.factor for reason in each.reasons] == list(PERSON_FACTORS)
        assert math.isclose(math.fsum(r.contribution for r in each.reasons), each.score, abs_tol=1e-9)
    first = found.people[0].reasons[-1].text
    assert first.startswith("Can help with")
    assert "Pippin" in first and "ePMA" in first
    assert found.organisation.ods_code == "AAA"


def test_a_product_is_also_help_with_its_functional_area(session, registry, me):
    join(session, "Pip Pin", registry["BBB"], helps=["Pippin"])
    (pip,) = queries.find_people(session, actor_of(session, me)).people
    assert pip.reasons[-1].known


@pytest.mark.parametrize(
    "changed",
    [
        {"paused_until": "today"},
        {"away_until": "today"},
        {"state": PersonState.DISABLED},
        {"audience": Audience.COLLEAGUES},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_who_may_not_be_asked_vanishes_at_once_without_a_new_fit(session, me, crowd, changed):
    assert "Sam System" in names(session, me)
    session.commit()
    for field, value in changed.items():
        setattr(crowd["same system"], field, today() if value == "today" else value)
    session.add(crowd["same system"])
    session.commit()
    assert "Sam System" not in names(session, me)


def test_what_somebody_says_now_counts_even_before_the_next_fit(session, registry, me, crowd):
    names(session, me)
    session.commit()
    crowd["silent"].job_role = "digital midwife"
    session.add(crowd["silent"])
    session.commit()
    found = queries.find_people(session, actor_of(session, me)).people
    assert "digital midwives" in next(each for each in found if each.name == "Sy Lent").reasons[-1].text


def test_who_takes_no_more_requests_says_so(session, me, crowd):
    crowd["same system"].request_budget = 0
    session.add(crowd["same system"])
    found = queries.find_people(session, actor_of(session, me)).people
    assert [each.name for each in found if each.is_busy] == ["Sam System"]


def test_different_viewers_get_different_persons(session, registry, me, crowd):
    medic = join(session, "Med Icine", registry["AAA"], wants=["meds"], job_role="medicines lead")
    assert names(session, medic)[0] == "Oda Other"
    assert names(session, me)[0] == "Sam System"


def test_limit_area_and_weights_are_the_callers(session, me, crowd):
    assert len(names(session, me, limit=2)) == 2
    actor = actor_of(session, me)
    assert "same agenda" not in [
        reason.factor
        for reason in queries.find_people(session, actor, weights={"same agenda": 0}).people[0].reasons
    ]
    assert (
        "which you ask about" in queries.find_people(session, actor, area="epma").people[0].reasons[-1].text
    )
    with pytest.raises(Invalid):
        queries.find_people(session, actor, area="zzz")
    with pytest.raises(Invalid):
        queries.find_people(session, actor, weights=dict.fromkeys(PERSON_FACTORS, 0))


def test_only_confirmed_staff_may_ask(session, registry, crowd):
    with pytest.raises(SignInNeeded):
        queries.find_people(session, VISITOR)
    with pytest.raises(NotAllowed):
        queries.find_people(session, actor_of(session, add_person(session, "New Comer")))


def test_staff_of_no_open_organisation_get_nobody(session, registry):
    nobody = queries.PeopleList(organisation=None, people=())
    closed = join(session, "Clo Sed", registry["END"])
    admin = add_person(session, "Ada Min", duties=[DutyKind.ADMINISTRATOR])
    assert queries.find_people(session, actor_of(session, closed)) == nobody
    assert queries.find_people(session, actor_of(session, admin)) == nobody


def test_the_number_of_queries_does_not_grow_with_the_persons(session, registry, me, crowd):
    actor = actor_of(session, me)
    session.commit()
    queries.find_people(session, actor)
    assert count_queries(session, lambda: queries.find_people(session, actor)) == 5
    for number in range(40):
        join(session, f"Person {number}", registry["BBB"], helps=["epma", "Pippin", "meds"])
    session.commit()
    queries.find_people(session, actor)
    assert count_queries(session, lambda: queries.find_people(session, actor)) == 5


def test_the_start_shows_staff_their_own_organisation_and_people(client, session, me, crowd, signed_in):
    page = signed_in(me).get("/peers").text
    assert 'href="/peers?org=AAA"' in page
    assert "Peers of your organisation, Ashford Trust" in page
    assert 'value="Ashford Trust"' in page
    assert page.index("People for you") < page.index(f"/people/{crowd['same system'].id}")
    assert page.index(f"/people/{crowd['same system'].id}") < page.index(f"/people/{crowd['silent'].id}")
    visitor = client.get("/peers").text
    assert "People for you" not in visitor
    assert "Sam System" not in visitor


def test_a_start_without_anybody_else_has_ways_on(session, me, signed_in):
    page = signed_in(me).get("/peers").text
    assert "Nobody from another organisation can be suggested yet" in page
    assert 'href="/account/profile"' in page and 'href="/people"' in page


def test_an_unknown_organisation_is_kept_as_typed_for_staff_too(session, me, crowd, signed_in):
    page = signed_in(me).get("/peers", params={"org": "Bramly"}).text
    assert 'value="Bramly"' in page


def test_page_and_api_agree(session, me, crowd, signed_in):
    browser = signed_in(me)
    body = browser.get("/api/v1/peers/people?limit=3").json()
    assert [each["rank"] for each in body["people"]] == [1, 2, 3]
    assert set(body["people"][0]) == {
        *("rank", "person_id", "name", "role", "href", "organisation", "score", "distance_km"),
        *("reasons", "is_busy"),
    }
    page = browser.get("/peers").text
    assert all(each["name"] in page for each in body["people"])


def test_the_api_refuses_visitors_and_newcomers(client, session, registry, signed_in):
    newcomer = signed_in(add_person(session, "New Comer"))
    assert client.get("/api/v1/peers/people").status_code == 401
    assert newcomer.get("/api/v1/peers/people").status_code == 403


def test_nobody_is_suggested_to_themselves(session, registry, me, crowd):
    assert me.name not in names(session, me)

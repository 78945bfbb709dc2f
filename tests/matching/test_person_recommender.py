"""Persons whose best matches are known, and rules that hold for any persons whatever."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.matching import (
    FACTORS,
    PERSON_FACTORS,
    SAME_AGENDA,
    PeerRecommender,
    PersonProfile,
    PersonRecommender,
    UnknownOrganisation,
    UnknownPerson,
    UnknownWeight,
)
from exchange.matching.agenda_wording import plural
from exchange.matching.person_recommender import STEP_BACK
from exchange.matching.roles import RoleLikeness
from tests.matching.examples import CAMBRIDGE, LONDON, NEWCASTLE, described, organisation, runs

pytestmark = pytest.mark.slow

NAMES = {
    "area:epma": "ePMA",
    "area:maternity": "Maternity",
    "product:pippin": "Pippin",
    "theme:wards": "Virtual wards",
}
SUBJECTS = sorted(NAMES)
MIDWIFE, CHIEF = "digital midwife", "chief information officer"
ROLES = [
    MIDWIFE,
    "maternity digital lead",
    CHIEF,
    "chief nursing information officer",
    "medicines lead",
    "cyber security lead",
    "procurement lead",
    "service manager",
    "clinician",
    "",
]
AGENDA_ALONE = dict.fromkeys(FACTORS, 0)
few = settings(max_examples=40, deadline=None)

ORGANISATIONS = [
    described("RAA", at=LONDON),
    described("RBB", at=CAMBRIDGE),
    described("RCC", at=NEWCASTLE, runs=[runs("Epic", "EpicCare", area="epma")]),
    organisation("RDD", at=None),
]


def person(name, code="RBB", role="", helps=(), wants=(), **more):
    return PersonProfile(name, code, role, frozenset(helps), frozenset(wants), **more)


def fitted(*persons, organisations=ORGANISATIONS):
    return PersonRecommender(PeerRecommender().fit(organisations)).fit(persons, NAMES)


def agenda(match):
    return next(reason for reason in match.reasons if reason.factor == SAME_AGENDA)


def ids(matches):
    return [match.id for match in matches]


ME = person("me", "RAA", MIDWIFE, wants=["area:epma"])

subjects = st.frozensets(st.sampled_from(SUBJECTS))
persons = st.builds(
    PersonProfile,
    st.uuids().map(str),
    st.sampled_from(["RAA", "RBB", "RCC", "RDD"]),
    st.sampled_from(ROLES),
    subjects,
    subjects,
    st.booleans(),
)
crowds = st.lists(persons, min_size=1, max_size=8, unique_by=lambda each: each.id)


def test_who_can_help_with_what_i_want_comes_first_and_the_reason_says_so():
    best, *_ = fitted(
        ME,
        person("helper", role=MIDWIFE, helps=["area:epma"]),
        person("other", role=MIDWIFE, helps=["theme:wards"]),
    ).recommend("me")
    assert best.id == "helper"
    assert agenda(best).text == "Can help with ePMA, which you want to learn; both digital midwives"


def test_help_counts_more_than_the_same_wish():
    matches = fitted(
        ME, person("wishes", wants=["area:epma"]), person("helps", helps=["area:epma"])
    ).recommend("me")
    assert ids(matches) == ["helps", "wishes"]
    assert agenda(matches[1]).text == "Both want to learn ePMA"


def test_a_rare_subject_counts_more_than_a_common_one():
    crowd = [person(f"p{n}", "RDD", helps=["area:epma"]) for n in range(20)]
    me = replace(ME, wants=frozenset({"area:epma", "product:pippin"}))
    matches = fitted(
        me, *crowd, person("rare", helps=["product:pippin"]), person("common", helps=["area:epma"])
    ).recommend("me", limit=2)
    assert ids(matches) == ["rare", "common"]
    assert "Pippin" in agenda(matches[0]).text


def test_a_role_with_words_in_common_is_near_and_said_to_be():
    matches = fitted(ME, *(person(role, role=role) for role in ROLES if role not in {MIDWIFE, ""})).recommend(
        "me"
    )
    assert matches[0].id == "maternity digital lead"
    assert agenda(matches[0]).text == "A role like yours: maternity digital lead"


def test_likeness_of_roles_is_1_for_the_same_and_the_same_both_ways():
    likeness = RoleLikeness.fit(ROLES)
    for one in ROLES[:-1]:
        assert likeness.of(one, f" {one.upper()} ") == 1
        for other in ROLES[:-1]:
            assert likeness.of(one, other) == likeness.of(other, one)
            assert 0 <= likeness.of(one, other) <= 1
    assert likeness.of(MIDWIFE, CHIEF) == 0


def test_nothing_said_is_unknown_and_counts_as_the_average():
    recommender = fitted(ME, person("silent"), person("helper", helps=["area:epma"], role=CHIEF))
    silent = next(match for match in recommender.recommend("me") if match.id == "silent")
    assert not agenda(silent).known
    assert agenda(silent).text == "Unknown: they have not given a role or any subject"
    assert agenda(silent).value == recommender.agenda_.mean
    assert agenda(silent).lift == 0
    asked_by_silent = recommender.recommend(person("x", "RAA"))
    assert all(agenda(match).text.startswith("Unknown: ") for match in asked_by_silent)


def test_for_an_area_it_counts_who_can_help_with_that_area():
    recommender = fitted(
        ME,
        person("epr", helps=["area:epr"]),
        person("epma", helps=["area:epma"], role=CHIEF),
    )
    best, *_ = recommender.recommend("me", area="epr", weights=AGENDA_ALONE)
    assert best.id == "epr"
    assert agenda(best).text == "Can help with epr, which you ask about"


def test_colleagues_and_persons_of_unknown_organisations_are_left_out():
    recommender = fitted(ME, person("colleague", "RAA"), person("nowhere", "RZZ"), person("there"))
    assert ids(recommender.recommend("me")) == ["there"]


def test_a_nearer_organisation_wins_between_the_same_agendas():
    matches = fitted(ME, person("far", "RCC"), person("near", "RBB")).recommend("me")
    assert ids(matches) == ["near", "far"]


def test_who_is_at_their_budget_steps_back_behind_their_equals_but_keeps_the_score():
    busy, free = person("a", helps=["area:epma"], at_budget=True), person("b", helps=["area:epma"])
    first, second = fitted(ME, busy, free).recommend("me")
    assert (first.id, second.id, second.at_budget) == ("b", "a", True)
    assert first.score == second.score


def test_stepping_back_does_not_put_the_best_behind_everybody():
    busy = person("busy", helps=["area:epma"], role=MIDWIFE, at_budget=True)
    matches = fitted(ME, busy, person("far", "RCC", role=CHIEF, helps=["theme:wards"])).recommend("me")
    assert matches[0].score - STEP_BACK > matches[1].score
    assert matches[0].id == "busy"


def test_same_agenda_is_a_quarter_of_the_whole_by_default_and_0_removes_it():
    recommender = fitted(ME, person("other"))
    (match,) = recommender.recommend("me")
    assert [reason.factor for reason in match.reasons] == list(PERSON_FACTORS)
    assert agenda(match).weight == pytest.approx(0.25)
    (without,) = recommender.recommend("me", weights={SAME_AGENDA: 0})
    assert [reason.factor for reason in without.reasons] == list(FACTORS)


def test_organisation_factors_are_those_of_the_organisations():
    recommender = fitted(ME, person("other", "RCC"))
    (match,) = recommender.recommend("me")
    peer = recommender.organisations.compare("RAA", "RCC")
    assert [reason.value for reason in match.reasons[:-1]] == [reason.value for reason in peer.reasons]
    assert match.distance_km == peer.distance_km


def test_what_cannot_be_asked_is_refused():
    recommender = fitted(ME)
    with pytest.raises(UnknownPerson):
        recommender.recommend("nobody")
    with pytest.raises(UnknownOrganisation):
        recommender.recommend(person("x", "RZZ"))
    with pytest.raises(UnknownWeight, match="same agenda"):
        recommender.recommend("me", weights={"agenda": 1})
    with pytest.raises(ValueError, match="limit"):
        recommender.recommend("me", limit=-1)
    with pytest.raises(ValueError, match="only once"):
        fitted(ME, ME)
    with pytest.raises(RuntimeError):
        PersonRecommender(PeerRecommender()).recommend("me")


def test_nobody_to_suggest_gives_an_empty_list():
    assert fitted(ME).recommend("me") == []
    assert fitted().recommend(ME) == []


@pytest.mark.parametrize(
    ("role", "several"),
    [(MIDWIFE, "digital midwives"), ("EPR programme lead", "EPR programme leads"), ("deputy", "deputies")],
)
def test_roles_have_a_plural(role, several):
    assert plural(role) == several


@few
@given(crowds, persons, st.dictionaries(st.sampled_from(PERSON_FACTORS), st.floats(0.01, 1)))
def test_contributions_sum_to_a_score_between_0_and_1(crowd, me, weights):
    for match in fitted(*crowd).recommend(me, weights=weights):
        assert 0 <= match.score <= 1
        assert math.fsum(r.contribution for r in match.reasons) == pytest.approx(match.score, abs=1e-9)
        assert math.fsum(r.weight for r in match.reasons) == pytest.approx(1, abs=1e-9)
        assert all(0 <= r.value <= 1 and 0 < len(r.text) <= 160 for r in match.reasons)


@few
@given(crowds, persons, st.randoms())
def test_the_order_of_input_does_not_matter(crowd, me, chance):
    shuffled = list(crowd)
    chance.shuffle(shuffled)
    assert fitted(*crowd).recommend(me) == fitted(*shuffled).recommend(me)


@few
@given(crowds, persons, persons, st.sampled_from(SUBJECTS), st.sampled_from(["helps", "both", "wish"]))
def test_one_more_subject_in_common_never_lowers_the_value(crowd, me, other, subject, how):
    me, other = replace(me, ods_code="RAA"), replace(other, ods_code="RBB")
    recommender = fitted(*crowd)
    mine, theirs = {
        "helps": ("wants", "can_help"),
        "both": ("can_help", "can_help"),
        "wish": ("wants", "wants"),
    }[how]
    me = replace(me, **{mine: getattr(me, mine) | {subject}})
    more = replace(other, **{theirs: getattr(other, theirs) | {subject}})
    (before,), (after,) = recommender.among(me, [other]), recommender.among(me, [more])
    assert agenda(after).value >= agenda(before).value - 1e-12


@few
@given(crowds, persons)
def test_a_twin_who_can_help_with_all_i_want_comes_first_among_equals(crowd, me):
    me = replace(me, ods_code="RAA")
    twin = PersonProfile("twin", "RBB", me.role, me.wants | me.can_help, me.wants)
    crowd = [replace(each, ods_code="RBB") for each in crowd]
    matches = {match.id: match.score for match in fitted(*crowd, twin).recommend(me, limit=99)}
    said = bool(me.role or me.wants or me.can_help)
    assert not said or matches["twin"] >= max(matches.values()) - 1e-12


@few
@given(crowds, persons, st.integers(0, 9))
def test_a_list_is_the_beginning_of_a_longer_one_and_among_agrees(crowd, me, limit):
    recommender = fitted(*crowd)
    whole = recommender.recommend(me, limit=99)
    assert recommender.recommend(me, limit=limit) == whole[:limit]
    assert recommender.closest(me, limit=limit) == ids(whole)[:limit]
    assert recommender.among(me, crowd) == whole
    assert recommender.closest(me, crowd) == ids(whole)


def test_help_that_is_wanted_outweighs_the_same_role_once_a_few_have_spoken():
    crowd = [person(f"p{n}", "RDD", role="clinician", helps=["theme:wards"]) for n in range(8)]
    matches = fitted(
        ME,
        *crowd,
        person("role", role=MIDWIFE, helps=["area:maternity"]),
        person("help", helps=["area:epma"]),
    ).recommend("me", limit=2)
    assert ids(matches) == ["help", "role"]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"helps": ["theme:wards"]}, "Can help with virtual wards, which you have not named"),
        ({"role": CHIEF}, f"Another role: {CHIEF}"),
        ({"wants": ["theme:wards"]}, "No subject in common"),
    ],
)
def test_where_nothing_is_shared_it_says_what_there_is_instead(other, words):
    (match,) = fitted(ME, person("other", **other)).recommend("me")
    assert agenda(match).text == words


def test_only_a_few_subjects_are_named():
    wants = [f"area:{n}" for n in range(6)]
    (match,) = fitted(replace(ME, wants=frozenset(wants)), person("other", helps=wants)).recommend("me")
    assert agenda(match).text == "Can help with 0, 1, 2 and 3 more, which you want to learn"

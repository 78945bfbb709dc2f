"""Lessons whose order is known, and rules that hold for any lessons whatever."""

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.matching import PeerRecommender, PersonProfile, Stage, UnknownOrganisation, UnknownWeight
from exchange.matching.lesson import LESSON_FACTORS, PRIORITIES, SYSTEMS, USES, LessonProfile
from exchange.matching.lesson_recommender import LessonRecommender
from tests.matching.examples import CAMBRIDGE, LONDON, NEWCASTLE, described, organisation

pytestmark = pytest.mark.slow

PEERS = PeerRecommender().fit(
    [
        described("RAA", at=LONDON, themes=frozenset({"NHS App", "Virtual wards"})),
        described("RBB", at=CAMBRIDGE),
        described("RCC", at=NEWCASTLE),
        organisation("RDD", at=None),
    ]
)
codes = st.sampled_from(["RAA", "RBB", "RCC", "RDD", "RZZ"])
lessons = st.builds(
    LessonProfile,
    id=st.uuids().map(str),
    ods_code=codes,
    area=st.sampled_from(["", "epr", "epma"]),
    product=st.sampled_from(["", "EpicCare", "Pippin"]),
    supplier=st.sampled_from(["", "Epic", "Oracle Health"]),
    stage=st.none() | st.sampled_from(list(Stage)),
    themes=st.frozensets(st.sampled_from(["NHS App", "Virtual wards", "Medicines safety"])),
    text=st.sampled_from(["", "the", "Going live with EPR", "Virtual wards at home"]),
    happened_on=st.none() | st.dates(date(2020, 1, 1), date(2024, 1, 1)),
    used_by=st.frozensets(codes),
    not_for=st.frozensets(codes),
)
lists = st.lists(lessons, max_size=6, unique_by=lambda lesson: lesson.id)
few = settings(max_examples=30, deadline=None)


def lesson(name="one", code="RBB", **known):
    return LessonProfile(id=name, ods_code=code, **known)


def fitted(*some):
    return LessonRecommender(PEERS).fit(some)


def scores(recommender, code="RAA"):
    return {match.id: match.score for match in recommender.recommend(code, limit=99)}


@few
@given(lists, st.sampled_from(["RAA", "RBB", "RDD"]))
def test_contributions_sum_to_the_score_and_values_stay_in_range(some, code):
    for match in fitted(*some).recommend(code):
        assert math.isclose(match.score, math.fsum(each.contribution for each in match.reasons))
        assert [each.factor for each in match.reasons] == list(LESSON_FACTORS)
        assert all(0 <= each.value <= 1 and 0 < len(each.text) <= 160 for each in match.reasons)


@few
@given(lists, st.randoms())
def test_the_order_of_input_says_nothing(some, random):
    shuffled = random.sample(some, len(some))
    assert fitted(*some).recommend("RAA") == fitted(*shuffled).recommend("RAA")


@few
@given(lists, lessons)
def test_sharing_one_more_theme_or_product_never_lowers(some, new):
    recommender = fitted(*some)
    new = replace(new, ods_code="RBB", product="", text="")
    recommender.add(new)
    before = scores(recommender)[new.id]
    recommender.add(replace(new, themes=new.themes | {"NHS App"}))
    assert scores(recommender)[new.id] >= before - 1e-12
    recommender.add(replace(new, product="EpicCare"))
    assert scores(recommender)[new.id] >= before - 1e-12


@few
@given(lists, lessons)
def test_adding_and_removing_leaves_all_other_scores(some, new):
    recommender = fitted(*some)
    before = recommender.recommend("RAA")
    recommender.add(new)
    recommender.remove(new.id)
    assert recommender.recommend("RAA") == before


@few
@given(lists)
def test_what_is_unknown_counts_exactly_as_the_mean(some):
    recommender = fitted(*some)
    recommender.add(lesson("bare", "RZZ"))
    match = next(each for each in recommender.recommend("RAA") if each.id == "bare")
    means = {name: each.mean for name, each in recommender.shrinkages_.items()} | recommender.means_
    for reason in match.reasons:
        assert (reason.known, reason.lift, reason.value) == (False, 0.0, means[reason.factor])
        assert reason.text.startswith("Unknown")


@few
@given(lists)
def test_own_lessons_are_left_out(some):
    own = {each.id for each in some if each.ods_code == "RAA"}
    assert not own & scores(fitted(*some)).keys()


@pytest.mark.parametrize(
    "cause",
    [{"product": "EpicCare"}, {"themes": frozenset({"NHS App"})}, {"used_by": frozenset({"RCC"})}],
)
def test_without_the_cause_of_the_first_reason_the_score_falls(cause):
    others = [lesson(str(n), "RCC", area="epma", product="Pippin", themes=frozenset({"X"})) for n in range(5)]
    recommender = fitted(*others)
    recommender.add(lesson(**cause))
    match = next(each for each in recommender.recommend("RAA") if each.id == "one")
    first = max((r for r in match.reasons if r.factor in (SYSTEMS, PRIORITIES, USES)), key=lambda r: r.lift)
    assert first.lift > 0
    recommender.add(lesson())
    assert scores(recommender)["one"] < match.score


def test_what_a_person_wants_to_learn_counts_as_their_systems():
    recommender = fitted(lesson("a", area="pacs"), lesson("b", area="maternity"))
    me = PersonProfile("me", "RAA", wants=frozenset({"area:maternity"}))
    assert recommender.recommend("RAA", person=me)[0].id == "b"


def test_equals_stand_newest_first_and_then_by_id():
    recommender = fitted(lesson("b"), lesson("a"), lesson("z", happened_on=date(2024, 1, 1)))
    assert list(scores(recommender)) == ["z", "a", "b"]


def test_a_shorter_list_is_the_beginning_of_a_longer_one():
    recommender = fitted(*(lesson(str(n), stage=list(Stage)[n], area="epr") for n in range(6)))
    assert recommender.recommend("RAA", limit=2) == recommender.recommend("RAA")[:2]


def test_nothing_at_all_works():
    assert fitted().recommend("RAA") == []
    assert LessonRecommender(PeerRecommender().fit([])).fit([lesson()]).lessons_.profiles


def test_bad_input_is_refused():
    recommender = fitted(lesson())
    with pytest.raises(ValueError, match="at least 0"):
        recommender.recommend("RAA", limit=-1)
    with pytest.raises(ValueError, match="belongs to RBB"):
        recommender.recommend("RAA", person=PersonProfile("me", "RBB"))
    with pytest.raises(UnknownWeight):
        recommender.recommend("RAA", weights={"luck": 1})
    with pytest.raises(UnknownOrganisation):
        recommender.recommend("RQQ")
    with pytest.raises(ValueError, match="area"):
        recommender.recommend("RAA", area="nonsense")
    with pytest.raises(ValueError, match="only once"):
        fitted(lesson(), lesson())
    with pytest.raises(ValueError, match="no lesson"):
        recommender.remove("two")
    with pytest.raises(ValueError, match="parameter"):
        recommender.set_params(luck=1)

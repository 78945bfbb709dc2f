"""From a ranking to a list: who is in it, who stepped back and why, and what never changes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.matching import DEFAULT_WEIGHTS, PeerRecommender
from exchange.matching.exposure import Exposure, Standing
from exchange.matching.listed import OpenRequests, Rules, Why
from exchange.matching.listing import make_list, make_lists, within
from exchange.matching.reciprocity import Reciprocity
from tests.matching.examples import CAMBRIDGE, LONDON, NEWCASTLE, described, organisation, registries, runs

pytestmark = pytest.mark.slow

BY_MATCH = Rules(relevance=1, keeps_one_led_by_systems=False)
worlds = registries(least=3, most=9)


@st.composite
def situations(draw):
    """A fitted recommender, who asks, and rules of all kinds."""
    profiles = draw(worlds)
    codes = sorted(profile.ods_code for profile in profiles)
    some = st.frozensets(st.sampled_from(codes), max_size=2)
    recommender = PeerRecommender().fit(profiles)
    rules = Rules(
        reciprocity=Reciprocity().fit(recommender) if draw(st.booleans()) else None,
        prices=draw(st.dictionaries(st.sampled_from(codes), st.floats(-0.2, 0.2), max_size=4)),
        standings=draw(standings(codes)),
        present=draw(some),
        open_requests={code: OpenRequests(4, draw(st.integers(3, 5))) for code in sorted(draw(some))},
        left_out=draw(some),
        relevance=draw(st.sampled_from([1.0, 0.9, 0.5])),
        keeps_one_led_by_systems=draw(st.booleans()),
    )
    return recommender, codes[0], rules


def standings(codes):
    standing = st.builds(Standing, st.integers(0, 4), st.just(3), st.integers(0, 2))
    return st.dictionaries(st.sampled_from(codes), standing, max_size=4)


def scored_by(recommender, code):
    return recommender.scored(code, DEFAULT_WEIGHTS)


@given(worlds, st.integers(0, 9))
@settings(max_examples=20, deadline=None)
def test_without_rules_the_list_is_what_recommend_returns(profiles, limit):
    recommender = PeerRecommender().fit(profiles)
    code = profiles[0].ods_code
    found = make_list(scored_by(recommender, code), BY_MATCH, limit=limit)
    assert [each.peer for each in found.listed] == recommender.recommend(code, limit=limit)
    assert found.stepped_back == ()


@given(situations(), st.integers(1, 5))
@settings(max_examples=15, deadline=None)
def test_nobody_who_takes_no_more_or_is_left_out_is_listed(situation, limit):
    recommender, code, rules = situation
    listed = set(make_list(scored_by(recommender, code), rules, limit=limit).codes)
    assert not listed & (rules.left_out | {code})
    assert not any(rules.open_requests[each].is_full for each in listed & set(rules.open_requests))
    assert not any(rules.standings[each].is_full for each in listed & set(rules.standings))


@given(situations(), st.integers(1, 5))
@settings(max_examples=15, deadline=None)
def test_whoever_match_alone_would_list_is_listed_or_steps_back_for_a_true_reason(situation, limit):
    recommender, code, rules = situation
    scored = scored_by(recommender, code)
    found = make_list(scored, rules, limit=limit)
    ranked = [peer for peer in recommender.recommend(code, limit=99) if peer.ods_code not in rules.left_out]
    natural = [peer.ods_code for peer in ranked[:limit]]
    backs = {each.peer.ods_code: each for each in found.stepped_back}
    assert [each for each in natural if each not in found.codes] == list(backs)
    for each in backs.values():
        assert each.peer == next(peer for peer in ranked if peer.ods_code == each.peer.ods_code)
        _check_numbers(each, rules)


def _check_numbers(back, rules):
    code = back.peer.ods_code
    if back.why is Why.OPEN_REQUESTS:
        taken = rules.open_requests[code]
        assert taken.open >= taken.limit
        assert f"({taken.open} of {taken.limit})" in back.text
    if back.why is Why.LISTS:
        assert rules.standings[code].is_full
        assert f"in {rules.standings[code].lists} list" in back.text
    if back.why is Why.PRICE:
        assert back.points == 100 * rules.prices.get(code, 0)
        assert back.points > 0 or rules.prices[back.instead] <= rules.prices.get(code, 0)
    if back.why is Why.NEEDED:
        assert rules.standings[back.instead].is_needed
    assert back.text.endswith(".")


@given(situations(), st.integers(1, 5))
@settings(max_examples=15, deadline=None)
def test_no_rule_changes_a_score_or_its_reasons(situation, limit):
    recommender, code, rules = situation
    found = make_list(scored_by(recommender, code), rules, limit=limit)
    for peer in [each.peer for each in (*found.listed, *found.stepped_back)]:
        assert peer == recommender.compare(code, peer.ods_code)
        assert sum(reason.contribution for reason in peer.reasons) == pytest.approx(peer.score)


@given(situations(), st.integers(1, 5), st.floats(0.001, 0.5), st.integers(1, 8))
@settings(max_examples=15, deadline=None)
def test_a_higher_price_never_moves_anybody_forward(situation, limit, more, chosen):
    recommender, code, rules = situation
    other = sorted(recommender.index_.codes)[1:][chosen % (len(recommender.index_.codes) - 1)]
    dearer = replace(rules, prices={**rules.prices, other: rules.prices.get(other, 0) + more})
    before = make_list(scored_by(recommender, code), rules, limit=limit).codes
    after = make_list(scored_by(recommender, code), dearer, limit=limit).codes
    assert other not in after or (other in before and after.index(other) >= before.index(other))


@given(worlds, st.randoms())
@settings(max_examples=15, deadline=None)
def test_the_order_of_input_changes_nothing(profiles, chance):
    code = profiles[0].ods_code
    shuffled = list(profiles)
    chance.shuffle(shuffled)
    one, other = (PeerRecommender().fit(each) for each in (profiles, shuffled))
    assert make_list(scored_by(one, code)) == make_list(scored_by(other, code))


@given(registries(least=4, most=9), st.integers(1, 3), st.integers(0, 1), st.integers(0, 3))
@settings(max_examples=20, deadline=None)
def test_the_lists_of_all_respect_every_limit_after_variety_too(profiles, length, more, floor):
    recommender = PeerRecommender().fit(profiles)
    reciprocity = Reciprocity().fit(recommender)
    exposure = Exposure(length, length + more, min(floor, length)).fit(*reciprocity.matrix())
    lists = make_lists(recommender, exposure, dict.fromkeys(exposure.lists_, Rules(reciprocity=reciprocity)))
    for code in exposure.lists_:
        assert lists[code].codes == exposure.lists_[code]
        assert len(lists[code].codes) == length
        count = sum(code in found.codes for found in lists.values())
        assert exposure.floors_[code] <= count == exposure.counts_[code] <= length + more


def four():
    near = [organisation(code, at=LONDON, type="acute") for code in ("RAA", "RBB")]
    return [*near, organisation("RCC", at=CAMBRIDGE, type="acute"), organisation("RDD", at=NEWCASTLE)]


def list_for_raa(limit=1, profiles=None, **rules):
    recommender = PeerRecommender().fit(profiles or four())
    return make_list(scored_by(recommender, "RAA"), replace(BY_MATCH, **rules), limit=limit)


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ({"open_requests": {"RBB": OpenRequests(4, 4)}}, "has as many open requests as it takes (4 of 4)."),
        ({"standings": {"RBB": Standing(20, 20, 6)}}, "is already in 20 lists, the most allowed (20)."),
        ({"standings": {"RBB": Standing(0, 0, 0)}}, "is not to be suggested at present."),
        ({"prices": {"RBB": 0.5}}, "steps back by 50.0 points because many would be shown it."),
        (
            {"prices": {"RBB": 0.5}, "standings": {"RBB": Standing(19, 20, 6)}},
            "steps back by 50.0 points because many would be shown it (19 lists besides yours, at most 20).",
        ),
        (
            {"prices": {"RCC": -0.5}},
            "makes room for Trust RCC, moved forward so that everybody is suggested.",
        ),
        (
            {"standings": {"RDD": Standing(1, 20, 2)}, "present": frozenset({"RDD"})},
            "makes room for Trust RDD, which is in 1 list besides yours and must be in 2.",
        ),
    ],
)
def test_whoever_steps_back_is_told_why(rules, text):
    found = list_for_raa(**rules)
    assert found.codes in {("RCC",), ("RDD",)}
    assert [back.text for back in found.stepped_back] == [f"Would be 1st by match; {text}"]


def test_a_twin_of_somebody_listed_makes_room_for_somebody_different():
    one = described("RBB", at=CAMBRIDGE)
    profiles = [
        organisation("RAA", at=LONDON, type="acute", runs=[runs("Epic", "EpicCare")]),
        one,
        described("RCC", at=CAMBRIDGE),
        described("RDD", at=CAMBRIDGE, icb="Another ICB", runs=[runs("Epic", "EpicCare")]),
    ]
    found = list_for_raa(2, profiles, relevance=0.1)
    assert found.codes == ("RBB", "RDD")
    assert (
        found.stepped_back[0].text == "Would be 2nd by match; resembles Trust RBB, which is already listed."
    )


def test_one_place_is_for_somebody_with_shared_systems():
    near = [organisation(code, at=LONDON, type="acute") for code in ("RBB", "RCC")]
    epic = [runs("Epic", "EpicCare"), runs("Epic", "Willow", area="epma")]
    far = organisation("RDD", at=NEWCASTLE, runs=epic)
    asking = organisation("RAA", at=LONDON, type="acute", runs=epic)
    others = [
        organisation(f"RE{n}", at=NEWCASTLE, runs=[runs(f"S{n}"), runs("T", area="epma")]) for n in range(9)
    ]
    found = list_for_raa(2, [asking, *near, far, *others], keeps_one_led_by_systems=True)
    assert found.codes == ("RBB", "RDD")
    assert found.stepped_back[0].text == (
        "Would be 2nd by match; makes room for Trust RDD, for which shared systems speak most."
    )


def test_whoever_is_left_out_is_not_told_to_step_back():
    found = list_for_raa(left_out=frozenset({"RBB"}))
    assert found.codes == ("RCC",)
    assert found.stepped_back == ()
    assert found.listed[0].peer.rank == 2
    assert found.listed[0].place == 1


def test_the_only_organisation_has_an_empty_list():
    assert list_for_raa(profiles=[organisation("RAA")]).listed == ()
    assert list_for_raa(limit=0).listed == ()


@pytest.mark.parametrize(
    ("rules", "limit"),
    [
        ({"relevance": 1.5}, 1),
        ({"relevance": float("nan")}, 1),
        ({"prices": {"RBB": float("nan")}}, 1),
        ({}, -1),
    ],
)
def test_what_makes_no_sense_is_refused(rules, limit):
    with pytest.raises(ValueError, match="must be"):
        list_for_raa(limit, **rules)


def test_prices_and_standings_come_from_exposure():
    recommender = PeerRecommender().fit(four())
    exposure = Exposure(1, 2, 1).fit(*Reciprocity().fit(recommender).matrix())
    rules = within(exposure, "RAA")
    assert rules.prices == exposure.prices_
    assert rules.present == frozenset(exposure.lists_["RAA"])
    assert make_list(scored_by(recommender, "RAA"), rules, limit=1).codes

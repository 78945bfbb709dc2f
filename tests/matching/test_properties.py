"""Rules that hold for any organisations whatever."""

import math
from dataclasses import replace

import pytest
from geopy.distance import great_circle
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.matching import FACTORS, PeerRecommender, Stage
from tests.matching.examples import (
    deployments,
    named,
    organisation,
    profiles,
    registries,
    spots,
    weights,
    without,
)

pytestmark = pytest.mark.slow

A, B = "AAA", "BBB"  # codes that no random organisation has
pairs = st.tuples(profiles(st.just(A)), profiles(st.just(B)))
few = settings(max_examples=15, deadline=None)


def fitted(others, *more):
    return PeerRecommender().fit([*others, *more])


def reason(matcher, factor, **how):
    (found,) = [each for each in matcher.compare(A, B, **how).reasons if each.factor == factor]
    return found


def after(matcher, profile, factor):
    """The reason once ``profile`` has taken the place of the organisation with its code."""
    matcher.add(profile)
    return reason(matcher, factor)


@few
@given(registries(), weights)
def test_contributions_sum_to_a_score_between_0_and_1(registry, chosen):
    for peer in fitted(registry).recommend(registry[0].ods_code, weights=chosen):
        assert 0 <= peer.score <= 1
        assert math.fsum(reason.contribution for reason in peer.reasons) == pytest.approx(
            peer.score, abs=1e-9
        )
        assert math.fsum(reason.weight for reason in peer.reasons) == pytest.approx(1, abs=1e-9)
        for each in peer.reasons:
            assert each.contribution == each.weight * each.value
            assert 0 <= each.value <= 1
            assert 0 < len(each.text) <= 160


@few
@given(registries(), spots, spots, st.floats(0, 1))
def test_moving_nearer_never_lowers_nearby(others, here, there, way):
    a, b = organisation(A, at=here), organisation(B, at=there)
    matcher = fitted(others, a, b)
    before = reason(matcher, "nearby").value
    nearer = replace(
        b,
        latitude=there[0] + way * (here[0] - there[0]),
        longitude=there[1] + way * (here[1] - there[1]),
    )
    apart_km = [great_circle(here, (each.latitude, each.longitude)).km for each in (b, nearer)]
    now = after(matcher, nearer, "nearby").value
    assert now >= before - 1e-9 or apart_km[1] > apart_km[0]


@few
@given(registries(), pairs, deployments(named))
def test_sharing_one_more_system_never_lowers_same_systems(others, pair, shared):
    a, b = pair
    a = replace(a, deployments=(*a.deployments, shared))
    matcher = fitted(others, a, b)
    before = reason(matcher, "same systems").value
    more = replace(b, deployments=(*b.deployments, replace(shared, confirmed=True)))
    assert after(matcher, more, "same systems").value >= before - 1e-12


@few
@given(registries(), pairs, st.sampled_from(["Medicines safety", "NHS App"]))
def test_sharing_one_more_priority_never_lowers_shared_direction(others, pair, theme):
    a, b = pair
    a = replace(a, themes=a.themes | {theme})
    matcher = fitted(others, a, b)
    before = reason(matcher, "shared direction").value
    assert after(matcher, replace(b, themes=b.themes | {theme}), "shared direction").value >= before - 1e-12


@few
@given(registries(), profiles(st.just(A)))
def test_a_twin_comes_first_unless_someone_is_ahead(others, a):
    ranked = fitted(others, a, replace(a, ods_code=B)).recommend(A)
    ahead = any(peer.reasons[FACTORS.index("a step ahead")].value > 0.5 for peer in ranked)
    twin = next(peer for peer in ranked if peer.ods_code == B)
    assert ahead or twin.score == ranked[0].score


@few
@given(registries(), st.randoms(use_true_random=False), weights)
def test_the_order_of_input_does_not_matter(registry, chance, chosen):
    asking = registry[0].ods_code
    before = fitted(registry).recommend(asking, weights=chosen)
    chance.shuffle(registry)
    assert fitted(registry).recommend(asking, weights=chosen) == before


@few
@given(registries(), pairs)
def test_a_step_ahead_turns_round_with_the_direction(others, pair):
    matcher = fitted(others, *pair)
    there, back = (matcher.compare(*codes).reasons[2] for codes in ((A, B), (B, A)))
    assert there.value == pytest.approx(1 - back.value, abs=1e-12)
    assert there.known == back.known


@few
@given(registries(), pairs, deployments(), st.sampled_from(list(Stage)), st.sampled_from(list(Stage)))
def test_a_step_ahead_swaps_direction_when_stages_swap(others, pair, system, one, other):
    a, b = (
        replace(profile, deployments=(replace(system, stage=stage),))
        for profile, stage in zip(pair, (one, other), strict=True)
    )
    matcher = fitted(others, a, b)
    before = reason(matcher, "a step ahead").value
    matcher.add(replace(a, deployments=b.deployments))
    now = after(matcher, replace(b, deployments=a.deployments), "a step ahead").value
    assert now == pytest.approx(1 - before, abs=1e-12)
    assert (before > 0.5) == (list(Stage).index(other) > list(Stage).index(one))


FIELDS = {
    "nearby": ["latitude", "longitude"],
    "same systems": ["deployments"],
    "a step ahead": ["deployments"],
    "shared direction": ["themes", "networks", "region", "icb"],
    "similar setting": ["type", "staff_wte", "beds", "maturity"],
}


@few
@given(registries(), pairs, st.sampled_from(FACTORS))
def test_missing_data_counts_as_the_mean_and_changes_nothing_else(others, pair, factor):
    matcher = fitted(others, *pair)
    before = matcher.compare(A, B)
    matcher.add(without(pair[1], *FIELDS[factor]))
    now = matcher.compare(A, B)
    for old, new, frozen in zip(before.reasons, now.reasons, matcher.factors_, strict=True):
        if FIELDS[new.factor] == FIELDS[factor]:
            assert (new.known, new.value, new.lift) == (False, pytest.approx(frozen.mean, abs=1e-15), 0)
            assert new.text.startswith("Unknown: ")
        else:
            assert (new.value, new.contribution, new.known) == (old.value, old.contribution, old.known)


@few
@given(registries())
def test_the_mean_that_stands_in_is_that_of_all_known_pairs_unless_all_are_alike(registry):
    matcher = fitted(registry)
    codes = [profile.ods_code for profile in registry]
    peers = [matcher.compare(a, b) for a in codes for b in codes if a != b]
    shrinkages = {1: matcher.factors_[1].shrinkage, 3: matcher.factors_[3].agenda}
    capped = {at for at, shrinkage in shrinkages.items() if shrinkage.mean == 0.5}
    for at, factor in enumerate(matcher.factors_):
        known = [peer.reasons[at].value for peer in peers if peer.reasons[at].known]
        if known and at not in capped:
            assert math.fsum(known) / len(known) == pytest.approx(factor.mean, abs=1e-9)


@few
@given(registries(3), st.sampled_from(FACTORS), st.floats(0.01, 5))
def test_raising_a_weight_never_hurts_the_champion_of_its_factor(registry, factor, more):
    matcher, asking = fitted(registry), registry[0].ods_code
    champion = matcher.recommend(asking, weights={name: float(name == factor) for name in FACTORS})[
        0
    ].ods_code
    raised = {factor: matcher.weights[factor] + more}
    before = matcher.compare(asking, champion)
    now = matcher.compare(asking, champion, weights=raised)
    above = [peer for peer in matcher.recommend(asking, weights=raised) if peer.score > now.score + 1e-12]
    assert len(above) < before.rank


def _stands_for(deployment, lost):
    """Whether a deployment has what another one is: the same product, or any of a supplier alone."""
    if deployment.area != lost.area or (lost.supplier and deployment.supplier != lost.supplier):
        return False
    return not lost.product or deployment.product == lost.product


@few
@given(registries(), pairs)
def test_losing_a_system_that_a_sentence_names_lowers_same_systems(others, pair):
    a, b = pair
    matcher = fitted(others, a, b)
    before = reason(matcher, "same systems")
    for lost in b.deployments:
        if any(f"{lost.system} for {lost.area_name}" in text for text in before.evidence if lost.is_named):
            left = tuple(each for each in b.deployments if not _stands_for(each, lost))
            now = after(matcher, replace(b, deployments=left), "same systems")
            assert now.value < before.value


@few
@given(registries(), pairs)
def test_losing_a_priority_or_a_size_that_a_sentence_names_lowers_its_factor(others, pair):
    a, b = pair
    matcher = fitted(others, a, b)
    direction, setting = reason(matcher, "shared direction"), reason(matcher, "similar setting")
    for theme in b.themes & a.themes:
        now = after(matcher, replace(b, themes=b.themes - {theme}), "shared direction")
        assert now.value < direction.value
    if "imilar size" in setting.text:
        assert after(matcher, without(b, "staff_wte"), "similar setting").value < setting.value


@few
@given(registries(), registries(1, 3), st.randoms(use_true_random=False))
def test_adding_and_removing_leaves_the_others_as_they_were(registry, more, chance):
    matcher, asking = fitted(registry), registry[0].ods_code
    before = matcher.recommend(asking)
    added = {profile.ods_code for profile in more} - {profile.ods_code for profile in registry}
    for code in added:
        matcher.add(next(profile for profile in more if profile.ods_code == code))
    with_more = [peer for peer in matcher.recommend(asking) if peer.ods_code not in added]
    assert [replace(peer, rank=0) for peer in with_more] == [replace(peer, rank=0) for peer in before]
    for code in chance.sample(sorted(added), len(added)):
        matcher.remove(code)
    assert matcher.recommend(asking) == before


@few
@given(registries(3))
def test_replacing_an_organisation_by_itself_changes_nothing(registry):
    matcher, asking = fitted(registry), registry[0].ods_code
    before = matcher.recommend(asking)
    for profile in reversed(registry):
        matcher.add(profile)
    assert matcher.recommend(asking) == before

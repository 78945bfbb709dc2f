"""Shortcuts find what scoring everybody finds: always, for every weight, in the same order."""

import random
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.registry import profiles as made_up
from exchange.matching import FACTORS, PeerRecommender
from exchange.matching.compiled import CompiledSearch
from exchange.matching.search import candidates
from exchange.matching.weights import normalised
from tests.matching.examples import NAMES, organisation, profiles, registries, runs, weights

pytestmark = pytest.mark.slow
worlds = settings(max_examples=60, deadline=None)
MANY = made_up(3_000)


@pytest.fixture(autouse=True)
def everything_is_pruned(monkeypatch):
    """Small worlds are searched as large ones are."""
    for name in ("FEW", "_FIRST", "_AT_ONCE"):
        monkeypatch.setattr(f"exchange.matching.search.{name}", 1)


def shares(chosen):
    return normalised({}, {name: chosen.get(name, 0.1) for name in FACTORS})


def found(matcher, code, chosen, limit, area=None):
    """The rows that each search finds, and those found by scoring everybody."""
    scored = matcher.scored(code, chosen, area)
    compiled = replace(scored, search=CompiledSearch(matcher.factors_))
    pruned = replace(scored, search=candidates)
    return compiled.best(limit), pruned.best(limit), scored.best_of_all(limit)


@worlds
@given(registries(1, 12), weights, st.integers(0, 12))
def test_each_search_finds_the_same_in_any_world(registry, chosen, limit):
    matcher = PeerRecommender().fit(registry)
    compiled, pruned, all_scored = found(matcher, registry[0].ods_code, shares(chosen), limit)
    assert compiled == pruned == all_scored
    assert len(all_scored) == min(limit, len(registry) - 1)


@worlds
@given(registries(2, 8), st.lists(profiles(), max_size=4), st.data(), st.sampled_from(list(NAMES)))
def test_each_search_finds_the_same_after_changes_and_for_an_area(registry, more, data, area):
    matcher = PeerRecommender().fit(registry)
    for profile in more:
        matcher.add(profile)
    gone = data.draw(st.sampled_from(registry)).ods_code
    matcher.remove(gone)
    asking = data.draw(st.sampled_from([profile.ods_code for profile in matcher.index_.profiles]))
    compiled, pruned, all_scored = found(matcher, asking, shares({}), 5)
    assert compiled == pruned == all_scored
    if matcher.index_.has_area(area):
        compiled, pruned, all_scored = found(matcher, asking, shares({}), 5, area)
        assert compiled == pruned == all_scored


@pytest.mark.parametrize("factor", FACTORS)
def test_each_search_finds_the_same_by_one_factor_alone(factor):
    matcher = PeerRecommender().fit(MANY)
    for asking in range(0, len(MANY), 500):
        compiled, pruned, all_scored = found(matcher, MANY[asking].ods_code, {factor: 1.0}, 10)
        assert compiled == pruned == all_scored


def test_each_search_finds_the_same_among_many_under_any_weights():
    chance = random.Random(7)
    matcher = PeerRecommender().fit(MANY)
    for _ in range(150):
        chosen = shares({name: chance.expovariate(1) for name in FACTORS})
        asking = chance.choice(MANY).ods_code
        compiled, pruned, all_scored = found(matcher, asking, chosen, chance.choice([1, 10, 50]))
        assert compiled == pruned == all_scored


def test_each_search_finds_all_who_are_level():
    alike = [organisation(f"R{number:04}", runs=[runs("Epic")]) for number in range(700)]
    matcher = PeerRecommender().fit(alike)
    compiled, pruned, all_scored = found(matcher, "R0350", shares({}), 10)
    assert compiled == pruned == all_scored
    assert [alike[0].ods_code, alike[9].ods_code] == [
        matcher.index_.codes[row] for row in (all_scored[0], all_scored[-1])
    ]


def test_a_compiled_recommender_answers_as_the_plain_one():
    plain, compiled = PeerRecommender().fit(MANY[:300]), PeerRecommender(compiled=True).fit(MANY[:300])
    for profile in MANY[:300:30]:
        assert compiled.recommend(profile.ods_code) == plain.recommend(profile.ods_code)


def test_without_numba_a_compiled_recommender_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "exchange.matching.compiled", None)
    with pytest.raises(ModuleNotFoundError, match=r"install exchange\[fast\]"):
        PeerRecommender(compiled=True).fit(MANY[:3])

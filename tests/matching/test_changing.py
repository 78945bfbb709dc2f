"""An index that shares memory with its past answers as one built anew, and its past stays as it was."""

from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.registry import profiles as made_up
from exchange.matching import PeerRecommender
from exchange.matching.compiled import CompiledSearch
from exchange.matching.growing import Growing
from exchange.matching.index import Index
from exchange.matching.search import candidates
from tests.matching.examples import described, profiles, registries

pytestmark = pytest.mark.slow
worlds = settings(max_examples=15, deadline=None)
CODES = [f"R{letter}{number}" for letter in "ABC" for number in range(3)]
changes = st.lists(profiles(st.sampled_from(CODES)) | st.sampled_from(CODES), max_size=12)
MANY = made_up(120)


@pytest.fixture(autouse=True)
def everything_is_pruned(monkeypatch):
    """Small worlds are searched as large ones are, and tidied as soon as one in eight is gone."""
    for name in ("FEW", "_FIRST", "_AT_ONCE"):
        monkeypatch.setattr(f"exchange.matching.search.{name}", 1)
    monkeypatch.setattr("exchange.matching.index._FEW_GONE", 0)


def change(matcher, each):
    """Add or replace a profile, or take a code out where it is there."""
    if not isinstance(each, str):
        matcher.add(each)
    elif each in matcher.index_.codes:
        matcher.remove(each)


def afresh(matcher):
    """One with the same statistics and a new index, in which every organisation reaches as far as before."""
    twin, index = copy(matcher), Index.build(matcher.index_.profiles)
    reaches = [matcher.index_.places.half_km[matcher.index_.row_of(code)] for code in index.codes]
    places = replace(index.places, reaches=Growing.of(np.array(reaches, dtype=np.float32)))
    twin.index_ = replace(index, places=places)
    return twin


def answers(matcher, at_most=9):
    """What the first by code are answered by each search and by scoring everybody."""
    found = []
    for code in sorted(matcher.index_.codes)[:at_most]:
        scored = matcher.scored(code, matcher.weights)
        ways = [replace(scored, search=search) for search in (candidates, CompiledSearch(matcher.factors_))]
        lists = [[(peer.ods_code, peer.score, peer.reasons) for peer in way.best_peers(4)] for way in ways]
        names = [matcher.index_.code(row) for row in scored.best_of_all(4)]
        assert lists[0] == lists[1]
        assert names == [name for name, *_ in lists[0]]
        ranks = [matcher.compare(code, name).rank for name in names]
        assert ranks == list(range(1, len(names) + 1))
        found.append((code, lists[0]))
    return found


@worlds
@given(registries(1, 8), changes)
def test_changes_in_any_order_leave_what_a_new_index_would_hold(registry, made):
    matcher = PeerRecommender().fit(registry)
    now = {profile.ods_code: profile for profile in registry}
    for each in made:
        change(matcher, each)
        now.pop(each, None) if isinstance(each, str) else now.update({each.ods_code: each})
        assert dict(zip(matcher.index_.codes, matcher.index_.profiles, strict=True)) == now
    assert answers(matcher) == answers(afresh(matcher))


@worlds
@given(registries(1, 5), changes, changes)
def test_two_that_grow_from_the_same_index_do_not_meet(registry, ones, others):
    one = PeerRecommender().fit(registry)
    other, before = copy(one), answers(one)
    kept = copy(one)
    for at in range(max(len(ones), len(others))):
        for matcher, made in ((one, ones), (other, others)):
            for each in made[at : at + 1]:
                change(matcher, each)
    assert answers(one) == answers(afresh(one))
    assert answers(other) == answers(afresh(other))
    assert answers(kept) == before


def test_what_is_replaced_again_and_again_takes_no_more_room():
    matcher = PeerRecommender().fit(MANY[:40])
    for number in range(200):
        matcher.add(replace(MANY[0], staff_wte=1000.0 + number))
    assert matcher.index_.count() < 60
    assert answers(matcher) == answers(afresh(matcher))


def test_readers_see_one_moment_while_others_write():
    matcher = PeerRecommender(compiled=True).fit(MANY)
    asking, away = MANY[7].ods_code, MANY[8].ods_code

    def write(number):
        matcher.add(described(f"Z{number:03}"))
        matcher.add(replace(MANY[8], staff_wte=1.0 + number))
        matcher.remove(f"Z{number:03}")

    def ask(_):
        found = matcher.recommend(asking, limit=200)
        scores = {peer.ods_code: peer.score for peer in found if peer.ods_code[0] != "Z"}
        assert [peer.rank for peer in found] == list(range(1, len(found) + 1))
        return tuple(scores[code] for code in sorted(scores) if code != away)

    with ThreadPoolExecutor(4) as threads:
        asked, written = threads.map(ask, range(60)), threads.map(write, range(60))
    list(written)
    assert len(set(asked)) == 1
    assert answers(matcher) == answers(afresh(matcher))

"""A recommender that was saved answers as it did, and no other file passes for one."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from exchange.matching import PeerRecommender, read_profiles
from exchange.matching.saving import load, save
from tests.matching.examples import described, organisation, profiles, registries

pytestmark = pytest.mark.slow

SEED_DATA = Path(__file__).parents[2] / "seed_data"


def answers(recommender):
    found = {}
    for code in sorted(recommender.index_.codes):
        peers = recommender.recommend(code, limit=5)
        found[code] = [(peer.ods_code, peer.score, peer.distance_km, peer.reasons) for peer in peers]
    return found


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "peers"
    save(PeerRecommender().fit([described("RAA"), organisation("RBB")]), path)
    return path


def rewritten(path, **changes):
    content = json.loads(gzip.decompress(path.read_bytes())) | changes
    path.write_bytes(gzip.compress(json.dumps(content).encode()))
    return path


@settings(max_examples=30, deadline=None)
@given(registries(), profiles())
def test_answers_are_the_same_to_the_last_digit_after_changes_too(tmp_path_factory, registry, new):
    recommender = PeerRecommender({"nearby": 1, "similar setting": 2}).fit(registry)
    recommender.remove(registry[0].ods_code)
    recommender.add(new)
    path = tmp_path_factory.mktemp("saved") / "peers"
    save(recommender, path)
    assert answers(load(path)) == answers(recommender)


def test_the_real_registry_comes_back_as_it_was(tmp_path):
    recommender = PeerRecommender().fit(read_profiles(SEED_DATA))
    first = recommender.index_.profiles[0]
    recommender.add(replace(first, themes=frozenset({"Something new"})))
    save(recommender, tmp_path / "peers")
    assert answers(load(tmp_path / "peers")) == answers(recommender)


def test_saving_twice_gives_the_same_bytes_and_leaves_nothing_beside(saved):
    before = saved.read_bytes()
    save(load(saved), saved)
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]


def test_a_file_cut_off_anywhere_is_refused(saved):
    whole = saved.read_bytes()
    for length in range(0, len(whole), 7):
        saved.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="cut off or no saved"):
            load(saved)


@pytest.mark.parametrize(
    "content",
    [b"", b"not packed", gzip.compress(b"{"), gzip.compress(b"\xff")],
    ids=["empty", "not packed", "cut off", "no text"],
)
def test_what_is_no_json_is_refused(tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(ValueError, match="no saved recommender"):
        load(tmp_path / "other")


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"format": "other"},
        {"fitted": [{}]},
        {"fitted": None},
        {"removed": ["RQQ"]},
        {"weights": {"luck": 1}},
        {"weights": {"nearby": float("nan")}},
    ],
)
def test_other_content_is_refused(saved, changes):
    with pytest.raises(ValueError, match=r"version|no saved|no complete"):
        load(rewritten(saved, **changes))


def test_what_has_not_been_fitted_cannot_be_saved(tmp_path):
    with pytest.raises(ValueError, match="fitted"):
        save(PeerRecommender(), tmp_path / "peers")
    assert not list(tmp_path.iterdir())

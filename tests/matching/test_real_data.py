"""Rules that hold for the organisations that ship with the product."""

from dataclasses import replace
from pathlib import Path

import pytest

from exchange.matching import PeerRecommender, read_profiles

SEED_DATA = Path(__file__).parents[2] / "seed_data"


@pytest.fixture(scope="module")
def matcher():
    return PeerRecommender().fit(read_profiles(SEED_DATA))


def test_a_twin_comes_first_for_everybody(matcher):
    for profile in matcher.index_.profiles:
        matcher.add(replace(profile, ods_code="ZZZZZ"))
        assert matcher.recommend(profile.ods_code, limit=1)[0].ods_code == "ZZZZZ"
        matcher.remove("ZZZZZ")


def test_every_sentence_is_short_and_never_says_run_of_those_who_do_not(matcher):
    for profile in matcher.index_.profiles:
        for peer in matcher.recommend(profile.ods_code, limit=5):
            for reason in peer.reasons:
                assert 0 < len(reason.text) <= 160
                assert reason.text[0].isupper() or reason.text[0].isdigit()
                assert not reason.text.endswith(".")
            if "oth run" in peer.reasons[1].text:
                other = matcher.index_.profiles[matcher.index_.row_of(peer.ods_code)]
                stages = [{each.stage for each in side.deployments} for side in (profile, other)]
                assert all("live" in each for each in stages)

"""What is said of a pair is so, is told from records that there are, and makes the difference it claims."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings

from exchange.matching import PeerRecommender, read_profiles
from exchange.matching.records import key_of
from tests.matching.claims import is_true
from tests.matching.examples import registries, without

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def trusts(seed_folder):
    return {profile.ods_code: profile for profile in read_profiles(seed_folder)}


@pytest.fixture(scope="module")
def matcher(trusts):
    return PeerRecommender().fit(list(trusts.values()))


def check_sentences(asking, other, peer):
    for reason in peer.reasons:
        for statement in reason.evidence:
            assert is_true(statement, asking, other), f"{asking.ods_code} {other.ods_code}: {statement}"
        assert bool(reason.evidence) == bool(reason.records) == reason.known


def check_records(profiles, records):
    for record in records:
        value = getattr(profiles[record.subject], record.field)
        if record.field == "deployments":
            assert record.key in set(map(key_of, value))
        else:
            assert record.key in value if record.key else value not in ("", None)


def test_every_sentence_about_two_trusts_is_so_and_names_its_records(trusts, matcher):
    chance, codes = random.Random(3), sorted(trusts)
    for _ in range(3_000):
        here, there = chance.sample(codes, 2)
        peer = matcher.compare(here, there)
        check_sentences(trusts[here], trusts[there], peer)
        for reason in peer.reasons:
            check_records(trusts, reason.records)


@settings(max_examples=100, deadline=None)
@given(registries(2, 6))
def test_every_sentence_is_so_in_any_world(registry):
    profiles = {profile.ods_code: profile for profile in registry}
    matcher = PeerRecommender().fit(registry)
    for asking in registry:
        for peer in matcher.recommend(asking.ods_code):
            check_sentences(asking, profiles[peer.ods_code], peer)


def test_taking_away_the_cause_of_the_first_reason_of_a_suggestion_lowers_its_rank(trusts, matcher):
    chance, codes = random.Random(11), sorted(trusts)
    lowered = 0
    for _ in range(1_000):
        here = chance.choice(codes)
        before = chance.choice(matcher.recommend(here))
        first = max(before.reasons, key=lambda reason: reason.lift)
        matcher.add(lacking(trusts[before.ods_code], first.records))
        lowered += matcher.compare(here, before.ods_code).rank > before.rank
        matcher.add(trusts[before.ods_code])
    assert lowered >= 995


def lacking(profile, records):
    """The same organisation without what some records of it say."""
    own = [record for record in records if record.subject == profile.ods_code]
    for record in own:
        kept = getattr(profile, record.field)
        if record.field == "deployments":
            left = tuple(e for e in kept if record.key != key_of(e))
            profile = replace(profile, deployments=left)
        elif record.field == "maturity":
            profile = replace(profile, maturity={k: v for k, v in kept.items() if k != record.key})
        elif record.key:
            profile = replace(profile, **{record.field: kept - {record.key}})
        else:
            profile = without(profile, record.field)
    return profile

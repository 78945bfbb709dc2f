"""What cannot be is refused in words; what is odd but true gets a correct list."""

import math
from dataclasses import replace

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.matching import FACTORS, Exposure, PeerRecommender
from tests.matching.examples import described, organisation, registries, runs, weights

pytestmark = pytest.mark.slow
few = settings(max_examples=25, deadline=None)
NO_NUMBERS = [math.nan, math.inf, -math.inf]


def codes(peers):
    return [peer.ods_code for peer in peers]


@pytest.fixture(params=[False, True], ids=["NumPy", "compiled"])
def matcher(request):
    return PeerRecommender(compiled=request.param)


@pytest.mark.parametrize("number", NO_NUMBERS)
@pytest.mark.parametrize("field", ["latitude", "longitude", "staff_wte", "beds"])
def test_what_is_no_number_is_refused_by_name_and_code(matcher, field, number):
    good, bad = described("AAA"), replace(described("BBB"), **{field: number})
    with pytest.raises(ValueError, match=f"{field} of BBB"):
        matcher.fit([good, bad])
    matcher.fit([good])
    with pytest.raises(ValueError, match=f"{field} of BBB"):
        matcher.add(bad)
    assert matcher.index_.codes == ("AAA",)


@pytest.mark.parametrize("number", [*NO_NUMBERS, -1.0])
def test_a_weight_that_is_no_number_is_refused(matcher, number):
    matcher.fit([described("AAA"), described("BBB")])
    with pytest.raises(ValueError, match="must be a number of at least 0"):
        matcher.recommend("AAA", weights={"nearby": number})


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_score_that_is_no_number_is_refused_where_lists_are_shared_out(number):
    scores = np.full((3, 3), 0.5)
    scores[0, 1] = number
    with pytest.raises(ValueError, match="number"):
        Exposure(list_length=1, cap=2, floor=0).fit(["AAA", "BBB", "CCC"], scores)


def test_one_organisation_has_no_peers(matcher):
    assert matcher.fit([described("AAA")]).recommend("AAA") == []
    assert matcher.fit([organisation("AAA", at=None)]).recommend("AAA") == []


def test_those_of_whom_nothing_is_known_are_all_level(matcher):
    nobody = [organisation(code, at=None) for code in ("CCC", "AAA", "DDD", "BBB")]
    peers = matcher.fit(nobody).recommend("CCC")
    assert codes(peers) == ["AAA", "BBB", "DDD"]
    assert len({peer.score for peer in peers}) == 1
    assert not any(reason.known for peer in peers for reason in peer.reasons)


def test_identical_ones_are_level_and_come_by_code(matcher):
    alike = [described(f"R{number:03}") for number in range(60)]
    peers = matcher.fit(alike[::-1]).recommend("R030", limit=60)
    assert codes(peers) == [each.ods_code for each in alike if each.ods_code != "R030"]
    assert len({peer.score for peer in peers}) == 1


def test_ten_thousand_products_are_compared_as_two_are(matcher):
    many = [runs(f"Supplier {number}", f"Product {number}") for number in range(10_000)]
    rich = described("AAA", runs=many)
    matcher.fit([rich, described("BBB", runs=many[-1:]), described("CCC", runs=[runs("Other", "One")])])
    assert codes(matcher.recommend("AAA")) == ["BBB", "CCC"]
    assert codes(matcher.recommend("BBB")) == ["AAA", "CCC"]
    (first, _) = matcher.recommend("AAA")
    assert first.reasons[1].text == "Both run Supplier 9999 Product 9999 for EPR"


@pytest.mark.parametrize(
    ("here", "near", "far"),
    [
        ((-16.5, 179.9), (-16.5, -179.9), (-16.5, 178.9)),
        ((52.0, 180.0), (52.0, -180.0), (52.1, 179.0)),
        ((90.0, 0.0), (89.9, 137.0), (89.0, 0.0)),
        ((-90.0, 12.0), (-90.0, -100.0), (-89.8, 12.0)),
    ],
    ids=["antimeridian", "on the antimeridian", "north pole", "south pole"],
)
def test_the_earth_is_round(matcher, here, near, far):
    matcher.fit([organisation("AAA", at=here), organisation("FAR", at=far), organisation("NEAR", at=near)])
    peers = matcher.recommend("AAA", weights={name: float(name == "nearby") for name in FACTORS})
    assert codes(peers) == ["NEAR", "FAR"]
    assert [peer.distance_km for peer in peers] == [round(geodesic(here, at).km, 1) for at in (near, far)]


@few
@given(registries(), weights, st.floats(0.001, 1000))
def test_weights_on_any_scale_are_the_same_weights(registry, chosen, scale):
    matcher, asking = PeerRecommender().fit(registry), registry[0].ods_code
    everywhere = {name: chosen.get(name, 0.2) for name in FACTORS}
    larger = {name: scale * weight for name, weight in everywhere.items()}
    before, after = (matcher.recommend(asking, weights=each) for each in (everywhere, larger))
    assert [peer.score for peer in after] == pytest.approx([peer.score for peer in before])
    by_code = {peer.ods_code: peer.score for peer in before}
    assert [by_code[peer.ods_code] for peer in after] == pytest.approx([peer.score for peer in before])


@few
@given(registries(3, 8), st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_added_does_not_matter(registry, chance):
    first, *others = registry
    lists = []
    for _ in range(2):
        matcher = PeerRecommender().fit([first])
        chance.shuffle(others)
        for profile in others:
            matcher.add(profile)
        lists.append(matcher.recommend(first.ods_code))
    assert lists[0] == lists[1]


@few
@given(st.integers(6, 12), st.integers(1, 6), st.integers(0, 2**32))
def test_a_stricter_limit_never_gives_a_greater_total(count, cap, seed):
    scores, names = np.random.default_rng(seed).random((count, count)), [f"R{n:02}" for n in range(count)]
    totals = [Exposure(list_length=1, cap=most, floor=0).fit(names, scores).total_ for most in (cap, cap + 1)]
    assert totals[0] <= totals[1] + 1e-9

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.matching.examination import DEFAULT_POWER, LARGEST_WEIGHT, LEAST_REQUESTS, ExaminationCurve


def places(power, count=20_000, appeal=0.3, seed=0):
    chance = np.random.default_rng(seed)
    ranks = chance.integers(1, 11, count)
    return ranks, chance.random(count) < appeal * ranks.astype(float) ** -power


@pytest.mark.parametrize("power", [0.0, 0.7, 1.0, 1.4])
def test_the_power_is_found_from_places_filled_at_random(power):
    curve = ExaminationCurve.fit(*places(power))
    assert curve.estimated
    assert curve.power == pytest.approx(power, abs=0.08)


def test_with_few_requests_the_default_stands():
    ranks = np.arange(1, LEAST_REQUESTS)
    curve = ExaminationCurve.fit(ranks, np.ones(len(ranks), dtype=bool))
    assert (curve.power, curve.estimated, curve.requests) == (DEFAULT_POWER, False, LEAST_REQUESTS - 1)


def test_requests_from_one_rank_only_give_an_end_of_the_range_and_no_error():
    first = ExaminationCurve.fit(np.tile([1, 5], 30), np.tile([True, False], 30))
    last = ExaminationCurve.fit(np.tile([1, 5], 30), np.tile([False, True], 30))
    assert first.power == pytest.approx(2, abs=1e-3)
    assert last.power == pytest.approx(0, abs=1e-3)


@given(power=st.floats(0, 2), rank=st.integers(1, 1000))
def test_the_first_is_always_looked_at_and_no_request_counts_more_than_ten(power, rank):
    curve = ExaminationCurve(power)
    weights = curve.weights(np.array([1, rank, rank + 1]))
    assert weights[0] == 1
    assert 1 <= weights[1] <= weights[2] <= LARGEST_WEIGHT


@given(power=st.floats(0, 2), chance=st.floats(0, 0.99))
def test_what_was_not_asked_is_less_likely_to_have_been_looked_at_the_more_it_appeals(power, chance):
    curve, ranks = ExaminationCurve(power), np.array([1, 2, 10])
    unasked = curve.looked_at_unasked(ranks, np.full(3, chance))
    assert unasked[0] == pytest.approx(1)
    assert (unasked <= curve.propensity(ranks) + 1e-12).all()


def test_a_rank_below_one_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        ExaminationCurve.fit(np.array([0]), np.array([True]))

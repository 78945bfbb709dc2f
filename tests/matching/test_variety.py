"""No two in a list are more alike than need be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.matching.variety import led_by_systems, likeness, pick, with_one_led
from tests.matching.examples import described, organisation, profiles, runs

pytestmark = pytest.mark.slow


def never(one, other):
    return 0.0


@given(profiles(), profiles())
def test_likeness_is_symmetric_and_between_0_and_1(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


def test_twins_are_alike_and_strangers_are_not():
    assert likeness(described("RAA"), described("RBB")) == 1
    assert likeness(organisation("RAA"), organisation("RBB")) == 0


def test_what_is_unknown_is_never_alike():
    epic, unknown = organisation("RAA", runs=[runs("Epic")]), organisation("RBB", runs=[runs("")])
    assert likeness(epic, unknown) == likeness(unknown, unknown) == 0


@given(st.lists(st.floats(0, 1), max_size=12), st.integers(0, 12))
def test_with_relevance_1_the_order_is_that_of_the_values(values, limit):
    values = np.array(sorted(values, reverse=True))
    assert pick(values, lambda one, other: 1.0, limit, relevance=1) == list(range(min(limit, len(values))))


def test_the_twin_of_somebody_listed_waits_for_somebody_different():
    twins = {frozenset({0, 1})}
    alike = lambda one, other: float(frozenset({one, other}) in twins)  # noqa: E731  (shortest where it is read)
    assert pick(np.array([1.0, 0.9, 0.85]), alike, 3, relevance=0.9) == [0, 2, 1]
    assert pick(np.array([1.0, 0.9, 0.7]), alike, 3, relevance=0.9) == [0, 1, 2]


@given(st.sets(st.integers(0, 9), max_size=5), st.integers(5, 10))
def test_whoever_is_needed_is_picked(needed, limit):
    assert needed <= set(pick(np.linspace(1, 0, 10), never, limit, needed=needed))


@given(st.integers(0, 9), st.integers(1, 10))
def test_a_lower_value_never_moves_anybody_forward(place, limit):
    values = np.linspace(1, 0, 10)
    lower = values.copy()
    lower[place] -= 0.25
    alike = lambda one, other: float((one + other) % 3 == 0)  # noqa: E731  (shortest where it is read)
    before, after = pick(values, alike, limit), pick(lower, alike, limit)
    assert place not in after or (place in before and after.index(place) >= before.index(place))


def test_the_last_place_that_may_go_is_for_somebody_with_shared_systems():
    led = np.array([False, False, False, True, True])
    assert with_one_led([0, 1, 2], range(5), led, needed=()) == [0, 1, 3]
    assert with_one_led([0, 1, 2], range(5), led, needed={2}) == [0, 2, 3]
    assert with_one_led([0, 1, 2], range(5), led, needed={0, 1, 2}) == [0, 1, 2]
    assert with_one_led([0, 3], range(5), led, needed=()) == [0, 3]
    assert with_one_led([0, 1], range(3), led[:3], needed=()) == [0, 1]


def test_systems_lead_where_they_lift_most_and_by_enough():
    lifts = [("nearby", np.array([0.1, 0.0, 0.0])), ("same systems", np.array([0.05, 0.03, 0.01]))]
    assert led_by_systems(lifts, 3).tolist() == [False, True, False]
    assert led_by_systems(lifts[:1], 3).tolist() == [False, False, False]

"""Everybody is in enough lists and nobody in too many, at the best total score."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from sklearn.base import clone

from exchange.matching.exposure import Exposure, Infeasible, Standing, gini

pytestmark = pytest.mark.slow


def made_up(size, seed=1):
    """Codes, and scores of which some columns are far more attractive than others."""
    chance = np.random.default_rng(seed)
    scores = chance.random((size, size)) + 2 * chance.random(size) ** 4
    return [f"R{number:03d}" for number in range(size)], scores


worlds = st.builds(made_up, st.integers(2, 14), st.integers(0, 10_000))


def total_of_all_pairs(scores, length, cap, floor):
    """The linear programme written out in full."""
    size = len(scores)
    own, lists = np.kron(np.eye(size), np.ones(size)), np.tile(np.eye(size), size)
    found = linprog(
        -scores.ravel(),
        A_ub=np.vstack([lists, -lists]),
        b_ub=np.repeat([cap, -floor], size),
        A_eq=own,
        b_eq=np.full(size, length),
        bounds=[(0, float(at // size != at % size)) for at in range(size * size)],
    )
    return -found.fun


@given(worlds, st.integers(1, 6), st.integers(0, 3), st.integers(0, 6))
@settings(max_examples=30, deadline=None)
def test_everybody_is_in_as_many_lists_as_due_and_nobody_in_more_than_allowed(world, length, more, floor):
    codes, scores = world
    floor = min(floor, length)
    fitted = Exposure(length, length + more, floor).fit(codes, scores)
    for code in codes:
        assert min(floor, len(codes) - 1) <= fitted.counts_[code] <= length + more
        assert len(set(fitted.lists_[code]) - {code}) == min(length, len(codes) - 1)


@given(worlds, st.integers(0, 1), st.integers(0, 2))
@settings(max_examples=15, deadline=None)
def test_no_lists_within_the_limits_score_more(world, more, floor):
    codes, scores = world
    length = min(2, len(codes) - 1)
    floor = min(floor, length)
    fitted = Exposure(length, length + more, floor).fit(codes, scores)
    assert fitted.total_ == pytest.approx(total_of_all_pairs(scores, length, length + more, floor))


def test_pairs_beyond_the_first_candidates_are_taken_where_they_are_better():
    codes, scores = made_up(120)
    scores[:, :60] += 5  # everybody's fifty candidates are among those whom the caps let few see
    fitted = Exposure(4, 4, 4).fit(codes, scores)
    assert fitted.total_ == pytest.approx(total_of_all_pairs(scores, 4, 4, 4))


@given(worlds)
@settings(max_examples=15, deadline=None)
def test_the_prices_alone_put_whoever_is_listed_before_whoever_is_not(world):
    codes, scores = world
    fitted = Exposure(2, 3, 1).fit(codes, scores)
    price = np.array([fitted.prices_[code] for code in codes])
    for row, code in enumerate(codes):
        value = dict(zip(codes, scores[row] - price, strict=True))
        listed = [value[other] for other in fitted.lists_[code]]
        beside = [value[other] for other in codes if other not in {code, *fitted.lists_[code]}]
        assert listed == sorted(listed, reverse=True)
        assert min(listed) >= max(beside, default=-np.inf) - 1e-7


@given(worlds)
@settings(max_examples=20, deadline=None)
def test_whoever_is_neither_at_the_cap_nor_at_the_floor_has_no_price(world):
    codes, scores = world
    fitted = Exposure(3, 4, 2).fit(codes, scores)
    for code, count in fitted.counts_.items():
        if fitted.floors_[code] < count < fitted.caps_[code]:
            assert fitted.prices_[code] == pytest.approx(0)


@given(worlds, st.randoms())
@settings(max_examples=15, deadline=None)
def test_the_order_of_input_changes_nothing(world, chance):
    codes, scores = world
    order = list(range(len(codes)))
    chance.shuffle(order)
    fitted = Exposure(3, 4, 2).fit(codes, scores)
    shuffled = Exposure(3, 4, 2).fit([codes[at] for at in order], scores[np.ix_(order, order)])
    assert shuffled.lists_ == fitted.lists_
    assert shuffled.prices_ == fitted.prices_


def test_whoever_takes_no_more_and_whoever_was_dismissed_is_in_no_list():
    codes, scores = made_up(8)
    fitted = Exposure(3, 6, 2).fit(codes, scores, caps={"R000": 0}, without=[("R001", "R002")])
    assert fitted.counts_["R000"] == 0
    assert "R002" not in fitted.lists_["R001"]
    assert min(fitted.counts_[code] for code in codes[1:]) >= 2
    assert len(fitted.lists_["R000"]) == 3


def test_lists_are_shorter_where_there_are_fewer_others():
    assert Exposure(10, 20, 6).fit(["A", "B", "C"], np.ones((3, 3))).counts_ == {"A": 2, "B": 2, "C": 2}
    assert Exposure().fit(["A"], np.ones((1, 1))).lists_ == {"A": ()}
    assert Exposure().fit([], np.ones((0, 0))).lists_ == {}


def test_limits_that_contradict_each_other_are_refused():
    codes, scores = made_up(6)
    with pytest.raises(Infeasible, match="12 places, the caps allow only 6"):
        Exposure(2, 4, 1).fit(codes, scores, caps=dict.fromkeys(codes, 1))
    only_one = [(asker, other) for asker in codes for other in codes if other not in {"R000", "R001"}]
    with pytest.raises(Infeasible, match="between floor and cap"):
        Exposure(1, 1, 1).fit(codes, scores, caps={"R000": 3, "R001": 3, "R002": 3}, without=only_one[:-8])


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"list_length": 0}, "list_length must be at least 1"),
        ({"cap": 9}, "cap must be at least list_length"),
        ({"floor": 11}, "floor must be between 0 and list_length"),
        ({"floor": -1}, "floor must be between 0 and list_length"),
    ],
)
def test_parameters_that_cannot_be_kept_are_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        Exposure(**parameters).fit(*made_up(5))


def test_scores_and_codes_that_are_not_what_they_must_be_are_refused():
    codes, scores = made_up(4)
    for wrong in (np.nan, np.inf):
        with pytest.raises(ValueError, match="finite"):
            Exposure().fit(codes, np.where(np.arange(4) == 2, wrong, scores))
    with pytest.raises(ValueError, match="shape"):
        Exposure().fit(codes, scores[:3])
    with pytest.raises(ValueError, match="only once"):
        Exposure().fit(["A", "A", "B", "C"], scores)
    for caps, message in (({"X": 1}, "X"), ({"R000": -1}, "R000"), ({"R000": 1.5}, "R000")):
        with pytest.raises(ValueError, match=message):
            Exposure().fit(codes, scores, caps=caps)


def test_the_diagonal_is_not_read():
    codes, scores = made_up(6)
    nothing = scores.copy()
    np.fill_diagonal(nothing, np.nan)
    assert Exposure(2, 3, 1).fit(codes, nothing).lists_ == Exposure(2, 3, 1).fit(codes, scores).lists_


def test_a_list_is_settled_only_within_the_limits():
    codes, scores = made_up(6)
    fitted = Exposure(2, 2, 2).fit(codes, scores)
    own = fitted.lists_["R000"]
    other = next(code for code in codes if code not in {"R000", *own})
    assert fitted.standings("R000")[own[0]] == Standing(1, 2, 2)
    assert fitted.standings("R000")[own[0]].is_needed
    assert fitted.standings("R000")[other].is_full
    with pytest.raises(ValueError, match="outside its limits"):
        fitted.settle("R000", [own[0], other])
    with pytest.raises(ValueError, match="not among"):
        fitted.settle("R000", ["X"])
    fitted.settle("R000", own[::-1])
    assert fitted.lists_["R000"] == own[::-1]
    assert set(fitted.counts_.values()) == {2}


def test_it_is_cloned_and_set_like_an_estimator():
    assert clone(Exposure(5, 8, 2)).get_params() == {"list_length": 5, "cap": 8, "floor": 2}
    assert Exposure().set_params(cap=30).cap == 30
    with pytest.raises(ValueError, match="no parameter"):
        Exposure().set_params(ceiling=1)


def test_gini_is_0_where_all_are_equal_and_nears_1_where_one_has_all():
    assert gini([3, 3, 3]) == pytest.approx(0)
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert gini([]) == gini([0, 0]) == 0

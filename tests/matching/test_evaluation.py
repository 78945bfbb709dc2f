import pytest

from exchange.matching import FACTORS, evaluate
from tests.matching.examples import CAMBRIDGE, LONDON, NEWCASTLE, described, organisation

REGISTRY = [
    described("RAA", at=LONDON),
    described("RBB", at=LONDON),
    described("RCC", at=CAMBRIDGE, type="ambulance", staff_wte=None),
    organisation("RDD", at=NEWCASTLE, type="ambulance"),
]


def test_every_method_is_judged_in_a_fixed_order():
    found = evaluate(REGISTRY, [("RAA", "RBB")])
    names = ["default", *FACTORS, "equal weights", "standardised euclidean", "random"]
    assert [result.method for result in found.methods] == names
    assert list(found.methods[0].as_row()) == ["method", "mrr", "hit@1", "hit@5", "hit@10", "hit@20"]


def test_a_pair_is_judged_from_both_sides_once_and_a_twin_is_found_at_once():
    found = evaluate(REGISTRY, [("RAA", "RBB"), ("RBB", "RAA"), ("RAA", "RAA")])
    assert found.pairs == (("RAA", "RBB"),)
    assert (found.methods[0].ranks, found.methods[0].mrr) == ((1, 1), 1)
    assert found.methods[0].hit_at == {1: 1, 5: 1, 10: 1, 20: 1}


def test_ranks_are_those_of_the_recommender():
    (nearby,) = [each for each in evaluate(REGISTRY, [("RCC", "RDD")]).methods if each.method == "nearby"]
    assert nearby.ranks == (3, 1)
    assert nearby.mrr == pytest.approx((1 / 3 + 1) / 2)


def test_codes_that_are_not_loaded_are_listed():
    found = evaluate(REGISTRY, [("RAA", "RXX"), ("RYY", "RXX"), ("RAA", "RBB")])
    assert (found.not_loaded, len(found.pairs)) == (("RXX", "RYY"), 1)


def test_the_same_seed_gives_the_same_chance():
    assert evaluate(REGISTRY, [("RAA", "RCC")], seed=3) == evaluate(REGISTRY, [("RAA", "RCC")], seed=3)


def test_without_any_pair_nothing_is_found():
    assert {result.mrr for result in evaluate(REGISTRY, []).methods} == {0}

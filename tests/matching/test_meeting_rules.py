from dataclasses import FrozenInstanceError

import pytest
from geopy.distance import geodesic
from hypothesis import assume, given
from hypothesis import strategies as st

from exchange.matching import Stage
from exchange.matching.meeting_rules import (
    AcrossIcbs,
    Admission,
    Exclusion,
    Participant,
    SameSupplier,
    Within,
    counted,
)
from tests.matching.examples import CAMBRIDGE, LONDON, organisation, runs, spots


def test_the_same_supplier_counts_in_the_area_or_in_any():
    one = organisation("RAA", runs=[runs("Epic", "EpicCare"), runs("Sectra", area="pacs")])
    other = organisation("RBB", runs=[runs("Epic", area="pacs")])
    assert SameSupplier().allows(one, other)
    assert not SameSupplier("epr").allows(one, other)
    assert SameSupplier().evidence(one, other) == "Same supplier: Epic"
    third = organisation("RCC", runs=[runs("Epic", "Epic")])
    assert SameSupplier("epr").allows(one, third)
    assert SameSupplier("epr", "EPR").evidence(one, third) == "Same supplier for EPR: Epic"


@pytest.mark.parametrize(
    "system",
    [runs("In-house or generic"), runs(""), runs("", "Home made"), runs("Epic", stage=Stage.RETIRED)],
)
def test_in_house_unknown_and_retired_systems_are_no_common_supplier(system):
    one, other = organisation("RAA", runs=[system]), organisation("RBB", runs=[system])
    assert not SameSupplier().allows(one, other)
    assert not SameSupplier("epr").allows(one, other)


def test_within_says_the_distance_and_needs_both_places():
    one, other = organisation("RAA", at=LONDON), organisation("RBB", at=CAMBRIDGE)
    assert Within(80).allows(one, other)
    assert Within(80).evidence(one, other) == "79.5 km apart"
    assert not Within(79).allows(one, other)
    assert not Within(1000).allows(one, organisation("RCC", at=None))


@given(spots, spots, st.floats(0, 800))
def test_within_is_by_the_geodesic(here, there, km):
    apart = geodesic(here, there).km
    assume(abs(apart - km) > 0.06)  # distances are rounded to 0.1 km
    one, other = organisation("RAA", at=here), organisation("RBB", at=there)
    assert Within(km).allows(one, other) == Within(km).allows(other, one) == (apart <= km)


@pytest.mark.parametrize("km", [-1, float("nan"), float("inf")])
def test_a_distance_is_a_number_of_at_least_0(km):
    with pytest.raises(ValueError, match="A distance must be a number of at least 0"):
        Within(km)


def test_across_icbs_needs_two_known_boards_that_differ():
    north, south = organisation("RAA", icb="North ICB"), organisation("RBB", icb="South ICB")
    assert AcrossIcbs().allows(north, south)
    assert AcrossIcbs().evidence(south, north) == "In different ICBs: North ICB and South ICB"
    assert not AcrossIcbs().allows(north, organisation("RCC", icb="North ICB"))
    assert not AcrossIcbs().allows(north, organisation("RDD"))
    assert not AcrossIcbs().allows(organisation("REE"), organisation("RFF"))


@pytest.mark.parametrize(("one", "other"), [("RAA", "RAA"), ("", "RAA"), ("RAA", "")])
def test_an_exclusion_names_two_who_differ(one, other):
    with pytest.raises(ValueError, match="An exclusion names two who differ"):
        Exclusion(one, other)


def test_rules_cannot_be_changed_and_say_what_they_demand():
    rules = (SameSupplier("epma", "ePMA"), SameSupplier(), Within(60), AcrossIcbs())
    assert [rule.demand for rule in rules] == [
        "the same supplier for ePMA",
        "the same supplier",
        "at most 60 km apart",
        "in different ICBs",
    ]
    with pytest.raises(FrozenInstanceError):
        rules[2].km = 3


def test_all_that_keeps_two_apart_is_said_in_either_order():
    profiles = {code: organisation(code, icb="North ICB") for code in ("RAA", "RBB", "RCC")}
    excluded = [Exclusion("RBB", "RAA", "same building"), Exclusion("ann", "cat")]
    admission = Admission(
        profiles, [Within(1), AcrossIcbs(), SameSupplier()], excluded, [frozenset(("b", "c"))]
    )
    ann, bob, cat = Participant("RAA", "ann"), Participant("RBB", "bob"), Participant("RCC", "cat")
    expected = [
        (ann, Participant("RAA", "other"), "the same organisation"),
        (ann, bob, "excluded: same building"),
        (ann, cat, "excluded"),
        (Participant("RBB", "b"), Participant("RCC", "c"), "met before"),
        (bob, cat, "rule: in different ICBs and the same supplier"),
    ]
    for one, other, obstacle in expected:
        assert admission.obstacle(one, other) == admission.obstacle(other, one) == obstacle


def test_of_two_reasons_for_one_exclusion_the_order_chooses_none():
    profiles = {code: organisation(code) for code in ("RAA", "RBB")}
    twice = [
        Exclusion("RAA", "RBB", "same building"),
        Exclusion("RBB", "RAA"),
        Exclusion("RAA", "RBB", "a dispute"),
    ]
    for excluded in (twice, twice[::-1]):
        admission = Admission(profiles, excluded=excluded)
        assert admission.obstacle(*map(Participant.organisation, profiles)) == "excluded: same building"


def test_obstacles_are_counted_with_the_most_frequent_first():
    assert (
        counted(["met before", "rule: x", "excluded", "rule: x"])
        == "2 (rule: x), 1 (excluded) and 1 (met before)"
    )

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.matching import PeerRecommender, UnknownOrganisation, UnknownWeight
from exchange.matching.meeting_rules import AcrossIcbs, Exclusion, Within
from exchange.matching.pairing import PairingPlanner, assignment
from tests.matching.examples import NEWCASTLE, described, organisation, registries, runs

pytestmark = pytest.mark.slow

few = settings(max_examples=25, deadline=None)


@pytest.fixture
def planner():
    """Five alike around London, one far away and unlike."""
    alike = [described(code) for code in ("RAA", "RBB", "RCC", "RDD", "REE")]
    far = described("RFF", at=NEWCASTLE, type="ambulance", icb="North East ICB", runs=[runs("Oracle Health")])
    return PairingPlanner(PeerRecommender().fit([*alike, far]))


def who(plan):
    return [(pair.visitor, pair.host) for pair in plan.pairs]


def test_a_pair_is_explained_from_both_sides(planner):
    (pair,) = planner.plan({"RAA": 1}, ["RFF"]).pairs
    assert pair.for_visitor == planner.recommender.compare("RFF", "RAA")
    assert pair.for_host == planner.recommender.compare("RAA", "RFF")
    assert pair.match == pytest.approx((pair.for_visitor.score + pair.for_host.score) / 2)


def test_a_visitor_without_a_better_host_comes_before_a_better_match(planner):
    """Only the far host is left for one of the two: nobody stays at home for the sake of the total."""
    plan = planner.plan({"RAA": 1, "RFF": 1}, ["RBB", "RCC"])
    assert who(plan) == [("RBB", "RAA"), ("RCC", "RFF")]
    assert plan.unpaired == ()


def test_everybody_has_one_host_before_anybody_has_two(planner):
    plan = planner.plan({"RAA": 1, "RBB": 1}, {"RCC": 2, "RFF": 1})
    assert [visitor for visitor, _ in who(plan)] == ["RCC", "RFF"]
    (short,) = plan.unpaired
    assert (short.visitor, short.wanted, short.found) == ("RCC", 2, 1)
    assert short.reason == "No capacity left at RBB"


def test_nobody_goes_to_one_host_twice_or_to_itself(planner):
    plan = planner.plan({"RAA": 5, "RBB": 5}, {"RAA": 3, "RCC": 3})
    assert who(plan) == [("RAA", "RBB"), ("RCC", "RAA"), ("RCC", "RBB")]
    assert [each.reason for each in plan.unpaired] == ["There are no other hosts"] * 2


def test_who_is_left_is_told_why(planner):
    plan = planner.plan(
        {"RAA": 0, "RBB": 1},
        ["RCC", "RDD", "REE", "RBB"],
        excluded=[Exclusion("RAA", "RDD", "same building"), Exclusion("REE", "RBB")],
        met=[("RDD", "RBB"), ("RZZ", "RAA")],
    )
    assert who(plan) == [("RCC", "RBB")]
    assert {each.visitor: each.reason for each in plan.unpaired} == {
        "RBB": "No capacity left at RAA",
        "RDD": "Every host is ruled out: RAA (excluded: same building) and RBB (met before)",
        "REE": "No capacity left at RAA; ruled out: RBB (excluded)",
    }


def test_rules_hold_and_are_explained(planner):
    ruled = PairingPlanner(planner.recommender, rules=(AcrossIcbs(), Within(1000)))
    plan = ruled.plan({"RAA": 2}, ["RBB", "RFF"])
    assert who(plan) == [("RFF", "RAA")]
    assert plan.pairs[0].rules == (
        "In different ICBs: North Central London ICB and North East ICB",
        f"{plan.pairs[0].for_host.distance_km} km apart",
    )
    assert plan.unpaired[0].reason == "Every host is ruled out: RAA (rule: in different ICBs)"


def test_many_hosts_are_counted_instead_of_named():
    codes = [f"R{number:02}" for number in range(8)]
    planner = PairingPlanner(PeerRecommender().fit([described(code) for code in codes]))
    plan = planner.plan(dict.fromkeys(codes[1:], 0), ["R00"])
    assert plan.unpaired[0].reason == "No capacity left at the 7 hosts that they may visit"
    plan = planner.plan(dict.fromkeys(codes[1:], 1), ["R00"], met=[("R00", code) for code in codes[1:]])
    assert plan.unpaired[0].reason == "Every host is ruled out: 7 (met before)"


def test_equal_matches_go_to_earlier_codes(planner):
    assert who(planner.plan({"REE": 1, "RBB": 1, "RDD": 1}, ["RCC"])) == [("RCC", "RBB")]
    assert who(planner.plan({"RCC": 1}, ["REE", "RBB", "RDD"])) == [("RBB", "RCC")]


def test_weights_and_area_are_those_of_the_recommender(planner):
    weights = {"nearby": 1, "same systems": 0}
    chosen = PairingPlanner(planner.recommender, weights, "epr")
    (pair,) = chosen.plan({"RAA": 1}, ["RFF"]).pairs
    assert pair.for_visitor == planner.recommender.compare("RFF", "RAA", weights=weights, area="epr")
    with pytest.raises(ValueError, match="Nobody has registered anything for an area 'lims'"):
        PairingPlanner(planner.recommender, area="lims").plan({"RAA": 1}, ["RFF"])
    with pytest.raises(UnknownWeight):
        PairingPlanner(planner.recommender, {"size": 1}).plan({"RAA": 1}, ["RFF"])


def test_numbers_beyond_all_others_are_no_more_than_all(planner):
    plan = planner.plan({"RAA": 10**30, "RFF": 10**30}, {"RBB": 10**30, "RCC": 1})
    assert who(plan) == [("RBB", "RAA"), ("RBB", "RFF"), ("RCC", "RAA")]


@pytest.mark.parametrize(
    ("hosts", "visitors", "message"),
    [
        ({"RAA": -1}, ["RBB"], "RAA must take visitors in whole numbers from 0, not -1"),
        ({"RAA": 1.5}, ["RBB"], "RAA must take visitors in whole numbers from 0, not 1.5"),
        ({"RAA": float("nan")}, ["RBB"], "RAA must take visitors in whole numbers from 0, not nan"),
        ({"RAA": 1}, {"RBB": 0}, "RBB must want hosts in whole numbers from 1, not 0"),
        ({"RAA": 1}, ["RBB", "RCC", "RBB"], "Each visitor may be named only once, RBB is named twice"),
    ],
)
def test_bad_numbers_and_a_visitor_named_twice_are_refused(planner, hosts, visitors, message):
    with pytest.raises(ValueError, match=message):
        planner.plan(hosts, visitors)


@pytest.mark.parametrize("pair", [("RAA",), ("RAA", "RAA"), ("RAA", "RBB", "RCC"), (), "RAA"])
def test_an_earlier_pair_is_two_organisations(planner, pair):
    with pytest.raises(ValueError, match="An earlier pair is two organisations"):
        planner.plan({"RAA": 1}, ["RBB"], met=[pair])


def test_unknown_organisations_are_named(planner):
    for arguments in (
        ({"RZZ": 1}, ["RAA"]),
        ({"RAA": 1}, ["RZZ"]),
        ({"RAA": 1}, ["RBB"], [Exclusion("RAA", "RZZ")]),
    ):
        with pytest.raises(UnknownOrganisation, match="There is no organisation RZZ"):
            planner.plan(*arguments)


def test_without_hosts_or_visitors_there_is_no_pair(planner):
    assert planner.plan({}, []).pairs == planner.plan({"RAA": 1}, []).pairs == ()
    (alone,) = planner.plan({}, ["RAA"]).unpaired
    assert alone.reason == "There are no hosts"
    (own,) = planner.plan({"RAA": 1}, ["RAA"]).unpaired
    assert own.reason == "There are no other hosts"


matrices = st.integers(1, 4).flatmap(
    lambda visitors: st.integers(1, 3).flatmap(
        lambda hosts: st.tuples(
            st.lists(
                st.lists(
                    st.none() | st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(0, 1),
                    min_size=hosts,
                    max_size=hosts,
                ),
                min_size=visitors,
                max_size=visitors,
            ),
            st.lists(st.integers(1, 3), min_size=visitors, max_size=visitors),
            st.lists(st.integers(0, 3), min_size=hosts, max_size=hosts),
        )
    )
)


def worth(pairs, matches):
    """What is sought, in its order: visitors with a host, visits, total."""
    return len({visitor for visitor, _ in pairs}), len(pairs), sum(matches[v][h] for v, h in pairs)


def by_trying_all(matches, wanted, places):
    """The best worth of all sets of pairs, visitor by visitor."""
    best = (0, 0, 0.0)
    choices = [
        [
            [h for h, taken in enumerate(bits) if taken]
            for bits in product((0, 1), repeat=len(places))
            if sum(bits) <= wants and all(row[h] is not None for h, taken in enumerate(bits) if taken)
        ]
        for row, wants in zip(matches, wanted, strict=True)
    ]
    for chosen in product(*choices):
        pairs = [(v, h) for v, hosts in enumerate(chosen) for h in hosts]
        if all(sum(host == h for _, host in pairs) <= capacity for h, capacity in enumerate(places)):
            best = max(best, worth(pairs, matches))
    return best


@settings(max_examples=100, deadline=None)
@given(matrices)
def test_no_assignment_is_better(world):
    matches, wanted, places = world
    may = np.array([[each is not None for each in row] for row in matches])
    numbers = np.array([[each or 0.0 for each in row] for row in matches])
    pairs = [tuple(pair) for pair in assignment(numbers, may, wanted, places).tolist()]
    assert len(set(pairs)) == len(pairs)
    assert worth(pairs, matches) == pytest.approx(by_trying_all(matches, wanted, places), abs=1e-7)


@few
@given(registries(3, 6), st.data())
def test_a_plan_is_the_best_of_all_whatever_the_order_of_input(registry, data):
    codes = sorted(profile.ods_code for profile in registry)
    some = st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True)
    hosts = {code: data.draw(st.integers(0, 2)) for code in data.draw(some)}
    visitors = {code: data.draw(st.integers(1, 2)) for code in data.draw(some)}
    two = st.lists(st.sampled_from(codes), min_size=2, max_size=2, unique=True).map(tuple)
    excluded = [Exclusion(*pair) for pair in data.draw(st.lists(two, max_size=2))]
    met = data.draw(st.lists(two, max_size=2))
    recommender = PeerRecommender().fit(registry)
    plan = PairingPlanner(recommender).plan(hosts, visitors, excluded, met)

    barred = {frozenset((each.one, each.other)) for each in excluded} | {frozenset(pair) for pair in met}
    matches = [
        [
            None
            if visitor == host or {visitor, host} in barred
            else (recommender.compare(visitor, host).score + recommender.compare(host, visitor).score) / 2
            for host in hosts
        ]
        for visitor in visitors
    ]
    found = [(list(visitors).index(pair.visitor), list(hosts).index(pair.host)) for pair in plan.pairs]
    best = by_trying_all(matches, list(visitors.values()), list(hosts.values()))
    assert worth(found, matches) == pytest.approx(best, abs=1e-7)
    assert plan.total == pytest.approx(best[2], abs=1e-7)
    short = {
        code: wants - sum(pair.visitor == code for pair in plan.pairs) for code, wants in visitors.items()
    }
    assert {each.visitor: each.wanted - each.found for each in plan.unpaired} == {
        code: missing for code, missing in short.items() if missing
    }

    turned = PairingPlanner(PeerRecommender().fit(registry[::-1]))
    again = turned.plan(
        dict(reversed(hosts.items())), dict(reversed(visitors.items())), excluded[::-1], met[::-1]
    )
    assert again == plan


def test_a_programme_with_one_unknown_organisation_still_pairs_it():
    nothing = organisation("RBB", at=None)
    planner = PairingPlanner(PeerRecommender().fit([described("RAA"), nothing]))
    assert who(planner.plan({"RAA": 1}, ["RBB"])) == [("RBB", "RAA")]

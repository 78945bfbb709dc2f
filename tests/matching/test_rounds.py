from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.matching import PeerRecommender, UnknownOrganisation, UnknownWeight
from exchange.matching.meeting_rules import (
    AcrossIcbs,
    Admission,
    Exclusion,
    Participant,
    SameSupplier,
    Within,
)
from exchange.matching.rounds import RoundPlanner
from tests.matching.examples import NEWCASTLE, described, registries, runs

pytestmark = pytest.mark.slow

few = settings(max_examples=30, deadline=None)


def alike(count):
    """A planner for organisations R00, R01 and so on, between which nothing differs; and their codes."""
    codes = [f"R{number:02}" for number in range(count)]
    return RoundPlanner(PeerRecommender().fit([described(code) for code in codes])), codes


def ids(plan):
    return [[member.id for member in group.members] for group in plan.groups]


def reasons(plan):
    return {each.participant.id: each.reason for each in plan.left_out}


def test_a_meeting_is_explained_from_both_sides():
    planner, codes = alike(2)
    (group,) = planner.plan(codes).groups
    (meeting,) = group.meetings
    assert (meeting.one, meeting.other, meeting.met_before) == ("R00", "R01", 0)
    assert meeting.for_one == planner.recommender.compare("R00", "R01")
    assert meeting.for_other == planner.recommender.compare("R01", "R00")
    assert group.match == meeting.match == (meeting.for_one.score + meeting.for_other.score) / 2


def test_an_odd_number_makes_one_trio_with_all_three_meetings():
    planner, codes = alike(7)
    plan = planner.plan(codes)
    assert sorted(len(group.members) for group in plan.groups) == [2, 2, 3]
    (trio,) = (group for group in plan.groups if len(group.members) == 3)
    assert len(trio.meetings) == 3
    assert plan.total == pytest.approx(sum(len(group.members) * group.match for group in plan.groups))


def test_the_most_useful_talk_to_each_other():
    far = [
        described(code, at=NEWCASTLE, type="ambulance", runs=[runs("Oracle Health")])
        for code in ("RBB", "RDD")
    ]
    planner = RoundPlanner(PeerRecommender().fit([described("RAA"), described("RCC"), *far]))
    assert ids(planner.plan(["RAA", "RBB", "RCC", "RDD"])) == [["RAA", "RCC"], ["RBB", "RDD"]]


def test_twenty_meet_nobody_twice_while_that_is_avoidable():
    """Up to the tenth round, whoever has not met still has a perfect matching (Dirac 1952)."""
    planner, codes = alike(20)
    met, repeats = [], []
    for _ in range(12):
        plan = planner.plan(codes, met)
        assert sum(len(group.members) for group in plan.groups) == 20
        met.append(plan.met)
        repeats.append(plan.repeats)
    assert repeats[:10] == [0] * 10
    assert repeats[10:] == [0, 0]  # not certain for every history, but so for this one


def test_when_all_have_met_all_those_who_met_longest_ago_meet_again():
    planner, codes = alike(4)
    met = []
    for _ in range(9):
        met.append(planner.plan(codes, met).met)
    assert len(set(met[:3])) == 3
    assert met[3:6] == met[6:] == met[:3]


def test_who_met_once_meets_before_who_met_twice():
    planner, codes = alike(4)
    one, two, three = (
        [frozenset(codes[:2]), frozenset(codes[2:])],
        [frozenset((codes[0], codes[2])), frozenset((codes[1], codes[3]))],
        [frozenset((codes[0], codes[3])), frozenset((codes[1], codes[2]))],
    )
    plan = planner.plan(codes, [one, one, two, three, three])
    assert plan.met == frozenset(two)
    assert [group.meetings[0].met_before for group in plan.groups] == [1, 1]
    assert plan.repeats == 2


def test_one_pair_that_met_twice_is_better_than_two_that_met_once():
    planner, (one, two, three, four) = alike(4)
    met = [[frozenset((one, three)), frozenset((two, four))], *[[frozenset((one, two))]] * 2]
    apart = [Exclusion(one, four), Exclusion(two, three)]
    assert ids(planner.plan([one, two, three, four], met, apart)) == [[one, two], [three, four]]


def test_a_trio_is_chosen_so_that_nobody_in_it_meets_again():
    planner, codes = alike(5)
    met = [[frozenset(codes[:2]), frozenset(codes[2:4])], [frozenset((codes[0], codes[2]))]]
    plan = planner.plan(codes, met)
    assert plan.repeats == 0
    assert plan.left_out == ()


def test_persons_of_one_organisation_do_not_meet_and_exclusions_hold_for_ids_and_codes():
    planner, _ = alike(4)
    people = [
        Participant("R00", "ann"),
        Participant("R00", "bob"),
        Participant("R01", "cat"),
        Participant("R02", "dan"),
    ]
    assert ids(planner.plan(people, excluded=[Exclusion("dan", "ann")])) == [["ann", "cat"], ["bob", "dan"]]
    plan = planner.plan(people, excluded=[Exclusion("R00", "R01", "same building"), Exclusion("cat", "dan")])
    assert ids(plan) == [["ann", "dan"]]
    assert reasons(plan) == {
        "bob": "Whoever they may meet is placed with others: dan; ruled out:"
        " 1 (excluded: same building) and 1 (the same organisation)",
        "cat": "Everybody else is ruled out: 2 (excluded: same building) and 1 (excluded)",
    }


def test_several_trios_are_formed_only_where_rules_leave_no_other_way():
    boards = ["North ICB"] * 3 + ["South ICB"] * 3
    codes = [f"R{number:02}" for number in range(6)]
    registry = [described(code, icb=board) for code, board in zip(codes, boards, strict=True)]
    recommender = PeerRecommender().fit(registry)
    apart = [Exclusion(one, other) for one in codes[:3] for other in codes[3:]]
    assert ids(RoundPlanner(recommender).plan(codes, excluded=apart)) == [codes[:3], codes[3:]]
    assert all(len(group) == 2 for group in ids(RoundPlanner(recommender).plan(codes)))


def test_rules_hold_are_explained_and_are_named_to_whoever_they_leave_out():
    north = {"at": NEWCASTLE, "icb": "North ICB"}
    registry = [
        described("RAA"),
        described("RBB", icb="Other ICB"),
        described("RCC", **north),
        described("RDD", runs=[runs("Oracle Health")]),
    ]
    rules = (SameSupplier("epr", "EPR"), Within(60), AcrossIcbs())
    plan = RoundPlanner(PeerRecommender().fit(registry), rules).plan(["RAA", "RBB", "RCC", "RDD"])
    assert ids(plan) == [["RAA", "RBB"]]
    assert plan.groups[0].meetings[0].rules == (
        "Same supplier for EPR: Epic",
        "0 km apart",
        "In different ICBs: North Central London ICB and Other ICB",
    )
    assert reasons(plan) == {
        "RCC": "Everybody else is ruled out: 2 (rule: at most 60 km apart)"
        " and 1 (rule: the same supplier for EPR and at most 60 km apart)",
        "RDD": "Everybody else is ruled out: 1 (rule: the same supplier for EPR),"
        " 1 (rule: the same supplier for EPR and at most 60 km apart)"
        " and 1 (rule: the same supplier for EPR and in different ICBs)",
    }


def test_nobody_and_one_alone_make_no_group():
    planner, codes = alike(2)
    assert planner.plan([]).groups == ()
    assert reasons(planner.plan(codes[:1])) == {"R00": "Nobody else takes part"}


def test_bad_input_is_refused():
    planner, codes = alike(3)
    with pytest.raises(ValueError, match="Each participant may be named only once, R01 is named twice"):
        planner.plan([*codes, "R01"])
    with pytest.raises(ValueError, match="one collection of groups for each round"):
        planner.plan(codes, met=[frozenset(codes[:2])])
    with pytest.raises(UnknownOrganisation, match="There is no organisation RZZ"):
        planner.plan([*codes, "RZZ"])
    with pytest.raises(UnknownWeight):
        RoundPlanner(planner.recommender, weights={"size": 1}).plan(codes)
    with pytest.raises(ValueError, match="Nobody has registered anything for an area 'lims'"):
        RoundPlanner(planner.recommender, area="lims").plan(codes)


def all_groupings(people, may, trios):
    """Every way to put some of them into pairs and at most so many trios."""
    if not people:
        yield []
        return
    first, rest = people[0], people[1:]
    yield from all_groupings(rest, may, trios)
    for size in (1, 2) if trios else (1,):
        for others in combinations(rest, size):
            group = (first, *others)
            if all(frozenset(two) in may for two in combinations(group, 2)):
                left = [each for each in rest if each not in others]
                for more in all_groupings(left, may, trios - (size == 2)):
                    yield [group, *more]


def worth(groups, match, times, last):
    """What is sought, in its order: placed, no repeats, fewest times, longest ago, greatest total."""
    met = [frozenset(two) for group in groups for two in combinations(group, 2)]
    total = sum(
        len(group)
        * sum(match[frozenset(two)] for two in combinations(group, 2))
        / (len(group) * (len(group) - 1) / 2)
        for group in groups
    )
    return (
        sum(map(len, groups)),
        -sum(times.get(two, 0) > 0 for two in met),
        -sum(times.get(two, 0) for two in met),
        -sum(last.get(two, 0) for two in met),
        total,
    )


@st.composite
def histories(draw, people):
    """Up to three earlier rounds, each of pairs."""
    rounds = []
    for _ in range(draw(st.integers(0, 3))):
        order = draw(st.permutations(people))
        rounds.append([frozenset(two) for two in zip(order[::2], order[1::2], strict=False)])
    return rounds


def check_groups(plan, codes):
    placed = [code for group in ids(plan) for code in group]
    assert sorted([*placed, *reasons(plan)]) == codes
    assert all(reasons(plan).values())
    assert all(len(group.members) in (2, 3) for group in plan.groups)


def matches_of(recommender, codes):
    """The mean of both scores of each two."""
    return {
        frozenset((one, other)): (
            recommender.compare(one, other).score + recommender.compare(other, one).score
        )
        / 2
        for one, other in combinations(codes, 2)
    }


@few
@given(registries(2, 7), st.data())
def test_a_round_is_the_best_of_all_whatever_the_order_of_input(registry, data):
    recommender = PeerRecommender().fit(registry)
    codes = sorted(profile.ods_code for profile in registry)
    met = data.draw(histories(codes))
    two = st.lists(st.sampled_from(codes), min_size=2, max_size=2, unique=True)
    excluded = [Exclusion(*pair) for pair in data.draw(st.lists(two, max_size=6))]
    rules = data.draw(
        st.sampled_from([(), (), (Within(200),), (AcrossIcbs(),), (SameSupplier("epr"), Within(500))])
    )
    plan = RoundPlanner(recommender, rules).plan(codes, met, excluded)
    check_groups(plan, codes)

    admission = Admission({profile.ods_code: profile for profile in registry}, rules, excluded)
    pairs = [frozenset(pair) for pair in combinations(codes, 2)]
    may = {pair for pair in pairs if admission.obstacle(*map(Participant.organisation, pair)) is None}
    found = ids(plan)
    assert all(frozenset(pair) in may for group in found for pair in combinations(group, 2))
    times = {pair: sum(pair in groups for groups in met) for pair in pairs}
    last = {pair: max((n for n, groups in enumerate(met, 1) if pair in groups), default=0) for pair in pairs}
    match = matches_of(recommender, codes)
    own = worth(found, match, times, last)
    best = max(worth(groups, match, times, last) for groups in all_groupings(codes, may, 1))
    if sum(len(group) == 3 for group in found) <= 1:
        assert own == pytest.approx(best, abs=1e-7)
    else:
        assert own[0] > best[0]
    assert (plan.repeats, plan.total) == (-own[1], pytest.approx(own[4]))

    again = RoundPlanner(PeerRecommender().fit(registry[::-1]), rules)
    assert again.plan(codes[::-1], met, excluded[::-1]) == plan

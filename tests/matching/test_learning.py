import json
import random
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from exchange.matching import DEFAULT_WEIGHTS, FACTORS
from exchange.matching.learning import LEAST_REQUESTS, WeightLearner
from exchange.matching.outcomes import Impression, Outcome, ShownLists
from exchange.matching.weight_history import WeightHistory, account_of, learned_from

NOW = datetime(2026, 11, 1, tzinfo=UTC)
TRUE = np.array([0.1, 0.5, 0.0, 0.3, 0.1])
BAD = {
    "nearby": 0.1,
    "same systems": 0.02,
    "a step ahead": 0.5,
    "shared direction": 0.08,
    "similar setting": 0.3,
}


def shown(lists=400, seed=0, wanted=TRUE, by=BAD):
    """Lists in the order of ``by``, looked at by 1 / rank, and asked by what is ``wanted``."""
    chance = np.random.default_rng(seed)
    weights = np.array([by[name] for name in FACTORS])
    made = []
    for number in range(lists):
        values = chance.random((30, 5)).round(3)
        order = np.argsort(-values @ weights, kind="stable")[:10]
        explored = chance.random(10) < 0.1
        order = np.where(explored, chance.permutation(30)[:10], order)
        for place, row in enumerate(order):
            chance_asked = 1 / (1 + np.exp(5 - 10 * values[row] @ wanted)) / (place + 1)
            made.append(
                Impression(
                    f"{number:04d}",
                    NOW + timedelta(minutes=number),
                    place + 1,
                    tuple(values[row].tolist()),
                    explored=bool(explored[place]),
                    outcome=Outcome.USEFUL if chance.random() < chance_asked else Outcome.VIEWED,
                )
            )
    return made


@pytest.fixture(scope="module")
def learned():
    return WeightLearner().learn(shown(), BAD)


def test_what_is_asked_for_gains_weight(learned):
    ordered = sorted(FACTORS, key=lambda name: -learned.weights[name])
    assert ordered[:2] == ["same systems", "shared direction"]
    assert learned.weights["a step ahead"] < 0.08


def test_weights_sum_to_one_within_their_intervals_and_none_is_negative(learned):
    assert sum(learned.weights.values()) == pytest.approx(1, abs=1e-5)
    for name in FACTORS:
        low, high = learned.intervals[name]
        assert 0 <= low <= learned.weights[name] <= high <= 1


def test_better_weights_pass_the_gate(learned):
    assert learned.usable
    assert learned.comparison.learned > learned.comparison.in_force
    assert learned.comparison.lower_bound > 0
    assert learned.decision.startswith("May be used")


def test_the_order_of_impressions_does_not_matter(learned):
    shuffled = shown()
    random.Random(1).shuffle(shuffled)
    assert WeightLearner().learn(shuffled, BAD) == learned


def test_with_few_requests_nothing_is_used():
    few = WeightLearner().learn(shown(60), BAD)
    assert few.requests < LEAST_REQUESTS
    assert not few.usable
    assert str(LEAST_REQUESTS) in few.decision


def test_weights_that_are_right_already_stay():
    right = dict(zip(FACTORS, TRUE, strict=True))
    found = WeightLearner(right).learn(shown(by=right), right)
    assert not found.usable
    assert "no better" in found.decision


def test_a_factor_that_repels_is_left_out_and_never_turned_round():
    found = WeightLearner().learn(shown(wanted=np.array([0.5, 0.5, -0.5, 0.3, 0.2])), BAD)
    assert found.weights["a step ahead"] == 0


@pytest.mark.parametrize("outcome", [Outcome.SHOWN, Outcome.ASKED])
def test_where_nobody_or_everybody_is_asked_the_defaults_stand(outcome):
    alike = [replace(each, outcome=outcome) for each in shown(30)]
    assert WeightLearner().learn(alike).weights == pytest.approx(dict(DEFAULT_WEIGHTS))
    assert not WeightLearner().learn(alike).usable


def test_nothing_to_learn_from_leaves_the_defaults():
    nothing = WeightLearner().learn([])
    assert nothing.weights == pytest.approx(dict(DEFAULT_WEIGHTS))
    assert not nothing.usable


def test_a_stronger_belief_moves_less():
    moved = [
        sum(abs(found.weights[name] - DEFAULT_WEIGHTS[name]) for name in FACTORS)
        for found in (WeightLearner(strength=strength).learn(shown(100)) for strength in (0.5, 50))
    ]
    assert moved[1] < moved[0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"rank": 0}, "first rank"),
        ({"rank": 2}, "two impressions of rank 2"),
        ({"values": (0.1, 0.2, 0.3, 0.4, 1.1)}, "from 0 to 1"),
        ({"values": (0.1, 0.2, 0.3, 0.4, float("nan"))}, "from 0 to 1"),
        ({"values": (0.1,)}, "for each of"),
        ({"known": (True,)}, "for each of"),
        ({"shown_at": NOW + timedelta(days=9)}, "one time"),
    ],
)
def test_impressions_that_cannot_be_are_refused(change, told):
    first, *rest = shown(1)
    with pytest.raises(ValueError, match=told):
        ShownLists.build([replace(first, **change), *rest])


def test_requests_are_all_outcomes_from_asked_on():
    lists = ShownLists.build(
        Impression("a", NOW, rank, (0.5,) * 5, outcome=outcome)
        for rank, outcome in enumerate(Outcome, start=1)
    )
    assert lists.requested.tolist() == [False, False, True, True, True, True]


def test_rolling_back_brings_back_the_weights_before_and_keeps_the_record(learned):
    begun = WeightHistory.begin(NOW)
    adopted = begun.adopted(learned, NOW + timedelta(days=1))
    back = adopted.rolled_back(NOW + timedelta(days=2))
    assert adopted.in_force == pytest.approx(dict(learned.weights), abs=1e-5)
    assert back.in_force == begun.in_force
    assert [each.origin for each in back.sets] == [
        "set",
        f"learned from {learned.requests} requests",
        "brought back",
    ]
    with pytest.raises(ValueError, match="no weights before"):
        back.rolled_back(NOW + timedelta(days=3))


def test_rolling_back_twice_goes_one_further(learned):
    other = replace(learned, weights=dict.fromkeys(FACTORS, 0.2))
    history = WeightHistory.begin(NOW).adopted(learned, NOW).adopted(other, NOW)
    once = history.rolled_back(NOW)
    assert once.in_force == history.sets[1].weights
    assert once.rolled_back(NOW).in_force == history.sets[0].weights


def test_what_the_gate_refused_cannot_be_adopted(learned):
    refused = replace(learned, usable=False, decision="Not used: too few.")
    with pytest.raises(ValueError, match="too few"):
        WeightHistory.begin(NOW).adopted(refused, NOW)


def test_a_history_survives_json(learned):
    history = WeightHistory.begin(NOW).adopted(learned, NOW).rolled_back(NOW)
    assert WeightHistory.from_json(history.as_json()) == history


def test_a_proposal_can_wait_as_json(learned):
    assert learned_from(json.loads(json.dumps(asdict(learned)))) == learned


@pytest.mark.parametrize("text", ["", "{}", "[]", "[1]", '[{"weights": {}}]'])
def test_what_is_no_history_is_refused(text):
    with pytest.raises(ValueError):
        WeightHistory.from_json(text)


def test_weights_cannot_be_brought_back_from_later(learned):
    plain = json.loads(WeightHistory.begin(NOW).as_json())
    plain[0]["restores"] = 0
    with pytest.raises(ValueError, match="earlier"):
        WeightHistory.from_json(json.dumps(plain))


def test_the_account_says_what_was_used_what_changed_and_how_to_undo_it(learned):
    account = account_of(learned, BAD)
    for told in (learned.decision, f"{learned.requests} led to a request", "Rolling back", *FACTORS):
        assert told in account
    assert f"| a step ahead | 0.50 | {learned.weights['a step ahead']:.2f} |" in account

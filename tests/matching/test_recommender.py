import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sklearn.base import clone

from exchange.matching import DEFAULT_WEIGHTS, FACTORS, PeerRecommender, UnknownOrganisation, UnknownWeight
from tests.matching.examples import CAMBRIDGE, LONDON, NEWCASTLE, described, organisation, runs

ALONE = dict.fromkeys(FACTORS, 0.0)


@pytest.fixture
def registry():
    return [
        described("RAA"),
        described("RBB"),
        described(
            "RCC",
            at=NEWCASTLE,
            type="ambulance",
            staff_wte=900.0,
            maturity={"Acute": (1.5,) * 7},
            icb="North East ICB",
            region="North East and Yorkshire",
        ),
        organisation("RDD", at=None),
    ]


@pytest.fixture
def matcher(registry):
    return PeerRecommender().fit(registry)


def test_the_twin_comes_first_and_the_unknown_before_the_unlike(matcher):
    twin, *others = matcher.recommend("RAA")
    assert (twin.ods_code, twin.rank, twin.distance_km) == ("RBB", 1, 0.0)
    assert [peer.ods_code for peer in others] == ["RDD", "RCC"]
    assert [reason.factor for reason in twin.reasons] == list(FACTORS)
    assert [reason.text for reason in twin.reasons] == [
        "Less than 1 km away",
        "Both run EpicCare for EPR",
        "At the same stage with EPR",
        "Both in North Central London ICB, both belong to Shelford Group"
        " and both prioritise medicines safety",
        "Both are acute trusts; similar size, 5,000 staff and 5,000; similar digital maturity in acute care",
    ]


def test_what_is_unknown_is_said_with_the_side_that_lacks_it(matcher):
    there, back = matcher.compare("RAA", "RDD"), matcher.compare("RDD", "RAA")
    assert not any(reason.known for reason in (*there.reasons, *back.reasons))
    assert [reason.text for reason in there.reasons][:3] == [
        "Unknown: they have no location registered",
        "Unknown: they have no system registered",
        "Unknown: they have no system registered",
    ]
    assert back.reasons[0].text == "Unknown: you have no location registered"
    assert there.distance_km is None


def test_a_weight_of_0_removes_a_factor_from_score_and_reasons(matcher):
    for peer in matcher.recommend("RAA", weights={"nearby": 0, "same_systems": 0.0}):
        assert [reason.factor for reason in peer.reasons] == [
            "a step ahead",
            "shared direction",
            "similar setting",
        ]
        assert sum(reason.weight for reason in peer.reasons) == pytest.approx(1)


def test_weights_take_the_place_of_defaults_one_by_one_on_their_scale(matcher):
    (peer, *_) = matcher.recommend("RAA", weights={"nearby": 0.4})
    total = 0.4 + sum(weight for name, weight in DEFAULT_WEIGHTS.items() if name != "nearby")
    assert peer.reasons[0].weight == pytest.approx(0.4 / total)
    assert peer.reasons[1].weight == pytest.approx(DEFAULT_WEIGHTS["same systems"] / total)


@pytest.mark.parametrize("spelling", ["same systems", "same_systems", "same-systems", " Same Systems "])
def test_a_factor_may_be_spelt_with_spaces_underscores_or_hyphens(matcher, spelling):
    (peer, *_) = matcher.recommend("RAA", weights={**ALONE, spelling: 1})
    assert [reason.factor for reason in peer.reasons] == ["same systems"]


def test_an_unknown_weight_names_the_known_ones(matcher):
    with pytest.raises(
        UnknownWeight, match=r"no factor 'size'\. Known factors: nearby, same systems, a step ahead"
    ):
        matcher.recommend("RAA", weights={"size": 1})


@pytest.mark.parametrize("weight", [-1, float("nan"), float("inf")])
def test_a_weight_must_be_a_number_of_at_least_0(matcher, weight):
    with pytest.raises(ValueError, match="weight of 'nearby' must be a number of at least 0"):
        matcher.recommend("RAA", weights={"nearby": weight})


def test_weights_of_any_size_are_shares(matcher):
    enormous = matcher.recommend("RAA", weights={**ALONE, "nearby": 1e308, "same systems": 1e308})
    assert enormous == matcher.recommend("RAA", weights={**ALONE, "nearby": 1, "same systems": 1})


def test_not_all_weights_may_be_0(matcher):
    with pytest.raises(ValueError, match="At least one weight must be above 0"):
        matcher.recommend("RAA", weights=ALONE)


def test_ties_break_by_distance_then_by_code():
    far, near = (
        organisation("RBB", at=NEWCASTLE, type="acute"),
        organisation("RDD", at=CAMBRIDGE, type="acute"),
    )
    same = replace(near, ods_code="RCC")
    nowhere = organisation("RAB", at=None, type="acute")
    matcher = PeerRecommender().fit([organisation("RAA", at=LONDON, type="acute"), far, near, same, nowhere])
    weights = {**ALONE, "similar setting": 1}
    peers = matcher.recommend("RAA", weights=weights)
    assert [peer.ods_code for peer in peers] == ["RCC", "RDD", "RBB", "RAB"]
    assert [matcher.compare("RAA", peer.ods_code, weights=weights) for peer in peers] == peers


def test_compare_gives_what_recommend_gives(matcher):
    for peer in matcher.recommend("RAA", area="epr"):
        assert matcher.compare("RAA", peer.ods_code, area="epr") == peer


def test_the_limit_is_kept(matcher):
    assert [len(matcher.recommend("RAA", limit=limit)) for limit in (0, 1, 3, 99)] == [0, 1, 3, 3]
    with pytest.raises(ValueError, match="at least 0"):
        matcher.recommend("RAA", limit=-1)


def test_an_unknown_organisation_is_a_key_error_in_words(matcher):
    for ask in (
        lambda: matcher.recommend("RXX"),
        lambda: matcher.compare("RAA", "RXX"),
        lambda: matcher.remove("RXX"),
    ):
        with pytest.raises(UnknownOrganisation, match="no organisation RXX") as refusal:
            ask()
        assert isinstance(refusal.value, KeyError)


def test_nobody_is_compared_with_itself(matcher):
    with pytest.raises(ValueError, match="itself"):
        matcher.compare("RAA", "RAA")


def test_an_unknown_area_names_the_known_ones(matcher):
    with pytest.raises(ValueError, match=r"area 'epma'\. Known areas: epr"):
        matcher.recommend("RAA", area="epma")


def test_for_an_area_only_what_is_registered_there_counts():
    epr, epma = runs("Epic", "EpicCare"), runs("Dedalus", "ORBIS", area="epma")
    matcher = PeerRecommender().fit(
        [
            organisation("RAA", runs=[epr, epma]),
            organisation("RBB", runs=[epr, runs("Better", "Meds", area="epma")]),
            organisation("RCC", at=CAMBRIDGE, runs=[epma]),
            organisation("RDD", at=CAMBRIDGE, runs=[epr]),
        ]
    )
    weights = {**ALONE, "same systems": 1}
    best = matcher.recommend("RAA", weights=weights, area="epma")[0]
    assert (best.ods_code, best.reasons[0].text) == ("RCC", "Both run Dedalus ORBIS for ePMA")
    unknown = matcher.compare("RAA", "RDD", area="epma").reasons[1]
    assert (unknown.known, unknown.text) == (False, "Unknown: they have no system for ePMA registered")


def test_added_organisations_are_found_and_replaced_ones_change(matcher, registry):
    matcher.add(described("RZZ", networks=frozenset({"New Alliance"}), themes=frozenset({"New priority"})))
    assert {peer.ods_code for peer in matcher.recommend("RAA")} == {"RBB", "RCC", "RDD", "RZZ"}
    matcher.add(organisation("RZZ", at=NEWCASTLE))
    assert matcher.compare("RCC", "RZZ").distance_km == 0
    matcher.remove("RZZ")
    assert matcher.recommend("RAA") == PeerRecommender().fit(registry).recommend("RAA")


def test_every_organisation_may_appear_only_once(registry):
    with pytest.raises(ValueError, match="RAA appears twice"):
        PeerRecommender().fit([*registry, registry[0]])


def test_maturity_must_be_seven_scores_from_1_to_5():
    with pytest.raises(ValueError, match="RAA must be seven scores"):
        PeerRecommender().fit([organisation("RAA", maturity={"Acute": (6.0,) * 7})])


@pytest.mark.parametrize("count", [0, 1])
def test_no_peers_are_found_where_there_are_none(count):
    matcher = PeerRecommender().fit([described("RAA")][:count])
    matcher.add(described("RAA"))
    assert matcher.recommend("RAA") == []


def test_it_must_be_fitted_first():
    with pytest.raises(RuntimeError, match="Fit the recommender"):
        PeerRecommender().recommend("RAA")


def test_it_is_an_estimator():
    model = PeerRecommender({**DEFAULT_WEIGHTS, "nearby": 0.9})
    assert clone(model).get_params() == model.get_params()
    assert PeerRecommender().set_params(**model.get_params()).get_params() == model.get_params()
    with pytest.raises(ValueError, match="no parameter 'size'"):
        model.set_params(size=1)


def test_a_copy_answers_alike_and_can_be_changed(matcher):
    twin = pickle.loads(pickle.dumps(matcher))
    assert twin.recommend("RAA") == matcher.recommend("RAA")
    twin.add(described("RNEW"))
    assert "RNEW" not in matcher.index_.codes


def test_readers_never_see_half_a_change(matcher):
    def ask(_):
        return [peer.score for peer in matcher.recommend("RAA") if peer.ods_code == "RBB"]

    with ThreadPoolExecutor(4) as threads:
        answers = threads.map(ask, range(200))
        for number in range(50):
            matcher.add(described(f"RY{number}"))
    assert len({tuple(answer) for answer in answers}) == 1


def test_answers_can_be_kept(matcher):
    peers = matcher.recommend("RAA")
    again = pickle.loads(pickle.dumps(peers))
    assert again == peers
    assert [peer.reasons for peer in again] == [peer.reasons for peer in peers]

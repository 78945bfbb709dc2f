"""Both sides' views meet on one scale."""

import numpy as np
import pytest
from hypothesis import given, settings

from exchange.matching import DEFAULT_WEIGHTS, PeerRecommender
from exchange.matching.reciprocity import Reciprocity, Scale
from tests.matching.examples import CAMBRIDGE, LONDON, NEWCASTLE, described, organisation, registries, runs

pytestmark = pytest.mark.slow


def others(scored):
    return np.array(
        [row for row in range(len(scored.index.codes)) if row != scored.asking.row], dtype=np.intp
    )


@given(registries(least=2, most=6))
@settings(max_examples=15, deadline=None)
def test_one_row_and_the_matrix_agree(profiles):
    recommender = PeerRecommender().fit(profiles)
    reciprocity = Reciprocity().fit(recommender)
    codes, matrix = reciprocity.matrix()
    for row, code in enumerate(codes):
        scored = recommender.scored(code, DEFAULT_WEIGHTS)
        rows = others(scored)
        assert reciprocity.fused(scored, rows) == pytest.approx(matrix[row, rows])


@given(registries(least=2, most=5))
@settings(max_examples=20, deadline=None)
def test_without_a_part_for_the_other_side_the_score_is_untouched(profiles):
    recommender = PeerRecommender().fit(profiles)
    scored = recommender.scored(profiles[0].ods_code, DEFAULT_WEIGHTS)
    rows = others(scored)
    assert (Reciprocity(own=1).fit(recommender).fused(scored, rows) == scored.score[rows]).all()


def test_of_two_level_peers_the_one_that_is_suited_more_comes_first():
    asking = organisation("RAA", at=LONDON, type="acute")
    level = [organisation(code, at=CAMBRIDGE, type="acute") for code in ("RBB", "RCC")]
    rival = organisation("RDD", at=CAMBRIDGE, type="mental health", runs=[runs("Epic", "EpicCare")])
    recommender = PeerRecommender().fit([asking, *level, rival, organisation("REE", at=NEWCASTLE)])
    only_type = {"nearby": 0, "same systems": 0, "a step ahead": 0, "shared direction": 0}
    reciprocity = Reciprocity().fit(recommender, {"RBB": only_type})
    scored = recommender.scored("RAA", DEFAULT_WEIGHTS)
    rows = np.array([scored.index.row_of(code) for code in ("RBB", "RCC")], dtype=np.intp)
    own, fused = scored.at(rows).score, reciprocity.fused(scored, rows)
    assert own[0] == own[1]
    assert fused[0] > fused[1]


def test_where_all_are_identical_nothing_changes():
    recommender = PeerRecommender().fit([described(code) for code in ("RAA", "RBB", "RCC")])
    scored = recommender.scored("RAA", DEFAULT_WEIGHTS)
    rows = others(scored)
    assert Reciprocity().fit(recommender).fused(scored, rows) == pytest.approx(scored.score[rows])


def test_whoever_was_added_since_has_a_view_too():
    recommender = PeerRecommender().fit([described(code) for code in ("RAA", "RBB", "RCC")])
    reciprocity = Reciprocity().fit(recommender)
    recommender.add(organisation("RDD", at=NEWCASTLE))
    scored = recommender.scored("RAA", DEFAULT_WEIGHTS)
    assert np.isfinite(reciprocity.fused(scored, others(scored))).all()


def test_a_scale_standardises_to_mean_0_and_deviation_1():
    score = np.array([9.0, 1.0, 2.0, 3.0])
    scale = Scale.of(score, own_row=0)
    assert scale.standardised(score[1:]).mean() == pytest.approx(0)
    assert scale.standardised(score[1:]).std() == pytest.approx(1)
    assert Scale.of(np.ones(1), own_row=0).standardised(np.ones(1)) == 0


@pytest.mark.parametrize("own", [-0.1, 1.1, np.nan])
def test_a_part_outside_0_to_1_is_refused(own):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Reciprocity(own).fit(PeerRecommender().fit([described()]))

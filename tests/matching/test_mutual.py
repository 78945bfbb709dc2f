import pytest

from exchange.matching import PeerRecommender, UnknownOrganisation
from exchange.matching.mutual import Mutual
from tests.matching.examples import CAMBRIDGE, NEWCASTLE, described, organisation, runs


@pytest.fixture
def recommender():
    far = described("RCC", at=NEWCASTLE, type="ambulance", runs=[runs("Oracle Health")])
    return PeerRecommender().fit([described("RAA"), organisation("RBB", at=CAMBRIDGE), far])


def test_a_match_is_the_mean_of_both_scores_and_the_same_from_both_sides(recommender):
    mutual, codes = Mutual(recommender, None, None), ["RCC", "RAA", "RBB"]
    matches = mutual.matches(codes, codes)
    assert matches.tolist() == matches.T.tolist()
    for row, one in enumerate(codes):
        for column, other in enumerate(codes):
            if one == other:
                assert matches[row, column] == 0
            else:
                both = recommender.compare(one, other).score + recommender.compare(other, one).score
                assert matches[row, column] == pytest.approx(both / 2, abs=1e-12)


def test_organisations_added_or_removed_meanwhile_change_nothing(recommender):
    mutual, codes = Mutual(recommender, None, None), ["RAA", "RBB", "RCC"]
    before, peer = mutual.matches(codes, codes), mutual.peer("RAA", "RBB")
    recommender.remove("RCC")
    recommender.add(described("RDD"))
    assert mutual.matches(codes, codes).tolist() == before.tolist()
    assert mutual.peer("RAA", "RBB") == peer
    with pytest.raises(UnknownOrganisation):
        mutual.profile("RDD")


def test_a_recommender_must_be_fitted_first():
    with pytest.raises(RuntimeError, match="Fit the recommender to organisations first"):
        Mutual(PeerRecommender(), None, None)

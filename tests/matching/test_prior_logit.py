import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import check_estimator

from exchange.matching.prior_logit import PriorLogit


def drawn(count=400, coefficients=(2.0, 0.5, 0.0), seed=0):
    chance = np.random.default_rng(seed)
    rows = chance.random((count, len(coefficients)))
    asked = chance.random(count) < 1 / (1 + np.exp(1.5 - rows @ np.array(coefficients)))
    return rows, asked


def test_it_is_an_estimator_as_scikit_learn_understands_it():
    check_estimator(PriorLogit(), on_skip=None)


def test_without_prior_and_strength_it_is_logistic_regression():
    rows, asked = drawn()
    ours = PriorLogit(strength=0.0).fit(rows, asked)
    theirs = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(rows, asked)
    assert np.allclose(ours.coef_, theirs.coef_, atol=1e-3)
    assert np.allclose(ours.predict_proba(rows), theirs.predict_proba(rows), atol=1e-3)


def test_a_strong_prior_is_kept_and_a_weak_one_gives_way():
    rows, asked = drawn()
    prior = [0.0, 3.0, 1.0]
    distances = [
        np.linalg.norm(PriorLogit(prior, strength).fit(rows, asked).coef_[0] - prior)
        for strength in (1e6, 10, 0.1)
    ]
    assert distances[0] < 1e-3 < distances[1] < distances[2]


def test_no_coefficient_falls_below_nothing_where_that_is_asked_for():
    rows, asked = drawn(coefficients=(2.0, -3.0, 0.0))
    assert PriorLogit().fit(rows, asked).coef_.min() < 0
    assert PriorLogit(positive=True).fit(rows, asked).coef_.min() >= 0


def test_a_weight_counts_as_so_many_observations():
    rows, asked = drawn()
    weighted = PriorLogit().fit(rows, asked, sample_weight=np.where(asked, 3, 1))
    repeated = PriorLogit().fit(
        np.repeat(rows, np.where(asked, 3, 1), axis=0), np.repeat(asked, np.where(asked, 3, 1))
    )
    assert np.allclose(weighted.coef_, repeated.coef_, atol=1e-3)


def test_the_covariance_narrows_with_more_observations():
    narrow, wide = (PriorLogit().fit(*drawn(count)).covariance_ for count in (4000, 100))
    assert (np.diag(narrow) < np.diag(wide)).all()
    assert np.linalg.eigvalsh(narrow).min() > 0


@pytest.mark.parametrize(
    ("prior", "strength", "told"),
    [([1.0], 1.0, "3 finite numbers"), ([1, np.nan, 1], 1.0, "finite"), (None, -1.0, "at least 0")],
)
def test_a_prior_that_cannot_be_is_refused(prior, strength, told):
    with pytest.raises(ValueError, match=told):
        PriorLogit(prior, strength).fit(*drawn())

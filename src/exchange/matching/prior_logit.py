"""A logistic regression that shrinks towards coefficients held before, not towards nothing."""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from exchange.matching.factor import Vector

_RAREST = 1e-6  # the starting intercept stays finite where all of the weight is in one class


class PriorLogit(ClassifierMixin, BaseEstimator):
    """Binary logistic regression with a prior mean, and coefficients of at least 0 where asked for.

    Minimises Σ w · logloss + ½ · strength · ‖coefficients - prior‖² with L-BFGS-B; the intercept is free. The
    estimate is the mode of the posterior under a normal prior of variance 1 / strength.

    Source: MATCHING.md section 3, Learning; the normal approximation at the mode is Laplace's.

    Args:
        prior: array of shape (features,), None for zeros.
        strength: of the prior, at least 0; in units of observations of weight 1.
        positive: no coefficient below 0.

    Attributes:
        classes_: the two classes, sorted; probabilities and decisions are about the second.
        coef_: array of shape (1, features).
        intercept_: array of shape (1,).
        covariance_: array of shape (features, features), Laplace's approximation for the coefficients at the
            mode; the sign constraint is not part of it.
        n_iter_: iterations of the optimiser.
    """

    def __init__(self, prior: ArrayLike | None = None, strength: float = 1.0, positive: bool = False) -> None:
        self.prior = prior
        self.strength = strength
        self.positive = positive

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fit to observations.

        Args:
            X: array of shape (observations, features).
            y: two classes.
            sample_weight: array of shape (observations,), at least 0.

        Raises:
            ValueError: there are not two classes, a value is missing or infinite, or the prior has another
                length.
        """
        rows, target = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(target)
        self.classes_, positives = np.unique(target, return_inverse=True)
        _check_two(len(self.classes_))
        weight = _check_sample_weight(sample_weight, rows, dtype=np.float64)
        prior = self._prior(rows.shape[1])
        start = np.r_[_log_odds(positives, weight) - rows.mean(axis=0) @ prior, prior]
        lowest = 0.0 if self.positive else None
        found = minimize(
            _loss,
            start,
            args=(rows, positives, weight, prior, self.strength),
            jac=True,
            method="L-BFGS-B",
            bounds=[(None, None), *[(lowest, None)] * rows.shape[1]],
        )
        self.n_iter_ = int(found.nit)
        self.intercept_, self.coef_ = found.x[:1], found.x[np.newaxis, 1:]
        self.covariance_ = _covariance(found.x, rows, weight, self.strength)
        return self

    def _prior(self, features: int) -> Vector:
        prior = np.zeros(features) if self.prior is None else np.asarray(self.prior, dtype=np.float64)
        if prior.shape != (features,) or not np.isfinite(prior).all():
            raise ValueError(f"prior must hold {features} finite numbers, one for each feature")
        if not self.strength >= 0:
            raise ValueError(f"strength must be at least 0, not {self.strength}")
        return np.maximum(prior, 0.0) if self.positive else prior

    def decision_function(self, X: ArrayLike) -> Vector:
        """Return the log odds of the second class, shape (observations,)."""
        check_is_fitted(self)
        rows = validate_data(self, X, reset=False, dtype=np.float64)
        log_odds: Vector = rows @ self.coef_[0] + self.intercept_[0]
        return log_odds

    def predict_proba(self, X: ArrayLike) -> Vector:
        """Return the probability of each class, shape (observations, 2)."""
        second = expit(self.decision_function(X))
        return np.column_stack((1 - second, second))

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the more probable class of each observation."""
        chosen = (self.decision_function(X) > 0).astype(int)
        predicted: NDArray[Any] = self.classes_[chosen]
        return predicted

    def __sklearn_tags__(self) -> Any:
        """Tell scikit-learn that there are two classes only."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags


def _check_two(classes: int) -> None:
    """Refuse with the words that scikit-learn's own checks look for."""
    if classes > 2:
        raise ValueError("Only binary classification is supported. The type of the target is multiclass.")
    if classes < 2:
        raise ValueError("Classifier can't train when only one class is present.")


def _log_odds(positives: NDArray[np.int64], weight: Vector) -> float:
    share = float(np.average(positives, weights=weight)) if weight.sum() > 0 else 0.5
    share = min(max(share, _RAREST), 1 - _RAREST)
    return float(np.log(share / (1 - share)))


def _loss(
    parameters: Vector,
    rows: Vector,
    positives: NDArray[np.int64],
    weight: Vector,
    prior: Vector,
    strength: float,
) -> tuple[float, Vector]:
    """Return the penalised loss and its gradient; the first parameter is the intercept."""
    log_odds = rows @ parameters[1:] + parameters[0]
    apart = parameters[1:] - prior
    residual = weight * (expit(log_odds) - positives)
    loss = float(weight @ (np.logaddexp(0, log_odds) - positives * log_odds) + 0.5 * strength * apart @ apart)
    return loss, np.r_[residual.sum(), rows.T @ residual + strength * apart]


def _covariance(parameters: Vector, rows: Vector, weight: Vector, strength: float) -> Vector:
    """Return the inverse curvature of the coefficients, that of the intercept taken account of."""
    chance = expit(rows @ parameters[1:] + parameters[0])
    curved = weight * chance * (1 - chance)
    with_intercept = np.column_stack((np.ones(len(rows)), rows))
    curvature = (with_intercept * curved[:, np.newaxis]).T @ with_intercept
    curvature[1:, 1:] += strength * np.eye(rows.shape[1])
    covariance: Vector = np.linalg.pinv(curvature)[1:, 1:]
    return covariance

"""What a list is worth, known because the world is made up."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.simulation.organisations import Array
from benchmarks.simulation.truth import Truth
from exchange.matching import FACTORS

LENGTH = 10
DISCOUNT = 1 / np.log2(np.arange(LENGTH) + 2)
Lists = NDArray[np.int64]


def lists_of(score: Array) -> Lists:
    """Return the ten best of each row but itself, best first, ties by row; shape (n, 10)."""
    others = score.astype(float)
    np.fill_diagonal(others, -np.inf)
    return np.argsort(-others, axis=1, kind="stable")[:, :LENGTH]


def ndcg(truth: Truth, lists: Lists) -> float:
    """Return NDCG@10 with the chance of a useful exchange as gain, the mean over organisations."""
    return float(ndcg_by_row(truth, lists).mean())


def ndcg_by_row(truth: Truth, lists: Lists) -> Array:
    """Return NDCG@10 of each organisation's list."""
    gained = np.take_along_axis(truth.gain, lists, axis=1) @ DISCOUNT
    best = -np.sort(-truth.gain, axis=1)[:, :LENGTH] @ DISCOUNT
    return np.asarray(gained / best)


def useful_exchanges(truth: Truth, lists: Lists) -> float:
    """Return the useful exchanges to expect from one list if all ten were asked."""
    return float(np.take_along_axis(truth.gain, lists, axis=1).sum(axis=1).mean())


def best_weights(truth: Truth, values: Array, start: Array) -> Array:
    """Return the linear weights that do best, searched with sight of the truth.

    Args:
        values: array of shape (n, n, factors).
    """
    corners = np.vstack([start, 0.5 * start + 0.5 * np.eye(len(FACTORS))])
    found = minimize(
        lambda weights: -ndcg(truth, lists_of(values @ np.abs(weights))),
        start,
        method="Nelder-Mead",
        options={"maxfev": 120, "initial_simplex": corners},
    )
    weights = np.abs(found.x)
    return weights / weights.sum()

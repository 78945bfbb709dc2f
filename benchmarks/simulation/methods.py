"""The methods compared: each scores every organisation for every other from the same observed data."""

from bisect import bisect_left
from typing import Any

import gower
import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler, normalize

from benchmarks.simulation.organisations import Array
from benchmarks.simulation.truth import Truth, km_between
from exchange.matching import FACTORS, PeerRecommender, Profile
from exchange.matching.baselines import standardised_euclidean

FOLDS = 3


def factor_values(matcher: PeerRecommender) -> tuple[Array, Array]:
    """Return the production factors of all pairs, and whether each is known; both of shape (n, n, 5).

    Rows are in the order of ODS codes, whatever order the recommender keeps them in.
    """
    everything = dict.fromkeys(FACTORS, 1 / len(FACTORS))
    codes = sorted(matcher.index_.codes)
    rows = [matcher.index_.row_of(code) for code in codes]
    found = [matcher.scored(code, everything).values for code in codes]
    values = np.array([[each.value for each in row] for row in found])
    known = np.array([[each.known for each in row] for row in found])
    return values.transpose(0, 2, 1)[:, rows], known.transpose(0, 2, 1)[:, rows]


def recommended(matcher: PeerRecommender, ods_code: str, **asked: Any) -> list[int]:
    """Return the places, in the order of ODS codes, of the ten that the production recommender names."""
    codes = sorted(matcher.index_.codes)
    return [bisect_left(codes, peer.ods_code) for peer in matcher.recommend(ods_code, limit=10, **asked)]


def euclidean(profiles: list[Profile]) -> Array:
    """Standardised Euclidean distance, as the NHS Trust Peer Finder has it."""
    scores = standardised_euclidean(profiles)
    return np.stack([scores(row) for row in range(len(profiles))])


def one_hot_cosine(profiles: list[Profile]) -> Array:
    """scikit-learn's nearest neighbours by the cosine of standardised numbers and one-hot names."""
    columns = np.column_stack((StandardScaler().fit_transform(_numbers(profiles)), _names(profiles)))
    distance, rows = (
        NearestNeighbors(n_neighbors=len(profiles), metric="cosine").fit(columns).kneighbors(columns)
    )
    score = np.empty_like(distance)
    np.put_along_axis(score, rows, -distance, axis=1)
    return score


def gower_similarity(profiles: list[Profile]) -> Array:
    """Gower's similarity with equal columns: place, size, maturity, type, board, region, products."""
    table = pd.DataFrame(_numbers(profiles), columns=["latitude", "longitude", "staff", "maturity"])
    for name in ("type", "icb", "region"):
        table[name] = np.array([getattr(profile, name) for profile in profiles], dtype=object)
    for area in sorted({each.area for profile in profiles for each in profile.deployments}):
        table[area] = np.array([_system(profile, area) for profile in profiles], dtype=object)
    return 1 - np.asarray(
        gower.gower_matrix(table.to_numpy(), cat_features=[False] * 4 + [True] * (table.shape[1] - 4)),
        dtype=float,
    )


def _system(profile: Profile, area: str) -> str:
    """Return what runs in an area; an organisation without an entry equals nobody."""
    named = [each.product or each.supplier for each in profile.deployments if each.area == area]
    return named[0] if named else f"unknown of {profile.ods_code}"


def _numbers(profiles: list[Profile]) -> Array:
    numbers = [
        [
            profile.latitude,
            profile.longitude,
            np.log(profile.staff_wte) if profile.staff_wte else np.nan,
            np.mean(list(profile.maturity.values())) if profile.maturity else np.nan,
        ]
        for profile in profiles
    ]
    return np.asarray(SimpleImputer(keep_empty_features=True).fit_transform(np.array(numbers, dtype=float)))


def name_sets(profiles: list[Profile]) -> list[set[str]]:
    """Return all names that describe each organisation: the features of one-hot methods."""
    return [
        {
            f"type {profile.type}",
            f"board {profile.icb}",
            f"region {profile.region}",
            *profile.themes,
            *profile.networks,
            *(f"{each.area} {each.supplier}" for each in profile.deployments),
            *(f"{each.area} {each.product}" for each in profile.deployments if each.product),
        }
        for profile in profiles
    ]


def _names(profiles: list[Profile]) -> Array:
    sets = name_sets(profiles)
    names = sorted(set().union(*sets))
    return np.array([[name in own for name in names] for own in sets], dtype=float)


def factorisation(profiles: list[Profile], asked: list[tuple[int, int]], seed: int) -> Array:
    """LightFM (lightfm-next) with features of both sides, learned from who asked whom in the same lists."""
    from lightfm import LightFM  # noqa: PLC0415  (a compiled challenger that only this function needs)
    from scipy.sparse import coo_matrix, csr_matrix, hstack, identity  # noqa: PLC0415

    count = len(profiles)
    features = csr_matrix(hstack([identity(count), normalize(_names(profiles))]).astype(np.float32))
    rows, columns = np.array(asked).T
    asking = coo_matrix((np.ones(len(asked), np.float32), (rows, columns)), shape=(count, count))
    model = LightFM(no_components=16, loss="warp", random_state=seed)
    model.fit(asking, user_features=features, item_features=features, epochs=15, num_threads=1)
    everybody = np.arange(count, dtype=np.int32)
    scores = model.predict(
        np.repeat(everybody, count), np.tile(everybody, count), user_features=features, item_features=features
    )
    return np.asarray(scores, dtype=float).reshape(count, count)


def attainable(truth: Truth, features: Array, seed: int) -> Array:
    """Boosted trees taught the true gains of other organisations' lists: what observed data can give at best.

    Args:
        features: array of shape (n, n, features), NaN where unknown.
    """
    count = len(truth.gain)
    fold = np.random.default_rng([seed, 4]).permutation(count) % FOLDS
    score = np.empty((count, count))
    for held_out in range(FOLDS):
        taught = fold != held_out
        trees = HistGradientBoostingRegressor(max_iter=120, max_leaf_nodes=15, random_state=0)
        trees.fit(features[taught].reshape(-1, features.shape[2]), truth.gain[taught].ravel())
        score[~taught] = trees.predict(features[~taught].reshape(-1, features.shape[2])).reshape(-1, count)
    return score


def observed_features(profiles: list[Profile], values: Array, known: Array) -> Array:
    """Return what is observed of each pair: factors, what is known, raw figures below; (n, n, features)."""
    km = km_between(profiles)
    size = np.log([profile.staff_wte or np.nan for profile in profiles])
    maturity = np.array(
        [np.mean(list(profile.maturity.values())) if profile.maturity else np.nan for profile in profiles]
    )
    sets = [
        [{each.product for each in profile.deployments} - {""} for profile in profiles],
        [{(each.area, each.supplier) for each in profile.deployments} for profile in profiles],
        [{each.area for each in profile.deployments} for profile in profiles],
        [profile.themes for profile in profiles],
        [profile.networks for profile in profiles],
        [{profile.icb} for profile in profiles],
        [{profile.region} for profile in profiles],
        [{profile.type} for profile in profiles],
    ]
    shared = [np.array([[len(one & other) for other in column] for one in column]) for column in sets]
    sides = [np.broadcast_to(side, km.shape) for side in (size, size[:, None], maturity, maturity[:, None])]
    pairs = [km, size - size[:, None], maturity - maturity[:, None], *sides, *shared]
    return np.concatenate((values, known, np.stack(pairs, axis=2)), axis=2)

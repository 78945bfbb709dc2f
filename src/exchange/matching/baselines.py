"""What the recommender is measured against. scikit-learn is imported only when a measurement is made."""

from collections.abc import Callable, Sequence

import numpy as np

from exchange.matching.factor import Vector
from exchange.matching.profile import Profile


def standardised_euclidean(profiles: Sequence[Profile]) -> Callable[[int], Vector]:
    """Return row → minus the Euclidean distance to all rows over standardised variables.

    Variables: latitude, longitude, log of staff, the seven maturity pillars averaged over care settings, and
    one column for each type; the mean where unknown.

    Source: NHS Trust Peer Finder, as read in MATCHING.md section 1.
    """
    from sklearn.impute import SimpleImputer  # noqa: PLC0415  a second of import that only evaluations pay for
    from sklearn.neighbors import NearestNeighbors  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415

    variables = make_pipeline(SimpleImputer(keep_empty_features=True), StandardScaler()).fit_transform(
        _variables(profiles)
    )
    neighbours = NearestNeighbors(n_neighbors=len(profiles)).fit(variables)

    def scores(row: int) -> Vector:
        distances, rows = neighbours.kneighbors(variables[[row]])
        score = np.empty(len(profiles))
        score[rows[0]] = -distances[0]
        return score

    return scores


def _variables(profiles: Sequence[Profile]) -> Vector:
    types = sorted({profile.type for profile in profiles})
    return np.array(
        [
            [
                *(
                    np.nan if degrees is None else degrees
                    for degrees in (profile.latitude, profile.longitude)
                ),
                np.log(profile.staff_wte) if profile.staff_wte else np.nan,
                *(np.mean(list(profile.maturity.values()), axis=0) if profile.maturity else [np.nan] * 7),
                *(float(profile.type == each) for each in types),
            ]
            for profile in profiles
        ]
    )


def random_scores(count: int, seed: int) -> Callable[[int], Vector]:
    """Return row → an order drawn by chance, the same for the same seed."""
    return lambda row: np.random.default_rng([seed, row]).random(count)

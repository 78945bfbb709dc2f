"""The order in which lessons are listed, without sorting those that are on no page. Pure."""

import numpy as np
import numpy.typing as npt

from exchange.search.catalogue import Catalogue
from exchange.search.kept_numbers import Numbers
from exchange.search.schemas import LessonSort

_NUMBER_BITS, _DAY_BITS = 23, 20
_STEPS = 1_000_000  # in which a score is compared


def best_first(
    catalogue: Catalogue,
    numbers: Numbers,
    scores: npt.NDArray[np.float32] | None,
    sort: LessonSort,
    upto: int,
) -> Numbers:
    """Return the first of some documents in order, at most ``upto``.

    Equals are ordered by the day of the event, newest first, then by number, so that the order never changes.

    Args:
        scores: of the documents, from 0 to 1; None where nothing was asked but filters.
    """
    if sort is LessonSort.MOST_USED:
        first = catalogue.uses[numbers].astype(np.int64)
    elif sort is LessonSort.BEST and scores is not None:
        first = np.round(scores.astype(np.float64) * _STEPS).astype(np.int64)
    else:
        first = np.zeros(len(numbers), np.int64)
    keys = (first << (_DAY_BITS + _NUMBER_BITS)) | (catalogue.days[numbers].astype(np.int64) << _NUMBER_BITS)
    keys |= numbers
    if len(keys) > upto:
        keys = np.partition(keys, len(keys) - upto)[len(keys) - upto :]
    ordered: Numbers = np.sort(keys)[::-1] & ((1 << _NUMBER_BITS) - 1)
    return ordered

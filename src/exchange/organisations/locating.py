"""Where organisations are: their own coordinates, else those of their postcode."""

from exchange.geocoding import PostcodeDirectory, UnknownPostcode, normalise_postcode
from exchange.plumbing.importing import Record
from exchange.plumbing.tables import Row, Table

COORDINATES = ("latitude", "longitude")
_NAMED_IN_NOTICE = 5


def locate(table: Table, records: list[Record], notices: list[str]) -> None:
    """Find the coordinates of rows that give a postcode and none of their own.

    A malformed postcode is a problem. One that the directory does not know leaves the organisation without a
    place and is told in a notice: new and closed buildings have such postcodes, and an official file may too.
    """
    pairs = list(zip(table.rows, records, strict=True))
    _check_coordinates(table)
    if "postcode" not in table.columns:
        return
    for row, record in pairs:
        record["postcode"] = _tidy(table, row)
        for name in COORDINATES:  # every record of a file must have the same fields
            record.setdefault(name, None)
    wanted = [(row, record) for row, record in pairs if record["postcode"] and row["latitude"] is None]
    places = PostcodeDirectory().locate_many(record["postcode"] for _row, record in wanted)
    missing = []
    for (row, record), place in zip(wanted, places, strict=True):
        if isinstance(place, UnknownPostcode):
            missing.append(f"{record['postcode']} (line {row.line})")
        else:
            record["latitude"], record["longitude"] = place
    if missing:
        others = f" and {len(missing) - _NAMED_IN_NOTICE:,} more" if len(missing) > _NAMED_IN_NOTICE else ""
        named = ", ".join(missing[:_NAMED_IN_NOTICE])
        notices.append(
            "No place is known for these postcodes, which are new, no longer in use or wrong, so their "
            f"organisations are not on the map: {named}{others}"
        )


def _check_coordinates(table: Table) -> None:
    for row in table.rows:
        if (row["latitude"] is None) != (row["longitude"] is None):
            missing = "latitude" if row["latitude"] is None else "longitude"
            table.problems.add(row.line, missing, "Give both latitude and longitude, or neither")


def _tidy(table: Table, row: Row) -> str | None:
    """Return the postcode as it is officially written; an official file may hold old forms, left out."""
    if not row["postcode"]:
        return None
    try:
        return normalise_postcode(row["postcode"])
    except UnknownPostcode as problem:
        if not table.extract:
            table.problems.add(row.line, "postcode", str(problem))
        return None

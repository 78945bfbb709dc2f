"""Read profiles from a folder of CSV files in the forms that users bring and ``seed_data/`` has."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from exchange.matching.profile import Deployment, Profile, Stage
from exchange.matching.tables import InvalidFile, Row, rows_of
from exchange.matching.vocabularies import Names, Systems

__all__ = ["InvalidFile", "read_profiles"]

_PILLARS = (
    "well_led",
    "smart_foundations",
    "safe_practice",
    "support_people",
    "empower_citizens",
    "improve_care",
    "healthy_populations",
)


def read_profiles(folder: str | Path) -> list[Profile]:
    """Return all open organisations of a folder, with whatever its files say of them.

    Only organisations.csv has to be there. Organisations without coordinates are placed by their postcode;
    one that the directory does not know leaves the place unknown (docs/decisions/0003). Closed ones are left
    out, and what other files say of them; those that close on a day to come are still open.

    Raises:
        FileNotFoundError: there is no organisations.csv.
        InvalidFile: something cannot be understood, with its file, line and column.
    """
    folder = Path(folder)
    if not (folder / "organisations.csv").exists():
        raise FileNotFoundError(f"There is no organisations.csv in {folder}")
    organisations = _Organisations.read(folder)
    about = _About()
    about.read_deployments(folder, organisations)
    about.read_directions(folder, organisations)
    about.read_maturity(folder, organisations)
    places = _places(organisations.open)
    regions = Names.read(folder, "regions.csv", code="region_code")
    icbs = Names.read(folder, "icbs.csv", code="icb_code")
    return [
        Profile(
            ods_code=code,
            name=row.required("name"),
            type=row.text("type").lower(),
            latitude=places[code][0] if code in places else None,
            longitude=places[code][1] if code in places else None,
            region=regions.of(row, "region_code"),
            icb=icbs.of(row, "icb_code"),
            staff_wte=row.count("staff_wte"),
            beds=row.count("beds"),
            maturity=about.maturity[code],
            deployments=tuple(about.deployments[code]),
            themes=frozenset(about.themes[code]),
            networks=frozenset(about.networks[code]),
        )
        for code, row in organisations.open.items()
    ]


@dataclass(frozen=True, slots=True)
class _Organisations:
    """The rows of organisations.csv by ODS code."""

    open: dict[str, Row] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, folder: Path) -> "_Organisations":
        organisations = cls()
        for row in rows_of(folder, "organisations.csv", ["ods_code", "name"]):
            code = row.required("ods_code").upper()
            if code in organisations.open or code in organisations.closed:
                row.refuse("ods_code", f"{code} appears twice")
            if row.text("status").lower() == "closed" or (row.day("closed_on") or date.max) <= date.today():
                organisations.closed.add(code)
            else:
                organisations.open[code] = row
        return organisations

    def rows_about(self, folder: Path, file: str, required: Sequence[str]) -> Iterator[tuple[str, Row]]:
        """Yield ODS code and row of everything that a file says of open organisations."""
        for row in rows_of(folder, file, ["ods_code", *required]):
            code = row.required("ods_code").upper()
            if code in self.open:
                yield code, row
            elif code not in self.closed:
                row.refuse("ods_code", f"there is no organisation {code} in organisations.csv")


@dataclass(frozen=True, slots=True)
class _About:
    """What the other files say, by ODS code."""

    deployments: dict[str, list[Deployment]] = field(default_factory=lambda: defaultdict(list))
    themes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    networks: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    maturity: dict[str, dict[str, tuple[float, ...]]] = field(default_factory=lambda: defaultdict(dict))

    def read_deployments(self, folder: Path, organisations: _Organisations) -> None:
        systems = Systems.read(folder)
        areas = Names.read(folder, "functional_areas.csv", code="functional_area", name="short_name")
        for code, row in organisations.rows_about(folder, "deployments.csv", ["functional_area", "stage"]):
            supplier, product = systems.current(row.text("supplier"), row.text("product"))
            self.deployments[code].append(
                Deployment(
                    area=row.required("functional_area").lower(),
                    area_name=areas.of(row, "functional_area"),
                    supplier=supplier,
                    product=product,
                    stage=_stage(row),
                    live_on=row.day("live_on"),
                    confirmed=row.day("confirmed_on") is not None,
                )
            )

    def read_directions(self, folder: Path, organisations: _Organisations) -> None:
        names = Names.read(folder, "theme_names.csv", code="theme")
        for code, row in organisations.rows_about(folder, "themes.csv", ["theme"]):
            row.required("theme")
            self.themes[code].add(names.of(row, "theme"))
        for code, row in organisations.rows_about(folder, "networks.csv", ["network"]):
            self.networks[code].add(row.required("network"))

    def read_maturity(self, folder: Path, organisations: _Organisations) -> None:
        for code, row in organisations.rows_about(folder, "maturity.csv", ["care_setting", *_PILLARS]):
            scores = tuple(_score(row, pillar) for pillar in _PILLARS)
            self.maturity[code][row.required("care_setting")] = scores


def _stage(row: Row) -> Stage:
    text = row.required("stage").lower()
    if text not in list(Stage):
        row.refuse("stage", f"there is no stage '{text}'; it is one of {', '.join(Stage)}")
    return Stage(text)


def _score(row: Row, pillar: str) -> float:
    score = row.number(pillar)
    if score is None or not 1 <= score <= 5:
        row.refuse(pillar, f"'{row.text(pillar)}' is not a score from 1 to 5")
    return score


def _places(rows: dict[str, Row]) -> dict[str, tuple[float, float]]:
    """Return code → latitude and longitude in degrees, of all that have coordinates or a postcode."""
    places, to_locate = {}, {}
    for code, row in rows.items():
        latitude, longitude = _degrees(row, "latitude", 90), _degrees(row, "longitude", 180)
        if latitude is not None and longitude is not None:
            places[code] = (latitude, longitude)
        elif row.text("postcode"):
            to_locate[code] = row
    return {**places, **_located(to_locate)} if to_locate else places


def _degrees(row: Row, column: str, most: float) -> float | None:
    number = row.number(column)
    if number is not None and not -most <= number <= most:
        row.refuse(column, f"'{row.text(column)}' is not from -{most} to {most} degrees")
    return number


def _located(rows: dict[str, Row]) -> dict[str, tuple[float, float]]:
    """Return the places of those postcodes that the directory knows; a malformed one refuses the file."""
    from exchange.geocoding import (  # noqa: PLC0415  (only folders without coordinates need it)
        PostcodeDirectory,
        UnknownPostcode,
        normalise_postcode,
    )

    for row in rows.values():
        try:
            normalise_postcode(row.text("postcode"))
        except UnknownPostcode as problem:
            row.refuse("postcode", str(problem))
    found = PostcodeDirectory().locate_many(row.text("postcode") for row in rows.values())
    located = zip(rows, found, strict=True)
    return {code: place for code, place in located if not isinstance(place, UnknownPostcode)}

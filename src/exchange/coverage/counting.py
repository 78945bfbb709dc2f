"""From organisations and their entries to figures. Values in, values out.

The age of an entry is counted from the day it was last confirmed, else from the date of its source, whose
first possible day counts where only a month or a year is known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from urllib.parse import urlencode
from uuid import UUID

from exchange.coverage.schemas import By, Coverage, CoveredOrganisation, Figures, Known
from exchange.plumbing.cells import partial_date

_DAYS_PER_MONTH = 30.4375
NOBODY = "-"
"""Stands in addresses for organisations without an ICB or a type."""
NOT_SET = "Not known"


@dataclass(frozen=True)
class Entry:
    """One system that is not retired."""

    area: str
    confirmed_on: date | None
    was_confirmed_on: date | None
    source_date: str

    @property
    def known(self) -> Known:
        """Return who says so."""
        if self.confirmed_on:
            return Known.CONFIRMED
        return Known.LAPSED if self.was_confirmed_on else Known.PUBLIC

    @property
    def known_on(self) -> date | None:
        """Return from when it is known; None when undated."""
        if confirmed := self.confirmed_on or self.was_confirmed_on:
            return confirmed
        return partial_date(self.source_date).first_day if self.source_date else None


@dataclass(frozen=True)
class Place:
    """An open organisation with its entries."""

    id: UUID
    ods_code: str
    name: str
    type: str
    icb_code: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """What a row of figures is about: its places, each with the entries that count."""

    key: str
    label: str
    places: Sequence[tuple[Place, Sequence[Entry]]]


def best_known(entries: Iterable[Entry]) -> Known:
    """Return the best of what is known."""
    found = {entry.known for entry in entries}
    return next((each for each in (Known.CONFIRMED, Known.LAPSED, Known.PUBLIC) if each in found), Known.NONE)


def groups_by(
    by: By, places: Sequence[Place], labels: Mapping[str, str], *, area: str = ""
) -> Iterator[Group]:
    """Yield a group for every label, even one that nothing is known of; then those without any."""
    if by is By.AREA:
        for code, label in labels.items():
            yield Group(code, label, [(place, _in_area(place, code)) for place in places])
        return
    here: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        here[place.icb_code if by is By.ICB else place.type].append(place)
    for key in dict.fromkeys((*labels, *here)):
        yield Group(key, labels.get(key, NOT_SET if key == NOBODY else key), whole(here[key], area=area))


def whole(places: Iterable[Place], *, area: str = "") -> list[tuple[Place, Sequence[Entry]]]:
    """Return places with their entries in an area, or all."""
    return [(place, _in_area(place, area) if area else place.entries) for place in places]


def coverage(
    by: By, groups: Iterable[Group], total: Group, *, kept: Mapping[str, str], today: date
) -> Coverage:
    """Return the figures, those groups first of which least is confirmed by share; then by size and name.

    Args:
        kept: the filter in use, which every figure's address carries.
    """
    rows = [_figures(group, {**kept, by.value: group.key}, today) for group in groups]
    rows.sort(key=lambda row: row.label.casefold())
    rows.sort(key=lambda row: (_share(row), -row.organisations))
    return Coverage(by=by, rows=tuple(rows), total=_figures(total, kept, today))


def covered(place: Place, entries: Sequence[Entry], icb: str) -> CoveredOrganisation:
    """Return one organisation of a figure."""
    days = [entry.known_on for entry in entries if entry.known_on]
    return CoveredOrganisation(
        ods_code=place.ods_code,
        name=place.name,
        type=place.type,
        icb=icb,
        known=best_known(entries),
        entries=len(entries),
        confirmed_entries=sum(1 for entry in entries if entry.confirmed_on),
        newest=max(days).isoformat()[:7] if days else "",
    )


def _in_area(place: Place, area: str) -> list[Entry]:
    return [entry for entry in place.entries if entry.area == area]


def _share(row: Figures) -> float:
    return row.confirmed / row.organisations if row.organisations else 0.0


def _figures(group: Group, kept: Mapping[str, str], today: date) -> Figures:
    known = [best_known(entries) for _, entries in group.places]
    entries = [entry for _, each in group.places for entry in each]
    ages = [(today - entry.known_on).days / _DAYS_PER_MONTH for entry in entries if entry.known_on]
    count = {each: known.count(each) for each in Known}
    return Figures(
        key=group.key,
        label=group.label,
        organisations=len(known),
        with_entry=len(known) - count[Known.NONE],
        confirmed=count[Known.CONFIRMED],
        lapsed=count[Known.LAPSED],
        public_only=count[Known.PUBLIC],
        without_entry=count[Known.NONE],
        entries=len(entries),
        undated=len(entries) - len(ages),
        median_age_months=round(median(ages)) if ages else None,
        hrefs={each or "all": _address(kept, each) for each in ("", *Known)},
    )


def _address(kept: Mapping[str, str], known: str) -> str:
    values = {name: value for name, value in {**kept, "known": known}.items() if value}
    return f"/coverage/organisations?{urlencode(values)}" if values else "/coverage/organisations"

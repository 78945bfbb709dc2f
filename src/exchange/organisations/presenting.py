"""Words, addresses and pictures of the organisation pages, so that templates need not make any."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from exchange.organisations.directory import Selection
from exchange.organisations.schemas import (
    Choice,
    Choices,
    OrganisationDetail,
    OrganisationFilter,
    OrganisationList,
    OrganisationSummary,
)
from exchange.web.maps import MapPicture, Place, draw

_LABELS = {
    "region": ("Region", "All regions"),
    "icb": ("Integrated care board", "All ICBs"),
    "type": ("Type", "All types"),
    "supplier": ("Supplier", "All suppliers"),
    "area": ("Functional area", "All areas"),
}
_CHIPS = {"region": "Region", "icb": "ICB", "type": "Type", "supplier": "Supplier", "area": "Area"}
_NEIGHBOURS = 1  # page numbers shown on either side of the present one


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One select of the form, with its options."""

    name: str
    label: str
    everything: str
    chosen: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One filter in use, with the address of the list without it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """One item of the pagination; no number stands for the pages left out."""

    number: int | None
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """Links to the other pages."""

    items: tuple[PageLink, ...]
    previous: str
    next: str


def address(wanted: OrganisationFilter, **changes: str | int) -> str:
    """Return the address of the directory as ``wanted`` describes it, with changes; page 1 goes unsaid."""
    values = wanted.model_dump() | {"page": 1} | changes
    query = urlencode({name: value for name, value in values.items() if value not in {"", 1}})
    return f"/organisations?{query}" if query else "/organisations"


def filters(wanted: OrganisationFilter, choices: Choices) -> tuple[Filter, ...]:
    """Return the selects of the form."""
    return tuple(
        Filter(
            name=name,
            label=label,
            everything=everything,
            chosen=getattr(wanted, name),
            options=getattr(choices, name),
        )
        for name, (label, everything) in _LABELS.items()
    )


def chips(wanted: OrganisationFilter, choices: Choices) -> tuple[Chip, ...]:
    """Return the filters in use, each of which can be taken off."""
    return tuple(
        Chip(text=f"{label}: {_label(getattr(choices, name), value)}", href=address(wanted, **{name: ""}))
        for name, label in _CHIPS.items()
        if (value := getattr(wanted, name))
    )


def _label(options: Iterable[Choice], value: str) -> str:
    known = {option.value: option.label for option in options}
    return known.get(value, f"{value} (not known here)")


def heading(wanted: OrganisationFilter, found: OrganisationList) -> str:
    """Return how many organisations there are, of what."""
    count = _count(found.total)
    if not wanted.q:
        return count
    if found.nearly and found.total:
        return f"Nothing has all of “{wanted.q}”; {count} with some of it"
    return f"{count} for “{wanted.q}”"


def _count(number: int) -> str:
    return f"{number:,} organisation{'' if number == 1 else 's'}"


def title(wanted: OrganisationFilter, found: OrganisationList) -> str:
    """Return the title of the page, which differs for every search and page."""
    words = f"{wanted.q} – Organisations" if wanted.q else "Organisations"  # noqa: RUF001 - a dash
    return f"{words} (page {found.page} of {found.pages})" if found.page > 1 else words


def pagination(wanted: OrganisationFilter, found: OrganisationList) -> Pagination | None:
    """Return links to the other pages, when there are any."""
    if found.pages == 1:
        return None
    return Pagination(
        items=tuple(_page_links(wanted, found)),
        previous=address(wanted, page=found.page - 1) if found.page > 1 else "",
        next=address(wanted, page=found.page + 1) if found.page < found.pages else "",
    )


def _page_links(wanted: OrganisationFilter, found: OrganisationList) -> Iterator[PageLink]:
    near = range(found.page - _NEIGHBOURS, found.page + _NEIGHBOURS + 1)
    shown = sorted({1, *(number for number in near if 1 <= number <= found.pages), found.pages})
    last = 0
    for number in shown:
        if number > last + 1:
            yield PageLink(number=None)
        last = number
        yield PageLink(number=number, href=address(wanted, page=number), current=number == found.page)


_pictures: WeakKeyDictionary[Selection, MapPicture] = WeakKeyDictionary()


def map_of(selection: Selection) -> MapPicture:
    """Return a map of all that a filter leaves, of which the list shows a page.

    That of all organisations is asked for most and takes longest; it lives as long as the directory does.
    """
    picture = _pictures.get(selection)
    if picture is None:
        picture = _pictures[selection] = _map_of(selection.organisations)
    return picture


def _map_of(organisations: Sequence[OrganisationSummary]) -> MapPicture:
    places = [
        Place(each.name, each.latitude, each.longitude, f"/organisations/{each.ods_code}")
        for each in organisations
        if each.latitude is not None and each.longitude is not None
    ]
    return draw(
        places,
        title=f"Map of England with {_count(len(places))}",
        description="Marks stand at registered addresses. The list beside the map names the organisations.",
    )


def map_to(organisation: OrganisationDetail) -> MapPicture | None:
    """Return a map of where one organisation is, if that is known."""
    if organisation.latitude is None or organisation.longitude is None:
        return None
    place = Place(organisation.name, organisation.latitude, organisation.longitude, kind="self")
    where = f"its registered address, {organisation.postcode}" if organisation.postcode else "its address"
    region = f" in {organisation.region}" if organisation.region else ""
    return draw(
        [place], title=f"Where {organisation.name} is", description=f"A mark stands at {where}{region}."
    )

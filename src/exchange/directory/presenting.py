"""What the list of people shows beside the people: filters, their chips, headings."""

from collections.abc import Mapping
from urllib.parse import urlencode

from exchange.directory.schemas import FilterChoices, PeopleFilter, PeopleList
from exchange.organisations.presenting import Chip, Filter

_LABELS = {
    "area": ("Can help with", "All functional areas"),
    "product": ("Product", "All products"),
    "theme": ("Theme", "All themes"),
    "role": ("Role", "All roles"),
    "region": ("Region", "All regions"),
    "icb": ("Integrated care board", "All ICBs"),
}
_CHIPS = {
    "area": "Functional area",
    "product": "Product",
    "theme": "Theme",
    "role": "Role",
    "region": "Region",
    "icb": "ICB",
    "organisation": "Organisation",
}


def address(wanted: PeopleFilter, **changes: str | int) -> str:
    """Return the address of the list as ``wanted`` describes it, with changes; page 1 goes unsaid."""
    values = wanted.model_dump() | {"page": 1} | changes
    query = urlencode({name: value for name, value in values.items() if value not in {"", 1}})
    return f"/people?{query}" if query else "/people"


def filters(wanted: PeopleFilter, choices: FilterChoices) -> tuple[Filter, ...]:
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


def chips(wanted: PeopleFilter, choices: FilterChoices, names: Mapping[str, str]) -> tuple[Chip, ...]:
    """Return the filters in use, each of which can be taken off; ``names`` are those of ODS codes."""
    return tuple(
        Chip(text=f"{label}: {_label(choices, names, name, value)}", href=address(wanted, **{name: ""}))
        for name, label in _CHIPS.items()
        if (value := getattr(wanted, name))
    )


def heading(wanted: PeopleFilter, found: PeopleList) -> str:
    """Return how many people there are, of what."""
    count = f"{found.total:,} {'person' if found.total == 1 else 'people'}"
    if found.corrected:
        return f"Nothing has all of “{wanted.q}”; {count} for “{found.corrected}”"
    return f"{count} for “{wanted.q}”" if wanted.q else count


def title(wanted: PeopleFilter, found: PeopleList) -> str:
    """Return the title of the page, which differs for every search and page."""
    words = f"{wanted.q} – People" if wanted.q else "People"  # noqa: RUF001 - a dash
    return f"{words} (page {found.page} of {found.pages})" if found.page > 1 else words


def _label(choices: FilterChoices, names: Mapping[str, str], name: str, value: str) -> str:
    if name == "organisation":
        return names.get(value.upper(), value)
    known: dict[str, str] = {option.value: option.label for option in getattr(choices, name)}
    return known.get(value, f"{value} (not known here)")

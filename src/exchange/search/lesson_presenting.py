"""What the list of lessons shows beside the lessons: filters, their chips, headings."""

from typing import Any

from exchange.organisations.presenting import Chip, Filter
from exchange.organisations.schemas import Choice
from exchange.search.addresses import query_of
from exchange.search.schemas import LessonsFound, LessonSort, LessonsWanted

_LABELS = {
    "area": ("Functional area", "All functional areas"),
    "product": ("Product", "All products"),
    "supplier": ("Supplier", "All suppliers"),
    "outcome": ("How it went", "However it went"),
    "stage": ("Stage", "All stages"),
    "theme": ("Theme", "All themes"),
    "region": ("Region", "All regions"),
    "type": ("Kind of organisation", "All kinds"),
    "candour": ("Can be read by", "All that you may read"),
    "source": ("Written by", "Everybody"),
}
_CHIPS = {name: label for name, (label, _) in _LABELS.items()} | {
    "organisation": "Organisation",
}
SORTS = (
    Choice(value=LessonSort.BEST, label="Best match"),
    Choice(value=LessonSort.NEWEST, label="Newest event"),
    Choice(value=LessonSort.MOST_USED, label="Most used"),
)


def address(wanted: LessonsWanted, *, path: str = "/lessons", **changes: Any) -> str:
    """Return the address of the list as ``wanted`` describes it, with changes; what is usual goes unsaid."""
    query = query_of(wanted, **changes)
    return f"{path}?{query}" if query else path


def filters(wanted: LessonsWanted, found: LessonsFound) -> tuple[Filter, ...]:
    """Return the selects of the form that have something to choose, each with how many lessons it gives."""
    return tuple(
        Filter(
            name=name,
            label=label,
            everything=everything,
            chosen=getattr(wanted, name),
            options=tuple(
                Choice(value=each.value, label=f"{each.label} ({each.count:,})")
                for each in found.facets.get(name, ())
                if each.count or each.value == getattr(wanted, name)
            ),
        )
        for name, (label, everything) in _LABELS.items()
        if found.facets.get(name) or getattr(wanted, name)
    )


def chips(wanted: LessonsWanted, found: LessonsFound) -> tuple[Chip, ...]:
    """Return the filters in use, each of which can be taken off."""
    return tuple(
        Chip(text=f"{label}: {_label(found, name, value)}", href=address(wanted, **{name: ""}))
        for name, label in _CHIPS.items()
        if (value := getattr(wanted, name))
    )


def heading(wanted: LessonsWanted, found: LessonsFound) -> str:
    """Return how many lessons there are, of what."""
    count = f"{found.total:,} lesson{'' if found.total == 1 else 's'}"
    if found.corrected:
        return f"{count} for “{found.corrected}”"
    if found.nearly and found.total:
        return f"Nothing has all of “{wanted.words}”; {count} with some of it"
    return f"{count} for “{wanted.words}”" if wanted.words else count


def title(wanted: LessonsWanted, found: LessonsFound) -> str:
    """Return the title of the page, which differs for every search and page."""
    words = f"{wanted.words} – Lessons" if wanted.words else "Lessons"  # noqa: RUF001 - a dash
    return f"{words} (page {found.page} of {found.pages})" if found.page > 1 else words


def _label(found: LessonsFound, name: str, value: str) -> str:
    return next((each.label for each in found.facets.get(name, ()) if each.value == value), value)

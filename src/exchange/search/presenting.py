"""What the page of everything found shows beside what was found: numbers, headings, ways to narrow it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from exchange.search.lesson_presenting import address
from exchange.search.schemas import Everything, LessonsFound, LessonsWanted

_NARROWED_BY = {
    "area": "Functional area",
    "product": "Product",
    "supplier": "Supplier",
    "outcome": "How it went",
    "stage": "Stage",
    "theme": "Theme",
    "region": "Region",
    "type": "Kind of organisation",
    "source": "Written by",
}
_MOST_WAYS = 4


@dataclass(frozen=True)
class Section:
    """A kind of thing that was found: where it stands on the page, how many there are, and all of them."""

    anchor: str
    name: str
    total: str
    href: str


@dataclass(frozen=True)
class Link:
    """A word that leads somewhere."""

    text: str
    href: str


@dataclass(frozen=True)
class Narrowing:
    """A filter of lessons with its most frequent values."""

    name: str
    links: tuple[Link, ...]


def sections(found: Everything, *, is_staff: bool) -> tuple[Section, ...]:
    """Return every kind with its number, lessons first; people for members of staff."""
    query = urlencode({"q": found.words})
    numbers = [
        ("lessons", "Lessons", found.lessons.total, f"/lessons?{query}"),
        ("organisations", "Organisations", found.organisations.total, f"/organisations?{query}"),
        ("technologies", "Technologies", found.technologies.total, f"/technologies?{query}"),
        ("people", "People", found.people.total, f"/people?{query}"),
    ]
    shown = numbers if is_staff else numbers[:3]
    return tuple(Section(anchor, name, f"{total:,}", href) for anchor, name, total, href in shown)


def narrowings(wanted: LessonsWanted, found: LessonsFound) -> tuple[Narrowing, ...]:
    """Return the filters that tell the lessons found apart, each with its most frequent values."""
    return tuple(
        Narrowing(
            label,
            tuple(
                Link(f"{each.label} ({each.count:,})", address(wanted, **{name: each.value}))
                for each in found.facets[name][:_MOST_WAYS]
            ),
        )
        for name, label in _NARROWED_BY.items()
        if len(found.facets[name]) > 1
    )


def heading(found: Everything) -> str:
    """Return how many things there are, of what."""
    if not found.words:
        return ""
    total = found.lessons.total + found.organisations.total + found.technologies.total + found.people.total
    words = found.lessons.corrected or found.words
    return f"{total:,} result{'' if total == 1 else 's'} for “{words}”"


def title(words: str) -> str:
    """Return the title of the page, which differs for every search."""
    return f"{words} – Search" if words else "Search"  # noqa: RUF001 - a dash

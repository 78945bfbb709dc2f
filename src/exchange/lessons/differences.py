"""What differs between two contents of a lesson, field by field and word by word."""

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from exchange.lessons.contents import Content
from exchange.lessons.fields import LABELS
from exchange.people.schemas import Shape

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_OTHERS = {
    "areas": "Functional areas",
    "products": "Products",
    "themes": "Themes",
    "stage": "Stage",
    "outcome": "Outcome",
    "happened_on": "When it happened",
    "candour": "Who sees it",
    "links": "Links and sources",
}
FIELDS = {**LABELS, **_OTHERS}
"""What every field that a version keeps is called, in the order of the page."""


class Mark(StrEnum):
    """What became of some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Piece(Shape):
    """Some words in a row that have stayed, come or gone."""

    mark: Mark
    text: str


class Difference(Shape):
    """A field that differs: before, after, and the words of both in one text."""

    field: str
    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


def differences(
    before: Content, after: Content, named: Callable[[str, str], str] = lambda _field, key: key
) -> tuple[Difference, ...]:
    """Return the fields that differ, in the order of the page; ``named`` gives a code its name."""
    return tuple(
        Difference(field=field, label=label, before=old, after=new, pieces=tuple(pieces(old, new)))
        for field, label in FIELDS.items()
        for old, new in [(in_words(before, field, named), in_words(after, field, named))]
        if old != new
    )


def in_words(content: Content, field: str, named: Callable[[str, str], str]) -> str:
    """Return what a field says, lists with a line for each entry."""
    value: Any = content.get(field, "")
    if isinstance(value, list):
        return "\n".join(" ".join(each) if isinstance(each, list) else named(field, each) for each in value)
    return str(value)


def pieces(before: str, after: str) -> Iterator[Piece]:
    """Yield two texts as one: what stayed, and what came or went between."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(mark=Mark.SAME, text="".join(old[i:j]))
            continue
        if i < j:
            yield Piece(mark=Mark.REMOVED, text="".join(old[i:j]))
        if k < m:
            yield Piece(mark=Mark.ADDED, text="".join(new[k:m]))

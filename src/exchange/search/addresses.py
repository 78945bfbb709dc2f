"""The address of a list of lessons, and what an address asks for. Pure."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from pydantic import ValidationError

from exchange.plumbing.errors import Invalid
from exchange.search.schemas import LessonSort, LessonsWanted

_NEVER_KEPT = frozenset({"page", "sort", "exact"})


def query_of(wanted: LessonsWanted, **changes: Any) -> str:
    """Return what stands behind the question mark for ``wanted`` with changes; what is usual goes unsaid."""
    values = wanted.model_dump() | {"page": 1} | changes
    said = {name: value for name, value in values.items() if value and value != LessonSort.BEST}
    if said.get("page") == 1:
        said.pop("page")
    return urlencode({"q" if name == "words" else name: value for name, value in said.items()})


def wanted_by(query: str) -> LessonsWanted:
    """Return what such a query asks for, whatever page and order it asks it in.

    Raises:
        Invalid: it is none, or asks for nothing.
    """
    given = {"words" if name == "q" else name: value for name, value in parse_qsl(query)}
    known = {
        name: value
        for name, value in given.items()
        if name in LessonsWanted.model_fields and name not in _NEVER_KEPT
    }
    try:
        wanted = LessonsWanted.model_validate(known)
    except ValidationError as problem:
        raise Invalid("This is not a search that can be saved", field="query") from problem
    if not query_of(wanted):
        raise Invalid("Search for something first, or choose a filter", field="query")
    return wanted

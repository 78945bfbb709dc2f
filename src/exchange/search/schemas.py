"""What is asked of search and what comes back; the same shapes serve pages and API."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from exchange.directory.schemas import PeopleHere
from exchange.lessons.schemas import LessonSummary
from exchange.organisations.schemas import PageNumber, Shape, Value, Words
from exchange.people.schemas import Given

PAGE_SIZE = 20


class LessonSort(StrEnum):
    """In which order lessons are listed; ``BEST`` without words is the newest event first."""

    BEST = "best"
    NEWEST = "newest"
    MOST_USED = "used"


class Origin(StrEnum):
    """Who wrote the text of a lesson."""

    OWN = "own words"
    PUBLIC_SOURCE = "public source"


class LessonsWanted(Shape):
    """Which lessons to list; "" leaves a field open.

    ``area``, ``theme`` and ``region`` are codes, ``product`` and ``supplier`` slugs, ``organisation`` is an
    ODS code, the others are values of their vocabularies. A lesson by relay has no region, type or
    organisation for those who may not know its origin. ``exact`` takes words as they were typed.
    """

    words: Words = ""
    area: Value = ""
    product: Value = ""
    supplier: Value = ""
    stage: Value = ""
    outcome: Value = ""
    theme: Value = ""
    region: Value = ""
    type: Value = ""
    organisation: Value = ""
    candour: Value = ""
    source: Value = ""
    exact: bool = False
    sort: LessonSort = LessonSort.BEST
    page: PageNumber = 1


FACETS = (
    "area",
    "product",
    "supplier",
    "stage",
    "outcome",
    "theme",
    "region",
    "type",
    "organisation",
    "candour",
    "source",
)
"""The filters whose values are counted, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; ``is_match`` where it is what was looked for."""

    text: str
    is_match: bool = False


class FoundLesson(Shape):
    """One lesson: where the words stand in it, and how well it fits, 0 where only filters were asked for."""

    lesson_id: UUID
    title: tuple[Piece, ...] = ()
    snippet: tuple[Piece, ...] = ()
    score: float = 0


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One value of a filter, and how many lessons choosing it gives beside the other filters."""

    value: str
    label: str
    count: int


class LessonsFound(Shape):
    """One page of lessons, best first, with the counts of all.

    ``corrected`` are the words looked for in place of ``instead``, which nothing has; both "" otherwise.
    ``nearly``: no lesson has all of what was asked for, these have most of it.
    """

    items: tuple[FoundLesson, ...]
    total: int
    page: int = 1
    pages: int = 1
    facets: dict[str, tuple[FacetCount, ...]]
    corrected: str = ""
    instead: str = ""
    nearly: bool = False


class LessonList(Shape):
    """One page of lessons as the API gives it; the other fields are those of ``LessonsFound``."""

    lessons: tuple[LessonSummary, ...]
    total: int
    page: int
    pages: int
    facets: dict[str, tuple[FacetCount, ...]]
    corrected: str
    instead: str
    nearly: bool


class Hit(Shape):
    """An organisation or a technology that was found; ``about`` says in a few words what it is."""

    name: str
    href: str
    about: str


class Hits(Shape):
    """Some of what was found of a kind, and how many there are."""

    total: int = 0
    hits: tuple[Hit, ...] = ()


class Meant(Shape):
    """A functional area, product or supplier that the words name.

    ``href`` leads to the organisations that have it; ``people_href`` to those who can help, "" where there is
    no such list.
    """

    kind: str
    name: str
    href: str
    people_href: str


class Everything(Shape):
    """What was found of every kind. ``people`` are for members of staff; ``lessons`` are the first ones."""

    words: str
    lessons: LessonList
    organisations: Hits
    technologies: Hits
    people: PeopleHere
    meant: tuple[Meant, ...]


class SearchGiven(Given):
    """A search to keep: what stands behind the question mark of its address."""

    query: str = Field(max_length=1_000)


class SavedBrief(Shape):
    """A search that somebody keeps; ``new`` counts what has come since they last looked."""

    id: UUID
    label: str
    href: str
    saved_on: date
    total: int
    new: int

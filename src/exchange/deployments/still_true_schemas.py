"""What somebody is asked who keeps systems, what they answer, and what is made of it."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from exchange.people.schemas import Given, Shape

MOST_ANSWERS = 500


class Answer(StrEnum):
    """What somebody says of an entry that was true when it was last looked at."""

    STILL_TRUE = "still true"
    CHANGED = "changed"
    WRONG = "wrong"
    NOT_SURE = "not sure"


class Mark(Given):
    """An answer about one entry as it was shown: of that version."""

    id: UUID
    version: int
    answer: Answer


class AnswersGiven(Given):
    """All answers of one page, saved together."""

    answers: tuple[Mark, ...] = Field(min_length=1, max_length=MOST_ANSWERS, title="at least one answer")


class AskedEntry(Shape):
    """An entry that somebody is asked about. ``name`` is what its answer is called in the form."""

    id: UUID
    version: int
    name: str
    area: str
    system: str
    stage: str
    since: str
    source_label: str
    correct_href: str


class Said(Shape):
    """Something that the viewer has said today, with where to take it back."""

    words: str
    what: str
    href: str
    href_words: str


class Asked(Shape):
    """All that somebody is asked about their organisation's systems.

    ``closed`` says why nothing can be answered here, "" where it can. ``waiting`` are those that nobody has
    confirmed this quarter, ``confirmed`` the others, ``more`` how many wait beyond what is shown.
    """

    ods_code: str
    organisation: str
    organisation_href: str
    closed: str
    waiting: tuple[AskedEntry, ...] = ()
    confirmed: tuple[AskedEntry, ...] = ()
    more: int = 0
    said: tuple[Said, ...] = ()
    history_href: str = ""

    @property
    def waiting_names(self) -> str:
        """Return what the answers about entries that wait are called, for the press that answers the rest."""
        return " ".join(entry.name for entry in self.waiting)


class Unsaved(Shape):
    """An entry about which an answer was not saved, and why."""

    id: UUID
    words: str
    why: str


class Outcome(Shape):
    """What was made of the answers of one page."""

    still_true: int
    changed: int
    removed: int
    reported: int
    not_sure: int
    unsaved: tuple[Unsaved, ...]

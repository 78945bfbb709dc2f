"""What organisations say they made of lessons."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from exchange.lessons.models import SHORT_LENGTH, Candour, LessonState, UseKind
from exchange.lessons.schemas import Publisher, Report
from exchange.people.schemas import Given, Shape

Lines = Annotated[
    str, BeforeValidator(lambda typed: typed.replace("\r\n", "\n") if isinstance(typed, str) else typed)
]


class UseGiven(Given):
    """What the caller's organisation made of a lesson; it replaces what was said before."""

    kind: UseKind = Field(title="what your organisation made of it")
    what_was_different: Lines = Field(default="", max_length=SHORT_LENGTH, title="what was different")


class OwnUse(Shape):
    """What the viewer's organisation made of a lesson; ``kind`` is None while nobody there has said."""

    slug: str
    href: str
    title: str
    organisation: str
    kind: UseKind | None
    what_was_different: str


class UseCounts(Shape):
    """How many organisations made what of a lesson."""

    used: int = 0
    adapted: int = 0
    did_not_work: int = 0
    not_for_us: int = 0

    @property
    def in_words(self) -> str:
        """Return a sentence without its stop: "Used by 3 organisations, did not work at 1 organisation"."""
        named = (
            ("used by", self.used),
            ("adapted by", self.adapted),
            ("did not work at", self.did_not_work),
            ("not for", self.not_for_us),
        )
        parts = [f"{what} {n} {'organisation' if n == 1 else 'organisations'}" for what, n in named if n]
        return ", ".join(parts).capitalize()


class Uses(Shape):
    """All that organisations say of one lesson, the newest first."""

    counts: UseCounts
    reports: tuple[Report, ...]


class UsedLesson(Shape):
    """A lesson of others that an organisation has said something about."""

    href: str
    title: str
    publisher: Publisher | None
    kind: UseKind
    what_was_different: str
    reported: str


class OwnLesson(Shape):
    """A lesson that the viewer wrote or is asked about, and what became of it."""

    href: str
    status_href: str
    title: str
    state: LessonState
    candour: Candour
    state_note: str
    is_published: bool
    counts: UseCounts
    reports: tuple[Report, ...]


class OwnLessons(Shape):
    """What became of the viewer's lessons. ``organisations`` counts those that used or adapted one."""

    lessons: tuple[OwnLesson, ...]
    organisations: int

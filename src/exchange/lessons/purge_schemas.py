"""What an administrator says and is told when patient data is removed from a lesson for good."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, field_validator

from exchange.people.schemas import Given, Shape

SHORTEST = 3
"""Letters of a word that is looked for."""

Lines = Annotated[
    str, BeforeValidator(lambda typed: typed.replace("\r\n", "\n") if isinstance(typed, str) else typed)
]
Place = Annotated[str, StringConstraints(max_length=80)]


class PurgeGiven(Given):
    """What to remove: places by their keys, and words, one to a line, wherever they stand."""

    places: Annotated[tuple[Place, ...], Field(max_length=500)] = Field(
        default=(), title="the places to remove", repr=False
    )
    words: Lines = Field(default="", max_length=5_000, title="the words to remove", repr=False)
    attachments: Annotated[tuple[UUID, ...], Field(max_length=100)] = Field(
        default=(), title="the attachments to remove"
    )

    @field_validator("words")
    @classmethod
    def _are_words(cls, typed: str) -> str:
        if any(0 < len(line.strip()) < SHORTEST for line in typed.splitlines()):
            raise ValueError(f"Enter words of at least {SHORTEST} letters: shorter ones stand in many others")
        return typed

    def typed_words(self) -> tuple[str, ...]:
        """Return the words, each once."""
        return tuple(dict.fromkeys(line.strip() for line in self.words.splitlines() if line.strip()))


class FoundPlace(Shape):
    """Where a sign of a patient stands; ``key`` names the place, ``where`` says it in words."""

    key: str
    where: str


class FoundAttachment(Shape):
    """A file of the lesson, which nobody can look through for us."""

    id: UUID
    name: str


class PurgePreview(Shape):
    """What was found in a lesson and in its earlier versions.

    ``slug`` is the id in hexadecimal: what is logged of a request should not hold words of a title.
    """

    slug: str
    href: str
    title: str
    places: tuple[FoundPlace, ...]
    attachments: tuple[FoundAttachment, ...]
    versions: int


class PurgeDone(Shape):
    """What was removed, in numbers, and how many other lessons hold the same words."""

    slug: str
    texts: int
    versions: int
    messages: int
    attachments: int
    elsewhere: int
    is_log_empty: bool = True


@dataclass(frozen=True)
class Swept:
    """What a purge did in the database. ``words`` are never logged."""

    done: PurgeDone
    letters: frozenset[UUID]
    words: tuple[str, ...] = field(repr=False)

"""Shapes of mail: what a worker holds, what became of it, and what a demonstration shows."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message that one worker holds for one attempt."""

    id: UUID
    key: str
    person_id: UUID | None
    recipient: str
    subject: str
    text: str
    owner: str
    attempts: int


class Result(StrEnum):
    """What became of an attempt; ``LATER`` and ``UNCERTAIN`` may be followed by another."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Outcome:
    """A result with the reason for it, in words that hold no address."""

    result: Result
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class WrittenBrief:
    """A message that was written into the mail folder, as a list shows it."""

    id: UUID
    recipient: str
    subject: str
    when: str


@dataclass(frozen=True)
class Piece:
    """A piece of a text; ``path`` is where it leads to within the service, "" for words alone."""

    words: str
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class WrittenMessage(WrittenBrief):
    """A message that was written into the mail folder, line by line."""

    lines: list[list[Piece]]

"""What somebody says who points out an error in the registry, and what they are answered."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from exchange.deployments.models import ReportState
from exchange.people.schemas import Given, Shape

LONGEST = 1000

Lines = Annotated[
    str, BeforeValidator(lambda typed: typed.replace("\r\n", "\n") if isinstance(typed, str) else typed)
]


class ErrorGiven(Given):
    """What is wrong with an entry."""

    text: Lines = Field(min_length=1, max_length=LONGEST, title="what is wrong")


class MissingGiven(Given):
    """Which system an organisation uses that is not in its list."""

    what: str = Field(min_length=1, max_length=200, title="the name of the system")
    text: Lines = Field(default="", max_length=LONGEST, title="what you know about it")


class AnswerGiven(Given):
    """What became of an error that somebody pointed out."""

    state: Literal[ReportState.CORRECTED, ReportState.RIGHT] = Field(title="what became of it")
    answer: Lines = Field(default="", max_length=LONGEST, title="your answer")


class Subject(Shape):
    """What an error is pointed out in: an entry (``about``), or a whole list where ``about`` is "".

    ``correct_href`` leads those who keep the entry to the form for correcting it; "" for everybody else.
    """

    ods_code: str
    organisation: str
    organisation_href: str
    href: str
    about: str
    label: str
    correct_href: str


class ReportBrief(Shape):
    """An error that was pointed out, in a list."""

    href: str
    about: str
    organisation: str
    state: ReportState
    reported: str


class Reports(Shape):
    """The errors that wait for the viewer's answer, and those that they pointed out."""

    to_answer: tuple[ReportBrief, ...]
    reported: tuple[ReportBrief, ...]


class ReportDetail(Shape):
    """An error that was pointed out, and the answer.

    ``by`` tells who pointed it out, as far as the viewer may know; ``text`` is "" once that person has been
    erased. ``is_gone`` is true once the entry is not there any more; one that is missing never was.
    ``correct_href`` leads to the entry while it is there, else to the whole list.
    """

    id: UUID
    href: str
    about: str
    organisation: str
    organisation_href: str
    by: str
    text: str
    state: ReportState
    reported: str
    answer: str
    answered: str
    is_own: bool
    is_there: bool
    is_gone: bool
    can_answer: bool
    correct_href: str

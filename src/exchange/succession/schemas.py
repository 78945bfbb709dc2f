"""What administrators see of mergers and boards, and what they send in."""

from datetime import date, timedelta
from uuid import UUID

from pydantic import Field

from exchange.people.schemas import Given, Shape
from exchange.plumbing.provenance import in_words


class MergerWanted(Given):
    """Which organisation became part of which, by their ODS codes."""

    gone: str = Field(default="", max_length=10, title="the ODS code of the organisation that closed")
    into: str = Field(default="", max_length=10, title="the ODS code of the organisation that goes on")


class MergerGiven(Given):
    """From which day on, and the plan that was shown, so that nothing else is done than was seen."""

    on: date = Field(title="the day of the merger")
    plan: str = Field(min_length=1, max_length=64, title="the plan that was shown")


class MergerSent(MergerGiven):
    """All of a merger, as it is sent in."""

    gone: str = Field(min_length=1, max_length=10, title="the ODS code of the organisation that closed")
    into: str = Field(min_length=1, max_length=10, title="the ODS code of the organisation that goes on")


class Party(Shape):
    """One of the two organisations."""

    id: UUID
    ods_code: str
    name: str
    is_closed: bool
    closed_on: date | None

    @property
    def words(self) -> str:
        """Return its name with its code."""
        return f"{self.name} ({self.ods_code})"


class Carried(Shape):
    """How many rows of one kind come along, and how many stay or go instead; ``note`` says why."""

    what: str
    moves: int
    others: int = 0
    note: str = ""


class Twin(Shape):
    """A system that both organisations have an entry of, whose entry stays, and why."""

    system: str
    stays: str
    why: str


class PersonCarried(Shape):
    """Somebody who comes along, and what they are at the other organisation."""

    name: str
    becomes: str


class MergerPlan(Shape):
    """What a merger would do. ``plan`` changes with anything that it would change and that may be shown."""

    gone: Party
    into: Party
    carried: tuple[Carried, ...]
    twins: tuple[Twin, ...]
    lessons: tuple[str, ...]
    people: tuple[PersonCarried, ...]
    hides_contracts: bool
    plan: str


class MergerToDo(Shape):
    """A closed organisation that has a successor and still has entries here."""

    ods_code: str
    name: str
    closed_on: date | None
    into_code: str
    into: str
    systems: int
    lessons: int
    people: int


class MergerDone(Shape):
    """An organisation whose entries were carried over."""

    ods_code: str
    name: str
    into_code: str
    into: str
    merged_on: date

    @property
    def since(self) -> str:
        """Return the day of the merger in words."""
        return in_words(self.merged_on.isoformat())


class Mergers(Shape):
    """What is to be done, and what was."""

    to_do: tuple[MergerToDo, ...]
    done: tuple[MergerDone, ...]


class BoardGiven(Given):
    """The integrated care board that an organisation came to, from which day, and the one that was shown."""

    icb_code: str = Field(min_length=1, max_length=10, title="an integrated care board")
    on: date = Field(title="the first day")
    icb_now: str = Field(default="", max_length=10, title="the board that was shown")


class Board(Shape):
    """A board that organisations can belong to."""

    code: str
    name: str


class FormerBoard(Shape):
    """A board that the organisation belonged to, up to and without a day."""

    name: str
    left_on: date

    @property
    def words(self) -> str:
        """Return until when it belonged there."""
        return f"In {self.name} until {in_words((self.left_on - timedelta(days=1)).isoformat())}"


class BoardOf(Shape):
    """Where an organisation belongs and belonged, and where it may come to."""

    ods_code: str
    name: str
    icb_code: str
    icb: str
    former: tuple[FormerBoard, ...]
    boards: tuple[Board, ...]

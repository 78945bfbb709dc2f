"""What leaves the import of spreadsheets, and what comes in."""

from collections import Counter
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote
from uuid import UUID

from pydantic import Field, computed_field

from exchange.deployments.models import ImportState
from exchange.people.schemas import Given, Shape

LEAVE_OUT = "leave out"
ANOTHER = "another"


class RowKind(StrEnum):
    """What writing a row of a spreadsheet does to the registry."""

    ADDED = "added"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    SAME = "same"


class ImportPlace(Shape):
    """The organisation that a spreadsheet is for."""

    ods_code: str
    name: str
    is_closed: bool

    @computed_field
    def href(self) -> str:
        """The address of its imports."""
        return f"/organisations/{quote(self.ods_code)}/systems/import"


class ImportBrief(Shape):
    """One spreadsheet in the list of an organisation's."""

    id: UUID
    file_name: str
    state: ImportState
    state_in_words: str
    rows: int
    sent_at: datetime
    href: str


class AllowedArea(Shape):
    """A functional area as a spreadsheet may name it."""

    code: str
    name: str


class ImportStart(Shape):
    """What an import begins with: the words it may use, and the ones that there were."""

    organisation: ImportPlace
    stages: tuple[str, ...]
    areas: tuple[AllowedArea, ...]
    imports: tuple[ImportBrief, ...]


class Offer(Shape):
    """Something that a name may stand for. ``value`` is what a choice sends."""

    value: str
    text: str


class UnknownName(Shape):
    """A name that is not in the vocabulary, with the lines that have it and what it may mean, best first."""

    column: str
    name: str
    lines: tuple[int, ...]
    lines_in_words: str
    offers: tuple[Offer, ...]


class CellProblem(Shape):
    """Something wrong with a cell: where, what stands there, what is wrong, and what to do about it.

    ``is_repeat``: the whole line says what another says already, and is best left out. ``also`` is a second
    cell that may be the wrong one of the two, with what stands there.
    """

    line: int
    column: str
    value: str
    message: str
    is_repeat: bool = False
    also: str = ""
    also_value: str = ""


class CellChange(Shape):
    """One value of an entry, as it was and as it becomes; "" where there is none."""

    what: str
    before: str
    after: str


class CheckedRow(Shape):
    """A row that can be written, and what that does. ``line`` is 0 where it is no longer known."""

    line: int = 0
    system: str
    area: str
    kind: RowKind
    changes: tuple[CellChange, ...] = ()


class Findings(Shape):
    """What was found in a spreadsheet.

    Attributes:
        left_out: lines that are not written, because somebody said so.
        differs: what is no longer as it was shown, because the registry has changed since.
        failure: why the work was given up; "" unless it was.
    """

    unknown: tuple[UnknownName, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    rows: tuple[CheckedRow, ...] = ()
    left_out: tuple[int, ...] = ()
    differs: tuple[str, ...] = ()
    failure: str = ""

    def of_kind(self, kind: RowKind) -> tuple[CheckedRow, ...]:
        """Return the rows of which writing does one thing."""
        return tuple(row for row in self.rows if row.kind is kind)

    @property
    def changes_something(self) -> bool:
        """Say whether writing it would change the registry."""
        return any(row.kind is not RowKind.SAME for row in self.rows)

    def counts(self) -> Counter[RowKind]:
        """Return how many rows do what."""
        return Counter(row.kind for row in self.rows)


class ImportDetail(Shape):
    """One spreadsheet: how far it is, what was found in it, and what it did.

    Attributes:
        to_write: rows that change the registry: all but those that it has already.
        can_be_written: nothing is wrong any more, and there is something to write.
        did: what it did to the registry, once it is written.
        changed_since: entries that somebody has changed after it.
        can_undo: it is written, and not longer than seven days ago.
        undo_until: when that ends.
    """

    organisation: ImportPlace
    id: UUID
    file_name: str
    state: ImportState
    state_in_words: str
    rows: int
    rows_done: int
    version: int
    sent_at: datetime
    written_at: datetime | None
    undone_at: datetime | None
    findings: Findings
    to_write: int
    can_be_written: bool
    did: tuple[CheckedRow, ...]
    changed_since: tuple[str, ...]
    can_undo: bool
    undo_until: datetime | None
    href: str

    @computed_field
    def is_under_way(self) -> bool:
        """Say whether a worker has it in hand, or will."""
        return self.state in {ImportState.CHECKING, ImportState.WRITING}


class NameGiven(Given):
    """What an unknown name stands for: the value of an offer, LEAVE_OUT, or ANOTHER with that name."""

    column: str = Field(max_length=40)
    name: str = Field(max_length=200)
    choice: str = Field(max_length=60)
    other: str = Field(default="", max_length=150)


class CellGiven(Given):
    """What a cell should have said."""

    line: int = Field(ge=1, le=10_000_000)
    column: str = Field(max_length=40)
    text: str = Field(max_length=500)


class CorrectionsGiven(Given):
    """What is to be changed before a spreadsheet is checked again. Lines left out stay left out."""

    version: int = Field(ge=1, le=1_000_000_000)
    names: tuple[NameGiven, ...] = Field(default=(), max_length=500)
    cells: tuple[CellGiven, ...] = Field(default=(), max_length=500)
    left_out: tuple[int, ...] = Field(default=(), max_length=5000)


class WriteGiven(Given):
    """Write what was shown: of the version that was looked at."""

    version: int = Field(ge=1, le=1_000_000_000)


class UndoGiven(Given):
    """Take an import back. ``others_only``: what was changed since stays as it is."""

    others_only: bool = False


class Choices(Shape):
    """All that was chosen and corrected so far. ``confirms``: who writes it speaks for the organisation."""

    names: dict[str, str] = Field(default_factory=dict)
    cells: dict[str, str] = Field(default_factory=dict)
    left_out: tuple[int, ...] = ()
    confirms: bool = True

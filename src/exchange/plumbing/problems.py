"""What is wrong with a user's file: every reason with line and column, in words a user may read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exchange.plumbing.errors import ExchangeError
from exchange.plumbing.suggesting import did_you_mean

_PROBLEMS_KEPT = 1_000


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something wrong with a file. ``line`` counts from 1; 0 and "" where the whole file or line is meant."""

    file: str
    line: int
    column: str
    message: str
    suggestions: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return "organisations.csv line 7, column postcode: 'ABC' is not a UK postcode"."""
        place = self.file
        if self.line:
            place += f" line {self.line}"
        if self.column:
            place += f", column {self.column}"
        stop = "." if self.suggestions else ""
        return f"{place}: {self.message}{stop}{did_you_mean(self.suggestions)}"


class Problems:
    """The problems of one file: the first thousand in full, the others counted."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.omitted = 0
        self._kept: list[Problem] = []

    def __len__(self) -> int:
        return len(self._kept) + self.omitted

    def __iter__(self) -> Iterator[Problem]:
        """Yield those kept, in the order of the file."""
        return iter(sorted(self._kept, key=lambda problem: problem.line))

    def add(self, line: int, column: str, message: str, suggestions: Iterable[str] = ()) -> None:
        """Note one problem."""
        if len(self._kept) >= _PROBLEMS_KEPT:
            self.omitted += 1
            return
        found = tuple(suggestions)
        self._kept.append(
            Problem(file=self.file, line=line, column=column, message=message, suggestions=found)
        )

    def sentences(self) -> list[str]:
        """Return one sentence a problem, closed by "and N more" where some were not kept."""
        return [*map(str, self), *([f"and {self.omitted:,} more"] if self.omitted else [])]

    def refuse(self) -> None:
        """Do nothing when there is no problem.

        Raises:
            BadTable: there is at least one.
        """
        if len(self):
            raise BadTable(self)


class BadTable(ExchangeError):
    """A file that cannot be imported as it is, with every reason."""

    def __init__(self, problems: Problems) -> None:
        super().__init__("\n".join(problems.sentences()))
        self.problems = problems

"""What a column of a table may be, and what erasing writes into it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final


class _Stays:
    """What erasing writes into a column that it leaves alone."""


STAYS: Final = _Stays()


@dataclass(frozen=True)
class Yours:
    """About the person: exported under ``words``.

    ``blank`` is what erasing writes when the row stays; ``why`` says why something is left instead. A secret
    is kept as a hash or a key that means nothing to a reader: the export says that it is there.
    """

    words: str
    blank: Any = STAYS
    why: str = ""
    is_secret: bool = False


@dataclass(frozen=True)
class Another:
    """Names somebody else: exported as their role at an organisation, never by name.

    ``is_cleared``: emptied when the person it names is erased; otherwise the opaque id stays.
    """

    words: str
    is_cleared: bool = False


@dataclass(frozen=True)
class NotPersonal:
    """Says nothing about a person."""


Column = Yours | Another | NotPersonal
NOT = NotPersonal()
ID: Final = Yours("Number of the record", why="a number that names nobody")


@dataclass(frozen=True, kw_only=True)
class PersonalTable:
    """A table with rows about persons.

    Attributes:
        words: heading of the export and of the notice.
        owner: column that holds the id of the person whom a row is about.
        address: column that holds their mail address, where a row may be theirs without an id.
        stays_because: why rows outlive the account; "" when erasing deletes them.
        audited_as: the word before their ids in the audit trail.
    """

    words: str
    columns: dict[str, Column]
    owner: str = ""
    address: str = ""
    stays_because: str = ""
    audited_as: str = ""
    purpose: str = ""


def blanks(table: PersonalTable) -> dict[str, Any]:
    """Return what erasing writes into the columns of a row that stays."""
    values = {
        name: column.blank
        for name, column in table.columns.items()
        if isinstance(column, Yours) and column.blank is not STAYS
    }
    cleared = {
        name: None
        for name, column in table.columns.items()
        if isinstance(column, Another) and column.is_cleared
    }
    return {name: _value(blank) for name, blank in (values | cleared).items()}


def _value(blank: Any | Callable[[], Any]) -> Any:
    return blank() if callable(blank) else blank

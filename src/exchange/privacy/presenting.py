"""Personal data in the words that a page shows."""

from dataclasses import dataclass
from datetime import date, datetime

from exchange.privacy.letters import in_words
from exchange.privacy.schemas import Cell, Holding

_AS_TABLE = {"audit_entry"}


@dataclass(frozen=True, kw_only=True)
class ShownHolding:
    """All records of one kind: each a list of names with values, or all one table."""

    anchor: str
    words: str
    purpose: str
    on_erasure: str
    how_many: str
    headings: list[str]
    rows: list[list[tuple[str, str]]]
    is_table: bool


def shown(holding: Holding) -> ShownHolding:
    """Return one kind of record as a page shows it."""
    rows = [[(name, value_in_words(value)) for name, value in row.values.items()] for row in holding.rows]
    return ShownHolding(
        anchor=holding.kind,
        words=holding.words,
        purpose=holding.purpose,
        on_erasure=holding.on_erasure,
        how_many="1 record" if len(rows) == 1 else f"{len(rows) or 'no'} records",
        headings=[name for name, _ in rows[0]] if rows else [],
        rows=rows,
        is_table=holding.kind in _AS_TABLE,
    )


def value_in_words(value: Cell) -> str:
    """Return a value in words."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return in_words(value)
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else str(value)

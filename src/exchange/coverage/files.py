"""The figures and the organisations behind them as CSV: the rows of the page, with the same numbers."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from exchange.coverage.schemas import Coverage, CoveredOrganisation
from exchange.plumbing.tables import write_table

CSV = "text/csv; charset=utf-8"
_FIGURES = (
    "key",
    "label",
    "organisations",
    "with_entry",
    "confirmed",
    "lapsed",
    "public_only",
    "without_entry",
    "entries",
    "undated",
    "median_age_months",
)
_ORGANISATIONS = ("ods_code", "name", "type", "icb", "known", "entries", "confirmed_entries", "newest")


def figures_csv(found: Coverage) -> str:
    """Return the figures, all together last."""
    return _csv(_FIGURES, (*found.rows, found.total))


def organisations_csv(found: Iterable[CoveredOrganisation]) -> str:
    """Return organisations, all pages of them."""
    return _csv(_ORGANISATIONS, found)


def _csv(columns: Sequence[str], rows: Iterable[Any]) -> str:
    stream = io.StringIO(newline="")
    write_table(stream, columns, ([getattr(row, name) for name in columns] for row in rows))
    return stream.getvalue()

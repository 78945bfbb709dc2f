"""The days between which something happened of which only a year, or a month, may be known. Pure."""

from calendar import monthrange
from datetime import date

from exchange.plumbing.cells import partial_date

MONTHS_AHEAD = 6


def span(text: str) -> tuple[date, date]:
    """Return the first and last day that "2026", "2026-05" or "2026-05-17" may mean."""
    known = partial_date(text)
    first = known.first_day
    if known.precision == "year":
        return first, first.replace(month=12, day=31)
    if known.precision == "month":
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    return first, first


def months_after(day: date, months: int = MONTHS_AHEAD) -> date:
    """Return the same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def falls_between(text: str, first: date, last: date) -> tuple[bool, bool]:
    """Return whether what ``text`` says may fall between two days, and whether it must."""
    earliest, latest = span(text)
    return earliest <= last and latest >= first, first <= earliest and latest <= last


def is_before(one: str, other: str) -> bool:
    """Say whether one partial date is surely before another; False where that is not known."""
    return bool(one and other) and span(one)[1] < span(other)[0]

"""What may stand in a cell of a user's table: functions that turn its text into a value or say what is wrong.

Every parser raises ``ValueError`` with a sentence that a user may read; ``BadCell`` adds suggestions.
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import urlsplit

from exchange.plumbing.suggesting import closest

Precision = Literal["year", "month", "day"]

_ISO_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?(?:[T ]00:00(?::00)?)?")
_BRITISH_DATE = re.compile(r"(?:([0-9]{1,2})/)?([0-9]{1,2})/([0-9]{4})(?: 00:00(?::00)?)?")
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_MOST = 2_147_483_647  # what an integer column of PostgreSQL holds
_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_ODS_CODE = re.compile(r"[0-9A-Z]{3,10}")


class BadCell(ValueError):
    """A cell that cannot be read, with what may have been meant."""

    def __init__(self, message: str, suggestions: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.suggestions = tuple(suggestions)


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day, so that "2023" is never shown as 1 January."""

    first_day: date
    precision: Precision

    def __str__(self) -> str:
        """Return it in the form in which files hold it: "2023", "2023-03" or "2023-03-14"."""
        return self.first_day.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]

    def in_words(self) -> str:
        """Return it as a page shows it: "2023", "March 2023" or "14 March 2023"."""
        words = {"year": "%Y", "month": "%B %Y", "day": f"{self.first_day.day} %B %Y"}
        return self.first_day.strftime(words[self.precision])


def partial_date(text: str) -> PartialDate:
    """Read "2023", "2023-03", "2023-03-14", "14/03/2023" or "03/2023"."""
    if iso := _ISO_DATE.fullmatch(text):
        year, month, day = iso.groups()
    elif british := _BRITISH_DATE.fullmatch(text):
        day, month, year = british.groups()
    else:
        raise BadCell(f"'{_shown(text)}' is not a date: write 2023, 2023-03 or 2023-03-14")
    precision: Precision = "day" if day else "month" if month else "year"
    try:
        first_day = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise BadCell(
            f"There is no such day as '{text}': write it as year-month-day or day/month/year"
        ) from None
    if not _FIRST_YEAR <= first_day.year <= _LAST_YEAR:
        raise BadCell(f"'{text}' lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return PartialDate(first_day, precision)


def full_date(text: str) -> date:
    """Read a date that must name the day: "2023-03-14" or "14/03/2023"."""
    value = partial_date(text)
    if value.precision != "day":
        raise BadCell(f"'{text}' does not name a day: write 2023-03-14")
    return value.first_day


def integer(*, minimum: int | None = 0, maximum: int | None = _MOST) -> Callable[[str], int]:
    """Return a parser of whole numbers in a range, which may be written "1,234"."""

    def parse(text: str) -> int:
        found = _NUMBER.fullmatch(text)
        if found is None or float(found[0].replace(",", "")) % 1:
            raise BadCell(f"'{_shown(text)}' is not a whole number")
        return int(_in_range(float(text.replace(",", "")), minimum, maximum))

    return parse


def decimal(*, minimum: float | None = None, maximum: float | None = None) -> Callable[[str], float]:
    """Return a parser of numbers in a range, which may be written "1,234.5"."""

    def parse(text: str) -> float:
        if _NUMBER.fullmatch(text) is None or math.isinf(float(text.replace(",", ""))):
            raise BadCell(f"'{_shown(text)}' is not a number")
        return _in_range(float(text.replace(",", "")), minimum, maximum)

    return parse


def choice(values: Iterable[str]) -> Callable[[str], str]:
    """Return a parser of one word of a vocabulary, in any case, that suggests the closest for another."""
    by_folded = {value.casefold(): value for value in values}

    def parse(text: str) -> str:
        value = by_folded.get(text.casefold())
        if value is not None:
            return value
        known = list(by_folded.values())
        if len(known) <= 10:
            raise BadCell(
                f"'{_shown(text)}' is not one of: {', '.join(known)}", closest(text, known, limit=1)
            )
        raise BadCell(f"'{_shown(text)}' is not known", closest(text, known))

    return parse


def several(parse_one: Callable[[str], Any] = str) -> Callable[[str], tuple[Any, ...]]:
    """Return a parser of values separated by semicolons; empty ones and repetitions are dropped."""

    def parse(text: str) -> tuple[Any, ...]:
        values = (parse_one(part.strip()) for part in text.split(";") if part.strip())
        return tuple(dict.fromkeys(values))

    return parse


def text(*, longest: int) -> Callable[[str], str]:
    """Return a parser of text of at most ``longest`` characters."""

    def parse(value: str) -> str:
        if len(value) > longest:
            raise BadCell(f"This is {len(value):,} characters long; the most is {longest:,}")
        return value

    return parse


def web_address(text: str) -> str:
    """Read an address that a page can link to: http or https, with a host and without a password."""
    try:
        parts = urlsplit(text)
        valid = parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and parts.username is None
    except ValueError:
        valid = False
    if not valid or any(character.isspace() for character in text):
        raise BadCell(f"'{_shown(text)}' is not a web address: it must start with https:// or http://")
    return text


def ods_code(text: str) -> str:
    """Read an ODS code: 3 to 10 letters and digits. Codes follow no pattern that tells the type."""
    code = text.upper()
    if _ODS_CODE.fullmatch(code) is None:
        raise BadCell(f"'{_shown(text)}' is not an ODS code, which has 3 to 10 letters and digits")
    return code


def _in_range(value: float, minimum: float | None, maximum: float | None) -> float:
    if minimum is not None and value < minimum:
        raise BadCell(f"{value:g} is less than {minimum:,}")
    if maximum is not None and value > maximum:
        raise BadCell(f"{value:g} is more than {maximum:,}")
    return value


def _shown(text: str) -> str:
    """Keep a paragraph in the wrong cell out of the message."""
    return text if len(text) <= 40 else f"{text[:40]}…"

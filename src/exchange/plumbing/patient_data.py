"""Signs of patients in text: NHS numbers, which stop every save, and others, which a reviewer must see.

What is found is told by its place alone. Nothing here is stored or logged, and no message quotes a match.
Source of the rules: the study in OPERATIONS section 2.4, and nhs-number for the checksum.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from nhs_number.validate import is_valid

from exchange.plumbing.errors import Invalid

_DIGITS = 10
_DIALLED_ABROAD = 12  # at the least: 00, a country, and a number there
# The ways in which people write ten digits; two groups of five, and each digit alone, occur in forms.
_GROUPINGS = {(10,), (3, 3, 4), (3, 4, 3), (4, 3, 3), (5, 5), (3, 7), (6, 4), (1,) * 10}
_WITHIN_MORE_DIGITS = {(10,), (3, 3, 4)}
_SEPARATOR = r"[ ._\-\u200b]{0,3}"
_RUN = re.compile(rf"(?<![0-9])(?<![0-9][.,])[0-9](?:{_SEPARATOR}[0-9]){{9,}}(?![.,]?[0-9])")
_GROUP = re.compile(r"[0-9]+")
# What holds ten digits and is no number of a patient. An ISBN of ten digits has the very same checksum.
_HARMLESS = re.compile(
    r"10\.[0-9]{4,9}/[^\s]+"  # a DOI
    r"|(?<![0-9a-z])(?:\+|00)[1-9][0-9]{0,2}[ .\-]*(?:\(0\))?[ .\-0-9()]{6,}"  # a number dialled from abroad
    r"|(?:[£$€¥]|\b(?:gbp|eur|usd)) ?[0-9][0-9 .,]*"
    r"|\bisbn(?:-?10)?:? ?[0-9][0-9\- ]{8,}[0-9x]",
    re.IGNORECASE,
)


class Sign(StrEnum):
    """What may tell who a patient is."""

    NHS_NUMBER = "what looks like an NHS number"
    BIRTH = "a date of birth"
    HOSPITAL_NUMBER = "a hospital or record number"
    INSURANCE_NUMBER = "a National Insurance number"
    POSTCODE = "a full postcode"
    TITLE = "the name of somebody, perhaps a patient"


@dataclass(frozen=True, order=True)
class Place:
    """Where in a text something stands: ``start`` to ``end`` in characters, ``line`` from 1."""

    start: int
    end: int
    line: int
    sign: Sign


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = (
    r"(?:[0-3]?[0-9][/.\-][01]?[0-9][/.\-](?:19|20)?[0-9]{2}"
    rf"|[0-3]?[0-9] {_MONTH} (?:19|20)[0-9]{{2}})"
)
_OTHERS = {
    Sign.BIRTH: re.compile(
        rf"(?:\bd\.?o\.?b\b\.?|\bdate of birth\b|\bborn(?: on)?\b)[ :,]{{0,3}}{_DAY}", re.IGNORECASE
    ),
    Sign.HOSPITAL_NUMBER: re.compile(
        r"\b(?:hospital|unit|patient|case ?note|record|mrn|pid)\b(?: (?:no|number|id)\b)?"
        r"[.:# ]{1,3}[a-z]{0,3}[0-9]{5,9}\b",
        re.IGNORECASE,
    ),
    Sign.INSURANCE_NUMBER: re.compile(
        r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b"
    ),
    Sign.POSTCODE: re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2}\b"),
    Sign.TITLE: re.compile(
        rf"\b(?:Mr|Mrs|Ms|Miss|Master)\.? (?:[A-Z]\.? ?)?[A-Z][a-z'\u2019\-]+|\b[A-Z]\. ?[A-Z]\.,? \(?{_DAY}"
    ),
}


class HoldsPatientData(Invalid):
    """A text holds what looks like an NHS number. ``places`` tell where, by field."""

    def __init__(self, message: str, *, field: str, places: Mapping[str, tuple[Place, ...]]) -> None:
        super().__init__(message, field=field)
        self.places = dict(places)


def find_nhs_numbers(text: str) -> tuple[Place, ...]:
    """Return where a number with the checksum of an NHS number stands, however it is written.

    Digits of any script count. Telephone numbers in international form, sums of money, DOIs and ISBNs do not.
    """
    plain = _HARMLESS.sub(_blanked, _plain(text))
    places = (span for run in _RUN.finditer(plain) for span in _numbers_in(run))
    return tuple(_place(text, start, end, Sign.NHS_NUMBER) for start, end in places)


def find_signs(text: str) -> tuple[Place, ...]:
    """Return where else a patient may be named: for a reviewer, since many such places are harmless."""
    return tuple(
        sorted(
            _place(text, *found.span(), sign)
            for sign, rule in _OTHERS.items()
            for found in rule.finditer(text)
        )
    )


def refuse_nhs_numbers(
    texts: Mapping[str, str], *, known: Iterable[str] = (), titles: Mapping[str, str] | None = None
) -> None:
    """Raise when one of ``texts``, by field, holds what looks like an NHS number.

    Args:
        known: texts whose numbers a lead has declared a false alarm.
        titles: what a field is called in words.

    Raises:
        HoldsPatientData: it does, in a field and at places that are told; the number itself is not.
    """
    allowed = {number for text in known for number in _written(text)}
    places = {
        name: tuple(p for p in find_nhs_numbers(text) if _digits(text, p) not in allowed)
        for name, text in texts.items()
    }
    found = {name: each for name, each in places.items() if each}
    if not found:
        return
    field, first = next((name, each[0]) for name, each in found.items())
    where = (titles or {}).get(field, field.replace("_", " "))
    more = sum(map(len, found.values())) - 1
    raise HoldsPatientData(
        f"“{where}” holds {first.sign} on line {first.line}, characters {first.start + 1} to {first.end}"
        f"{f', and {more} more' if more else ''}. Take it out: nothing has been saved.",
        field=field,
        places=found,
    )


def _plain(text: str) -> str:
    """Return a text of the same length with digits of any script as 0 to 9, and alike marks as one."""
    return "".join(map(_plain_character, text))


def _plain_character(character: str) -> str:
    if character.isascii():
        return " " if character in "\t\n\r" else character
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    kind = unicodedata.category(character)
    return {"Pd": "-", "Zs": " ", "Zl": " ", "Zp": " ", "Cf": "\u200b"}.get(kind, character)


def _numbers_in(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    groups = [found.span() for found in _GROUP.finditer(run[0])]
    for first in range(len(groups)):
        own = groups[first : first + _DIGITS]
        lengths = [end - start for start, end in own]
        count = next((n for n, digits in enumerate(accumulate(lengths), 1) if digits == _DIGITS), 0)
        ways = _GROUPINGS if count == len(groups) else _WITHIN_MORE_DIGITS
        if tuple(lengths[:count]) in ways:
            start, end = own[0][0], own[count - 1][1]
            if is_valid("".join(_GROUP.findall(run[0][start:end]))):
                yield run.start() + start, run.start() + end


def _blanked(found: re.Match[str]) -> str:
    """Return spaces for what is harmless; too few digits for a number abroad are not."""
    digits = sum(character.isdigit() for character in found[0])
    is_too_short = found[0].startswith("00") and digits < _DIALLED_ABROAD
    return found[0] if is_too_short else " " * len(found[0])


def _written(text: str) -> Iterator[str]:
    return (_digits(text, place) for place in find_nhs_numbers(text))


def _digits(text: str, place: Place) -> str:
    return "".join(_GROUP.findall(_plain(text[place.start : place.end])))


def _place(text: str, start: int, end: int, sign: Sign) -> Place:
    return Place(start, end, text.count("\n", 0, start) + 1, sign)

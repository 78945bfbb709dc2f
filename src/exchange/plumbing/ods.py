"""The files that the NHS Organisation Data Service publishes, in the terms of our own organisations form.

Both come without a header. ``etr.csv`` and its sisters (``ect``, ``ensa``, ``eother`` …) share 27 columns:
code, name, national grouping (the NHS England region), high level health geography (the ICB), five address
lines, postcode, open date, close date, status, sub-type, parent, joined and left dates, telephone, three
unused, amended record indicator, unused, GOR code, three unused. ``succ.csv`` has predecessor, successor,
reason, effective date and an indicator.

Source: the descriptions shipped with etr.zip and epraccur.zip, as repeated in public code that reads them;
see docs/decisions/0022.
"""

import re
from collections.abc import Sequence
from datetime import date

from exchange.plumbing.cells import full_date, ods_code
from exchange.plumbing.forms import Column, Extract

_CODE = re.compile(r"[0-9A-Z]{3,10}")
_DATE = re.compile(r"([12][0-9]{3})([0-9]{2})([0-9]{2})")
_COLUMNS_OF_STANDARD_FILE = 27

# Written as they are, whatever the words around them.
_CAPITALS = re.compile("NHS|ICB|ICS|CCG|CSU|PCT|PCN|GPS?|UK|IT|HQ|RAF|BMI|HCA|II|III|IV|N[EW]|S[EW]|HSC|CIC")
_SMALL_WORDS = re.compile("a|and|at|by|for|in|of|on|or|the|to|under|upon|with")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*['\u2019]?")


def organisation_name(capitals: str) -> str:
    """Return a name as people write it: "KING'S LYNN NHS TRUST" is King's Lynn NHS Trust."""
    if not capitals.isupper():
        return " ".join(capitals.split())
    text = " ".join(capitals.split())
    return _WORD.sub(lambda word: _cased(word[0], is_first=word.start() == 0), text)


def _cased(word: str, *, is_first: bool) -> str:
    if _CAPITALS.fullmatch(word) or any(character.isdigit() for character in word):
        return word
    if _SMALL_WORDS.fullmatch(word.lower()) and not is_first:
        return word.lower()
    cased = word[0] + word[1:].lower()
    if len(word) > 3 and word[1] in "'\u2019" and word[0] in "OD":  # O'Neill, D'Arcy
        return cased[:2] + cased[2].upper() + cased[3:]
    if word.startswith("MC") and len(word) > 4:  # McMillan
        return f"Mc{cased[2].upper()}{cased[3:]}"
    return cased


def _recognises_organisations(cells: Sequence[str]) -> bool:
    return len(cells) == _COLUMNS_OF_STANDARD_FILE and _CODE.fullmatch(cells[0].strip()) is not None


def _organisation(cells: Sequence[str]) -> list[str]:
    code, name, region, icb = (cell.strip() for cell in cells[:4])
    postcode, opened, closed = (cell.strip() for cell in cells[9:12])
    has_closed = bool(closed) and _iso(closed) <= date.today().isoformat()
    return [
        code,
        organisation_name(name),
        region,
        icb,
        postcode,
        _iso(opened),
        _iso(closed),
        "closed" if has_closed else "",
    ]


def _recognises_successors(cells: Sequence[str]) -> bool:
    return (
        4 <= len(cells) <= 6
        and _DATE.fullmatch(cells[3].strip()) is not None
        and all(_CODE.fullmatch(cell.strip()) for cell in cells[:2])
    )


def _successor(cells: Sequence[str]) -> list[str]:
    return [cells[0], cells[1], _iso(cells[3].strip())]


def _iso(text: str) -> str:
    """Return 20171001 as 2017-10-01, and anything else as it is for the form's own parser to judge."""
    return _DATE.sub(r"\1-\2-\3", text) if _DATE.fullmatch(text) else text


ORGANISATIONS = Extract(
    name="official ODS organisations",
    columns=(
        Column(name="ods_code", required=True, parse=ods_code),
        Column(name="name", required=True),
        Column(name="region_code"),
        Column(name="icb_code"),
        Column(name="postcode"),
        Column(name="opened_on", parse=full_date),
        Column(name="closed_on", parse=full_date),
        Column(name="status"),
    ),
    recognises=_recognises_organisations,
    translate=_organisation,
)
SUCCESSORS = Extract(
    name="official ODS successors",
    columns=(
        Column(name="ods_code", required=True, parse=ods_code),
        Column(name="successor_ods_code", required=True, parse=ods_code),
        Column(name="effective_on", required=True, parse=full_date),
    ),
    recognises=_recognises_successors,
    translate=_successor,
)
EXTRACTS = (ORGANISATIONS, SUCCESSORS)

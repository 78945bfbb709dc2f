"""How people write the names of organisations: words, initials, short forms and addresses."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import product

LEGAL_FORM = frozenset({"nhs", "trust", "foundation"})
JOINERS = frozenset({"and", "of", "the", "for", "in", "on", "at"})
WEAK = LEGAL_FORM | JOINERS | {"ft", "hospital", "hospitals", "university", "universities"}
"""Words that many names carry and people add or leave out freely: a search ranks by them, never refuses."""

SHORT_FORMS = {
    "hants": "hampshire",
    "northants": "northamptonshire",
    "oxon": "oxfordshire",
    "salop": "shropshire",
    "soton": "southampton",
    "bham": "birmingham",
    "mancs": "manchester",
    "lpool": "liverpool",
    "ft": "foundation",
    "fdn": "foundation",
    "uni": "university",
    "mh": "mental",
    "gt": "great",
}
"""Short forms that are not made of the first letters of the long one in their order."""

_ENDINGS = {"foundation": ("ft", "nhsft"), "trust": ("t", "nhst")}
_OPTIONAL = (
    {"university", "universities", "teaching"},
    {"hospital", "hospitals"},
    {"mental", "health", "healthcare", "care"},
)
_APOSTROPHES = re.compile("['.`\u2018\u2019\u00b4]")  # dots, too, join the letters beside them
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


def words(text: str) -> list[str]:
    """Return the words of ``text`` in one way of writing: "St. Thomas' & Guy's" → st, thomas, and, guys."""
    letters = _APOSTROPHES.sub("", text.casefold()).replace("&", " and ")
    letters = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    return ["st" if word == "saint" else word for word in _NOT_A_WORD.sub(" ", letters).split()]


def slug(text: str) -> str:
    """Return ``text`` as a part of an address."""
    return "-".join(words(text))


def without_legal_form(spelled: Sequence[str]) -> list[str]:
    """Return the words of a name without "NHS", "Foundation" and "Trust"."""
    return [word for word in spelled if word not in LEGAL_FORM]


def initials(spelled: Sequence[str]) -> set[str]:
    """Return the initials by which people may call a name, without its legal form.

    "University Hospitals of Leicester" gives uhol, uhl, ul, hl …: joining words, "university", "hospitals"
    and "mental health care" are each in or out.
    """
    core = without_legal_form(spelled)
    present = [group for group in _OPTIONAL if group.intersection(core)]
    found = set()
    for joiners in (JOINERS, JOINERS - {"of"}, frozenset[str]()):
        for choice in product((False, True), repeat=len(present)):
            dropped = joiners.union(*(group for group, drop in zip(present, choice, strict=True) if drop))
            found.add("".join(word[0] for word in core if word not in dropped))
    return found - {""}


def initials_meant(word: str) -> Iterator[tuple[str, str]]:
    """Yield what ``word`` may stand for: initials, and the word of the legal form that their ending demands.

    "mft" is mft of any form, or m with "foundation", or mf with "trust".
    """
    if len(word) >= 2:
        yield word, ""
    for form, endings in _ENDINGS.items():
        for ending in endings:
            if word.endswith(ending) and len(word) > max(2, len(ending)):
                yield word.removesuffix(ending), form


def is_contraction(short: str, long: str) -> bool:
    """Say whether ``short`` keeps the first three letters of ``long`` and then some others in order.

    So "leics" is Leicestershire and "cambs" Cambridgeshire.
    """
    if len(short) < 4 or len(long) < len(short) + 2 or short[:3] != long[:3] or long.startswith(short):
        return False
    rest = iter(long[3:])
    return all(letter in rest for letter in short[3:])

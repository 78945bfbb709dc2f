"""What a reviewer is made aware of before a lesson is published. Values in, values out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from exchange.lessons.fields import LABELS
from exchange.people.schemas import Shape
from exchange.plumbing.patient_data import find_nhs_numbers, find_signs

_FEWEST_WORDS = 4
_SHORT_NAME = 4
"""Names up to so many letters count only as they are written: EMIS is a supplier."""
_VAGUE = {"lesson", "lessons", "learned", "learnt", "our", "the", "a", "of", "from", "and", "new", "project"}
_VAGUE |= {"update", "experience", "implementation", "rollout", "go", "live", "golive", "system", "with"}


class FlagKind(StrEnum):
    """What a flag is about."""

    PATIENT = "may tell of a patient"
    SUPPLIER = "names a supplier"
    SOURCE = "has no source"
    TITLE = "has a vague title"
    RELAY = "is shared by relay"


class Flag(Shape):
    """Something to look at. ``field`` is the text that it is about, "" for the whole lesson."""

    kind: FlagKind
    words: str
    field: str = ""


def patient_flags(texts: Mapping[str, str]) -> Iterator[Flag]:
    """Yield where a patient may be named, by place alone."""
    for name, text in texts.items():
        for place in sorted((*find_nhs_numbers(text), *find_signs(text))):
            where = f"line {place.line}, characters {place.start + 1} to {place.end}"
            words = f"“{LABELS[name]}”, {where}: {place.sign}"
            yield Flag(kind=FlagKind.PATIENT, words=words, field=name)


def supplier_flags(texts: Mapping[str, str], suppliers: Mapping[str, Iterable[str]]) -> Iterator[Flag]:
    """Yield each supplier that the texts name, in the first text that does.

    Args:
        suppliers: every name that a supplier has, by its present name.
    """
    for supplier in named_in("\n".join(texts.values()), suppliers):
        rule = _rule(suppliers[supplier])
        field = next((name for name, text in texts.items() if rule.search(text)), "")
        yield Flag(kind=FlagKind.SUPPLIER, words=f"“{LABELS[field]}” names {supplier}", field=field)


def named_in(text: str, suppliers: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the suppliers that a text names, by their present names in alphabetical order."""
    return sorted(name for name, called in suppliers.items() if _rule(called).search(text))


def title_flags(title: str) -> Iterator[Flag]:
    """Yield a flag where a title does not say what was learned."""
    words = re.findall(r"[\w'-]+", title.casefold())
    telling = [word for word in words if word.replace("-", "") not in _VAGUE]
    if len(words) < _FEWEST_WORDS or len(telling) < _FEWEST_WORDS - 1:
        yield Flag(
            kind=FlagKind.TITLE,
            words="The title says little: would somebody at another trust know what was learned?",
            field="title",
        )


def source_flags(*, has_source: bool) -> Iterator[Flag]:
    """Yield a flag where nothing shows what the lesson rests on."""
    if not has_source:
        yield Flag(kind=FlagKind.SOURCE, words="It links to no source, report or evaluation")


def relay_flags(texts: Mapping[str, str], *, is_relay: bool, names: Iterable[str]) -> Iterator[Flag]:
    """Yield what must not give the origin of a lesson by relay away.

    Args:
        names: what the organisation is called; none for a reviewer who may not know it.
    """
    if not is_relay:
        return
    yield Flag(
        kind=FlagKind.RELAY,
        words="Readers must not be able to tell whose it is: look for names of people, sites and places",
    )
    rule = _rule(name for name in names if name)
    for field, text in texts.items():
        if rule.search(text):
            words = f"“{LABELS[field]}” names the organisation, which nobody may learn"
            yield Flag(kind=FlagKind.RELAY, words=words, field=field)


def _rule(names: Iterable[str]) -> re.Pattern[str]:
    words = [
        re.escape(name) if len(name) <= _SHORT_NAME else f"(?i:{re.escape(name)})" for name in names if name
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)" if words else r"(?!)")

"""Names of the registry by their words: what lessons are about, and who published them. Pure."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from exchange.plumbing.words import STOP_WORDS, words_of

LONGEST_PHRASE = 6  # words
_SHORT_FORM = re.compile(r"\(([A-Za-z0-9&+-]{2,10})\)")
_LEGAL_FORM = frozenset({"nhs", "foundation", "trust"})

Phrase = tuple[str, ...]


class Kind(StrEnum):
    """What a name can belong to, by the filter that it stands for."""

    AREA = "area"
    PRODUCT = "product"
    SUPPLIER = "supplier"
    THEME = "theme"
    ORGANISATION = "organisation"


@dataclass(frozen=True, order=True)
class Subject:
    """Something that lessons are about, or who published them; ``key`` is its code or slug."""

    kind: Kind
    key: str


@dataclass(frozen=True)
class Named:
    """A subject, what it is called on pages, and its other names."""

    subject: Subject
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Where an organisation is, and of what type it is; "" where unknown."""

    region: str
    icb: str
    type: str


@dataclass
class Names:
    """All names of the registry.

    Attributes:
        labels: of subjects.
        places: of organisations, by ODS code.
        regions: name by code.
        meaning: what a phrase of words stands for by itself, for example an abbreviation.
        holding: subjects that have a stem in one of their names.
        words: every word of a name, as it is written there in lower case.
    """

    labels: dict[Subject, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)
    meaning: dict[Phrase, set[Subject]] = field(default_factory=lambda: defaultdict(set))
    holding: dict[str, set[Subject]] = field(default_factory=lambda: defaultdict(set))
    words: set[str] = field(default_factory=set)


def read_names(
    named: Iterable[Named],
    stem: Callable[[str], str],
    *,
    places: Mapping[str, Place],
    regions: Mapping[str, str],
) -> Names:
    """Return the names of the registry by their words, stemmed as the full-text index does."""
    found = Names(places=dict(places), regions=dict(regions))
    for each in named:
        found.labels[each.subject] = each.label
        for name in each.names:
            words = words_of(name)
            for word in set(words) - STOP_WORDS:
                found.holding[stem(word)].add(each.subject)
                found.words.add(word)
            for phrase in _phrases(name, each.subject.kind):
                found.meaning[phrase].add(each.subject)
    return found


def _phrases(name: str, kind: Kind) -> Iterable[Phrase]:
    """Yield what somebody may write who means exactly this name."""
    parts = [_SHORT_FORM.sub("", name), *_SHORT_FORM.findall(name)]
    if kind is Kind.AREA:
        parts = [part for each in parts for part in re.sub(r"\(.*?\)", "", each).split("/")]
    for part in parts:
        words = words_of(part)
        if kind is Kind.ORGANISATION:
            words = [word for word in words if word not in _LEGAL_FORM]
        if 0 < len(words) <= LONGEST_PHRASE and not set(words) <= STOP_WORDS:
            yield tuple(words)

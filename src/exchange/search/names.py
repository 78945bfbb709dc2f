"""Names of the registry by their words: what lessons are about, and who published them. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from exchange.plumbing.words import STOP_WORDS, stem, words_of
from exchange.search.spelling import Lexicon

LONGEST_PHRASE = 6  # words
_SHORT_FORM = re.compile(r"\(([A-Za-z0-9&+-]{2,10})\)")
_FREQUENCY = 1_000  # of a word of a name, against which stems of lessons are compared by their number
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
        labels: of the values of each filter.
        places: of organisations, by ODS code.
        meaning: what a phrase of words stands for by itself, for example an abbreviation.
        holding: subjects that have a stem in one of their names.
        place_codes: what filters by place have worked out of them.
        words: every word of a name, in lower case, and of the tables of synonyms.
    """

    labels: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    places: dict[str, Place] = field(default_factory=dict)
    meaning: dict[Phrase, set[Subject]] = field(default_factory=lambda: defaultdict(set))
    holding: dict[str, set[Subject]] = field(default_factory=lambda: defaultdict(set))
    place_codes: dict[tuple[str, int], tuple[Any, list[str]]] = field(default_factory=dict)
    words: Lexicon = field(default_factory=lambda: Lexicon({}))


def read_names(
    named: Iterable[Named],
    algorithm: str,
    *,
    places: Mapping[str, Place],
    regions: Mapping[str, str],
    other_words: Iterable[str] = (),
) -> Names:
    """Return the names of the registry by their words, stemmed as the full-text index does."""
    found, written = Names(places=dict(places)), set(other_words)
    found.labels["region"] |= regions
    for each in named:
        found.labels[each.subject.kind][each.subject.key] = each.label
        for name in each.names:
            words = set(words_of(name)) - STOP_WORDS
            written |= words
            for word in words:
                found.holding[stem(word, algorithm)].add(each.subject)
            for phrase in _phrases(name, each.subject.kind):
                found.meaning[phrase].add(each.subject)
    found.words = Lexicon(dict.fromkeys(sorted(written), _FREQUENCY))
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

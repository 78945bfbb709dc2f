"""What somebody asks for: the concepts of a question, each with all the ways to say it. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from exchange.plumbing.words import STOP_WORDS, stem, words_of
from exchange.search.names import LONGEST_PHRASE, Names, Phrase, Subject
from exchange.search.synonyms import CLOSE, SAME, groups

MOST_WORDS = 24
_QUOTED = re.compile(r'"([^"]*)"')
_FULL, _SYNONYM, _NEAR, _APART = 1.0, 0.9, 0.45, 0.7
_QUESTION = """
anyone anybody someone somebody something anything please help tips advice tell find show know want need get
got getting go going us would could might may much many lot really lessons lesson learned learnt learn
experience trust trusts nhs hospital hospitals example examples also like make made way ways
"""
_NEEDLESS = STOP_WORDS | frozenset(_QUESTION.split())
"""Words that questions are made of: they say nothing where others are there."""


@dataclass(frozen=True)
class Form:
    """One way to say a concept: words next to each other, or anywhere if ``is_apart``. Weight from 0 to 1."""

    words: Phrase
    weight: float
    is_apart: bool = False


@dataclass(frozen=True)
class Concept:
    """One thing asked for, as it was typed, in all its forms, and the subjects whose name it is."""

    typed: Phrase
    forms: tuple[Form, ...]
    subjects: frozenset[Subject] = frozenset()
    is_quoted: bool = False


def concepts_of(asked: str, names: Names) -> list[Concept]:
    """Return what is asked for, in the order in which it was typed; nothing twice."""
    found: list[Concept] = []
    at = 0
    for quoted in [*_QUOTED.finditer(asked), None]:
        found += _loose(words_of(asked[at : quoted.start() if quoted else len(asked)]), names)
        if quoted:
            phrase = tuple(words_of(quoted[1]))
            found += [Concept(phrase, (Form(phrase, _FULL),), is_quoted=True)] if phrase else []
            at = quoted.end()
    return list({each.forms: each for each in _telling(found)}.values())[:MOST_WORDS]


def _telling(found: Sequence[Concept]) -> Sequence[Concept]:
    """Leave out the words that questions are made of, unless there are no others."""
    telling = [each for each in found if each.is_quoted or not set(each.typed) <= _NEEDLESS]
    return telling or [each for each in found if not set(each.typed) <= STOP_WORDS] or found


def _loose(words: Sequence[str], names: Names) -> list[Concept]:
    found, at = [], 0
    while at < len(words):
        phrase = _longest_known(words[at : at + LONGEST_PHRASE], names)
        found.append(_concept(phrase, names))
        at += len(phrase)
    return found


def _longest_known(words: Sequence[str], names: Names) -> Phrase:
    for length in range(len(words), 1, -1):
        phrase = tuple(words[:length])
        if phrase in _same() or phrase in _close() or phrase in names.meaning:
            return phrase
    return tuple(words[:1])


def _concept(phrase: Phrase, names: Names) -> Concept:
    same = _same().get(phrase, ())
    near = {form for each in (phrase, *same) for form in _close().get(each, ())} - {phrase, *same}
    forms = [Form(phrase, _FULL), *(Form(each, _SYNONYM) for each in same)]
    forms += [Form(each, _NEAR) for each in sorted(near)]
    if len(phrase) > 1 and not same:
        forms.append(Form(tuple(word for word in phrase if word not in STOP_WORDS), _APART, is_apart=True))
    subjects = {subject for each in (phrase, *same) for subject in names.meaning.get(each, ())}
    return Concept(phrase, tuple(forms), frozenset(subjects))


@cache
def _same() -> Mapping[Phrase, tuple[Phrase, ...]]:
    return _others(SAME)


@cache
def _close() -> Mapping[Phrase, tuple[Phrase, ...]]:
    return _others(CLOSE)


def _others(table: str) -> Mapping[Phrase, tuple[Phrase, ...]]:
    found: dict[Phrase, tuple[Phrase, ...]] = {}
    for group in groups(table):
        for phrase in group:
            others = (*found.get(phrase, ()), *(each for each in group if each != phrase))
            found[phrase] = tuple(dict.fromkeys(others))
    return found


def known_words() -> frozenset[str]:
    """Return every word of the tables of synonyms."""
    return frozenset(word for phrase in (*_same(), *_close()) for word in phrase)


def replaced(asked: str, corrections: Mapping[str, str]) -> str:
    """Return what was typed with some of its words, folded, replaced by others."""

    def each(match: re.Match[str]) -> str:
        word = "".join(words_of(match[0]))
        return corrections.get(word, match[0])

    return re.sub(r"[\w'’]+", each, asked)  # noqa: RUF001 - an apostrophe


class Sought(NamedTuple):
    """Stems that are marked in a text: wherever they stand, or where they stand beside one another."""

    alone: frozenset[str]
    beside: frozenset[tuple[str, str]]


def sought(concepts: Iterable[Concept], algorithm: str) -> Sought:
    """Return what is to be marked of all forms of what is asked for."""
    alone: set[str] = set()
    beside: set[tuple[str, str]] = set()
    for form in (form for each in concepts for form in each.forms):
        stems = [stem(word, algorithm) for word in form.words]
        if form.is_apart or len(stems) == 1:
            alone.update(set(stems) - STOP_WORDS)
        else:
            beside.update(pairwise(stems))
    return Sought(frozenset(alone), frozenset(beside))

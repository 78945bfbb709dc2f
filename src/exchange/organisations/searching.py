"""Find organisations by whatever people type: parts of names, typing errors, initials, codes, postcodes.

Pure: names in, positions out. Typing errors are corrected over the vocabulary of the names themselves, so
that the result is the same on every database.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from exchange.organisations.naming import (
    SHORT_FORMS,
    WEAK,
    initials,
    initials_meant,
    is_contraction,
    without_legal_form,
    words,
)

Positions = npt.NDArray[np.intp]
Scores = npt.NDArray[np.float32]

_MOST_WORDS = 8
_FULL_POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][0-9a-z]?) ?([0-9][a-z]{2})\b")
_DISTRICT = re.compile(r"[a-z]{1,2}[0-9][0-9a-z]?")

# How much a word of the query is satisfied by each kind of match, 0 to 1.
_EXACT, _PREFIX, _CONTRACTION, _STEM, _TYPO, _UNFINISHED_TYPO = 1.0, 0.7, 0.8, 0.55, 0.8, 0.5
_FORMER_NAME, _INITIALS, _POSTCODE, _CODE_START = 0.9, 0.95, 1.0, 0.7
_PER_ERROR = 0.1
_COVERAGE = 0.2  # added when the query names every word of an organisation
_EXACT_CODE, _EXACT_ABBREVIATION, _EXACT_NAME = 3.0, 2.5, 2.0
_LEAST_NEARLY = 0.4  # below it, an organisation that has only some of the words is no answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """One organisation as it is looked for. ``size`` decides between equals, larger first.

    A closed organisation is found by its exact code or name alone.
    """

    code: str
    name: str
    abbreviations: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    postcode: str = ""
    size: int = 0
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Positions of organisations, best first. ``nearly``: none has all the words, these have some."""

    positions: Positions
    nearly: bool = False


class Finder:
    """An index of names, built once and asked often."""

    def __init__(self, names: Sequence[Names]) -> None:
        self._count = len(names)
        self._sizes = np.array([each.size for each in names], dtype=np.int64)
        self._closed = np.array([each.is_closed for each in names], dtype=bool)
        spelled = [words(each.name) for each in names]
        self._lengths = np.array([len(set(each).difference(WEAK)) or 1 for each in spelled], dtype=np.float32)
        self._exact = _exact_names(names)
        self._codes = sorted((each.code.casefold(), i) for i, each in enumerate(names))
        self._initials = _by_initials(spelled)
        self._postcodes = _by_postcode(names)
        self._vocabulary, self._starts, self._members, self._weights = _postings(names, spelled)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._vocabulary:
            self._by_length[len(word)].append(word)

    def search(self, text: str) -> Found:
        """Return the organisations that ``text`` may mean, best first; all of them when it has no words."""
        spelled = _query_words(text)
        if not spelled:
            return Found(np.arange(self._count))
        satisfied = np.stack([self._satisfied(word) for word in spelled])
        bonus = self._exactness(text)
        telling = [i for i, word in enumerate(spelled) if word not in WEAK]
        required = telling or list(range(len(spelled)))
        is_open = ~self._closed
        matching = ((satisfied[required] > 0).all(axis=0) & is_open) | (bonus > 0)
        relevance = self._relevance(satisfied)
        nearly = not matching.any()
        if nearly:
            matching = (relevance >= _LEAST_NEARLY) & (satisfied[required] > 0).any(axis=0) & is_open
        chosen = np.flatnonzero(matching)
        covered = np.minimum((satisfied[telling] > 0.5).sum(axis=0) / self._lengths, 1)
        total = np.round(relevance + _COVERAGE * covered + bonus, 4)[chosen]
        return Found(chosen[np.lexsort((chosen, -self._sizes[chosen], -total))], nearly)

    def _relevance(self, satisfied: Scores) -> Scores:
        """Return the mean over the words of the query, in which rare words count more."""
        frequencies = (satisfied > 0).sum(axis=1)
        rarity = np.log1p(self._count / np.maximum(frequencies, 1)).astype(np.float32)
        relevance: Scores = rarity @ satisfied / rarity.sum()
        return relevance

    def _exactness(self, text: str) -> Scores:
        bonus = np.zeros(self._count, dtype=np.float32)
        spelled = words(text)
        for form in {" ".join(spelled), " ".join(without_legal_form(spelled))}:
            for position, worth in self._exact.get(form, ()):
                bonus[position] = max(bonus[position], worth)
        return bonus

    def _satisfied(self, word: str) -> Scores:
        """Return how well each organisation satisfies one word of the query, 0 to 1."""
        scores = np.zeros(self._count, dtype=np.float32)
        for position, worth in self._other_matches(word):
            scores[position] = max(scores[position], worth)
        self._add_span(scores, word)
        for known, worth in self._short_forms(word):
            self._add(scores, known, worth)
        if not scores.any():
            for known, worth in self._corrections(word):
                self._add(scores, known, worth)
        return scores

    def _other_matches(self, word: str) -> Iterator[tuple[int, float]]:
        """Yield matches beside the words of names: codes, postcodes and initials."""
        for code, position in self._codes[bisect_left(self._codes, (word,)) :]:
            if not code.startswith(word) or (len(word) < 2 and code != word):
                break
            yield position, _EXACT if code == word else _CODE_START
        for position in self._postcodes.get(word, ()):
            yield position, _POSTCODE
        for letters, form in initials_meant(word):
            for position in self._initials.get((letters, form), ()):
                yield position, _INITIALS

    def _add_span(self, scores: Scores, start: str) -> None:
        """Satisfy ``start`` by itself and by every word that begins with it, the shorter the better."""
        first = bisect_left(self._vocabulary, start)
        last = bisect_left(self._vocabulary, start + "~")
        if first == last:
            return
        known = self._vocabulary[first:last]
        worth = [_EXACT if k == start else _PREFIX + 0.2 * len(start) / len(k) for k in known]
        counts = np.diff(self._starts[first : last + 1])
        span = slice(self._starts[first], self._starts[last])
        np.maximum.at(
            scores,
            self._members[span],
            np.repeat(np.array(worth, dtype=np.float32), counts) * self._weights[span],
        )

    def _add(self, scores: Scores, known: str, worth: float) -> None:
        at = bisect_left(self._vocabulary, known)
        span = slice(self._starts[at], self._starts[at + 1])
        members = self._members[span]
        scores[members] = np.maximum(scores[members], np.float32(worth) * self._weights[span])

    def _short_forms(self, word: str) -> Iterator[tuple[str, float]]:
        long = SHORT_FORMS.get(word, "")
        for known in self._beginning_with(long) if long else ():
            yield known, _CONTRACTION
        for known in self._beginning_with(word[:3]) if len(word) >= 4 else ():
            if is_contraction(word, known):
                yield known, _CONTRACTION
            elif len(word) >= 5 and word.endswith("s") and known.startswith(word[:-1]):
                yield known, _STEM

    def _beginning_with(self, start: str) -> list[str]:
        first = bisect_left(self._vocabulary, start)
        return self._vocabulary[first : bisect_left(self._vocabulary, start + "~")]

    def _corrections(self, word: str) -> list[tuple[str, float]]:
        """Return the known words with the fewest typing errors between, else those that so begin."""
        if len(word) < 4 or any(letter.isdigit() for letter in word):
            return []
        most = 1 if len(word) < 6 else 2
        near = [k for n in range(len(word) - most, len(word) + most + 1) for k in self._by_length.get(n, ())]
        found = _closest(word, near, most)
        if found:
            return [(known, _TYPO - _PER_ERROR * errors) for known, errors in found]
        longer = [k for n, known in self._by_length.items() if n > len(word) for k in known]
        beginnings = [known[: len(word)] for known in longer]
        starts = {start for start, _errors in _closest(word, beginnings, 1)}
        return [(k, _UNFINISHED_TYPO) for k, start in zip(longer, beginnings, strict=True) if start in starts]


def _closest(word: str, known: Sequence[str], most: int) -> list[tuple[str, int]]:
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=None)
    fewest = min((errors for _known, errors, _at in found), default=0)
    return [(each, int(errors)) for each, errors, _at in found if errors == fewest]


def _query_words(text: str) -> list[str]:
    """Return the words that count; a whole postcode is one word."""
    joined = _FULL_POSTCODE.sub(r"\1\2", text.casefold())
    return list(dict.fromkeys(words(joined)))[:_MOST_WORDS]


def _exact_names(names: Sequence[Names]) -> dict[str, list[tuple[int, float]]]:
    exact: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for position, each in enumerate(names):
        exact[" ".join(words(each.code))].append((position, _EXACT_CODE))
        for abbreviation in each.abbreviations:
            exact[" ".join(words(abbreviation))].append((position, _EXACT_ABBREVIATION))
        for name in (each.name, *each.former_names):
            spelled = words(name)
            for form in {" ".join(spelled), " ".join(without_legal_form(spelled))} - {""}:
                exact[form].append((position, _EXACT_NAME))
    return exact


def _by_initials(spelled: Iterable[list[str]]) -> dict[tuple[str, str], list[int]]:
    """Key by initials and the word of the legal form that must be there; "" asks for none."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, each in enumerate(spelled):
        forms = ("", *(form for form in ("foundation", "trust") if form in each))
        for letters in initials(each):
            for form in forms:
                found[letters, form].append(position)
    return found


def _by_postcode(names: Sequence[Names]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position, each in enumerate(names):
        outward, _, inward = each.postcode.casefold().partition(" ")
        if _DISTRICT.fullmatch(outward):
            found[outward].append(position)
            found[outward + inward].append(position)
    return found


def _postings(
    names: Sequence[Names], spelled: Sequence[list[str]]
) -> tuple[list[str], npt.NDArray[np.int64], Positions, Scores]:
    """Return the sorted vocabulary and, word after word in its order, who has the word and how rightfully."""
    by_word: dict[str, dict[int, float]] = defaultdict(dict)
    for position, (each, own) in enumerate(zip(names, spelled, strict=True)):
        for former in each.former_names:
            _note(by_word, position, words(former), _FORMER_NAME)
        for abbreviation in each.abbreviations:
            _note(by_word, position, words(abbreviation), _EXACT)
        _note(by_word, position, own, _EXACT)
    vocabulary = sorted(by_word)
    starts = np.cumsum([0, *(len(by_word[word]) for word in vocabulary)])
    members = np.array([p for word in vocabulary for p in by_word[word]], dtype=np.intp)
    weights = np.array([w for word in vocabulary for w in by_word[word].values()], dtype=np.float32)
    return vocabulary, starts, members, weights


def _note(by_word: dict[str, dict[int, float]], position: int, spelled: Iterable[str], weight: float) -> None:
    """Note that the organisation at ``position`` has these words, with at least ``weight``."""
    for word in spelled:
        by_word[word][position] = max(weight, by_word[word].get(position, 0.0))

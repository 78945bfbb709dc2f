"""Find things by any of their names, as they are typed and in spite of typing errors."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

_NOT_A_WORD = re.compile(r"[\W_]+")
_SHORTEST_GUESSED = 4  # letters; shorter words have too many neighbours
_WORD_LIKENESS = 75  # of 100: "cenrer" and "cerner" have 83, "systemone" and "systmone" 94
_SHORTEST_GUESSED_NAME = 6
_NAME_LIKENESS = 84
_LEAST_OF_BEST = 0.6  # what scores less than this part of the best hit is noise


def plain(text: str) -> str:
    """Return ``text`` without accents, case and punctuation: words and single spaces."""
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _NOT_A_WORD.sub(" ", letters.casefold()).strip()


@dataclass(frozen=True, slots=True)
class Name:
    """A name, the key of what it belongs to, and how well it stands for that, from 0 to 1."""

    text: str
    key: str
    weight: float = 1.0


class NameIndex:
    """Names by their words and by their letters.

    Every word asked for must be in a name, begin one of its words or, when no name has it, be like one.
    Letters without spaces count too, so that "badger net" finds "BadgerNet".
    """

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = list(names)
        self._words = [plain(name.text).split() for name in self._names]
        self._letters = ["".join(words) for words in self._words]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(self._words):
            for word in set(words):
                self._holders[word].append(number)
        self._vocabulary = list(self._holders)

    def find(self, asked: str) -> dict[str, float]:
        """Return the keys whose names fit, each with its best score, above 0 and at most 1."""
        words = plain(asked).split()
        if not words:
            return {}
        scores: dict[str, float] = {}
        for number, likeness in [*self._by_words(words), *self._by_letters("".join(words))]:
            name = self._names[number]
            scores[name.key] = max(scores.get(name.key, 0.0), likeness * name.weight)
        least = _LEAST_OF_BEST * max(scores.values(), default=0.0)
        return {key: score for key, score in scores.items() if score >= least}

    def _by_words(self, asked: list[str]) -> Iterable[tuple[int, float]]:
        """Yield the names that have all words; a name of few other words scores more."""
        likeness = [self._names_with(word) for word in asked]
        for number in set.intersection(*(set(found) for found in likeness)):
            mean = sum(found[number] for found in likeness) / len(asked)
            covered = min(1.0, len(asked) / len(self._words[number]))
            yield number, mean * (0.7 + 0.3 * covered)

    def _names_with(self, asked: str) -> dict[int, float]:
        best: dict[int, float] = {}
        for word, likeness in self._words_like(asked):
            for number in self._holders[word]:
                best[number] = max(best.get(number, 0.0), likeness)
        return best

    def _words_like(self, asked: str) -> list[tuple[str, float]]:
        begun = [word for word in self._vocabulary if word.startswith(asked)]
        if begun or len(asked) < _SHORTEST_GUESSED:
            return [(word, 0.8 + 0.2 * len(asked) / len(word)) for word in begun]
        similar = process.extract(
            asked, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_WORD_LIKENESS, limit=None
        )
        return [(word, 0.8 * score / 100) for word, score, _place in similar]

    def _by_letters(self, asked: str) -> Iterable[tuple[int, float]]:
        """Yield the names that begin with ``asked``, or are like it, when spaces do not count."""
        for number, letters in enumerate(self._letters):
            if len(asked) >= _SHORTEST_GUESSED and letters.startswith(asked):
                yield number, 0.7 + 0.25 * len(asked) / len(letters)
        if len(asked) >= _SHORTEST_GUESSED_NAME:
            similar = process.extract(
                asked, self._letters, scorer=fuzz.ratio, score_cutoff=_NAME_LIKENESS, limit=None
            )
            for _letters, score, number in similar:
                yield number, 0.95 * score / 100

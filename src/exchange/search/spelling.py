"""Words that nothing has: finished where they are begun, corrected where they are mistyped. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz import process
from rapidfuzz.distance import OSA

from exchange.plumbing.words import stem

_SHORTEST = 4  # letters; shorter words have too many neighbours
_SHORTEST_BEGINNING = 3
_MOST_ENDINGS = 8
_LONG = 8  # letters from which two errors are forgiven


@dataclass(frozen=True)
class Candidate:
    """A word that may be meant: the letters to compare, and the stem that is looked up."""

    letters: str
    stem: str


class Lexicon:
    """Known words by their length, each with a number that says how frequent it is."""

    def __init__(
        self,
        frequencies: Mapping[str, int],
        *,
        known: "Lexicon | None" = None,
        new: Iterable[str] | None = None,
    ) -> None:
        self.frequencies = frequencies
        self._by_length: dict[int, list[str]] = defaultdict(list, known._by_length if known else {})
        for length, words in groupby(sorted(frequencies if new is None else new, key=len), key=len):
            self._by_length[length] = [*self._by_length[length], *words]

    def with_one_more_of(self, words: Collection[str]) -> "Lexicon":
        """Return the lexicon with each of these words once more frequent."""
        frequencies = {**self.frequencies, **{word: self.frequencies.get(word, 0) + 1 for word in words}}
        return Lexicon(frequencies, known=self, new=[word for word in words if word not in self.frequencies])

    def near(self, word: str) -> list[tuple[str, int]]:
        """Return the words that few errors lie between, with the number of errors."""
        most = 2 if len(word) >= _LONG else 1
        lengths = range(len(word) - most, len(word) + most + 1)
        known = [each for length in lengths for each in self._by_length.get(length, ())]
        found = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=None)
        return [(each, int(errors)) for each, errors, _at in found if each[:1] == word[:1] or errors == 1]


def likely(word: str, algorithm: str, stems: Lexicon, names: Lexicon) -> list[Candidate]:
    """Return the words that a mistyped one may be, the fewest errors and the most frequent first.

    Args:
        stems: of the index, made by ``algorithm``.
        names: whole words of names and synonyms.
    """
    if len(word) < _SHORTEST or any(letter.isdigit() for letter in word):
        return []
    found = {
        (errors, -names.frequencies[known], known): Candidate(known, stem(known, algorithm))
        for known, errors in names.near(word)
    }
    for known, errors in stems.near(stem(word, algorithm)):
        found.setdefault((errors, -stems.frequencies[known], known), Candidate(known, known))
    return [found[key] for key in sorted(found)]


def endings(word: str, *known: Iterable[str]) -> list[str]:
    """Return known words that begin with an unfinished one, the shortest first."""
    if len(word) < _SHORTEST_BEGINNING:
        return []
    begun = {each for words in known for each in words if each.startswith(word)}
    return sorted(begun, key=lambda each: (len(each), each))[:_MOST_ENDINGS]

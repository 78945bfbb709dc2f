"""Words that nothing has: finished where they are begun, corrected where they are mistyped."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 4  # letters; shorter words have too many neighbours
_SHORTEST_BEGINNING = 3
_MOST_ENDINGS = 8
_LONG = 8  # letters from which two errors are forgiven


@dataclass(frozen=True)
class Candidate:
    """A word that may be meant: the letters to compare, and the stem that is looked up."""

    letters: str
    stem: str


def likely(
    word: str, stem: Callable[[str], str], stems: Mapping[str, int], names: Collection[str]
) -> list[Candidate]:
    """Return the words that a mistyped one may be, the fewest errors and the most frequent first.

    Args:
        stems: of the index, with the number of documents that hold each.
        names: whole words of names and synonyms.
    """
    if len(word) < _SHORTEST or any(letter.isdigit() for letter in word):
        return []
    found = {
        (errors, -_WHOLE, known): Candidate(known, stem(known))
        for known, errors in _near(word, names, _errors_forgiven(word))
    }
    stemmed = stem(word)
    for known, errors in _near(stemmed, stems, _errors_forgiven(stemmed)):
        found.setdefault((errors, -stems[known], known), Candidate(known, known))
    return [found[key] for key in sorted(found)]


_WHOLE = 1_000  # a word of a name counts as if so many documents had it


def endings(word: str, stems: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return words that begin with an unfinished one, the shortest first."""
    if len(word) < _SHORTEST_BEGINNING:
        return []
    begun = {known for each in (stems, names) for known in each if known.startswith(word)}
    return sorted(begun, key=lambda known: (len(known), known))[:_MOST_ENDINGS]


def _errors_forgiven(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _near(word: str, known: Collection[str], most: int) -> list[tuple[str, int]]:
    found = process.extract(word, list(known), scorer=OSA.distance, score_cutoff=most, limit=None)
    return [(each, int(errors)) for each, errors, _at in found if each[:1] == word[:1] or errors == 1]

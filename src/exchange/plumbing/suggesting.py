"""The known words closest to one that is not known, for "Did you mean …?"."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

_LEAST_LIKENESS = 60  # of 100; below it a suggestion puzzles more than it helps
# Letters first, then words in any order, so that "Health, Oracle" finds "Oracle Health".
_LIKENESSES = ((fuzz.ratio, 1.0), (fuzz.token_sort_ratio, 0.95), (fuzz.token_set_ratio, 0.9))
_NOT_A_WORD = re.compile(r"[\W_]+")


def closest(word: str, known: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return the members of ``known`` most like ``word``, best first; case and punctuation do not count."""
    names = list(known)
    plain = [_plain(name) for name in names]
    scores: dict[int, float] = {}
    for likeness, worth in _LIKENESSES:
        cutoff = _LEAST_LIKENESS / worth
        for _name, score, place in process.extract(
            _plain(word), plain, scorer=likeness, limit=limit, score_cutoff=cutoff
        ):
            scores[place] = max(scores.get(place, 0), score * worth)
    return [names[place] for place in sorted(scores, key=lambda place: (-scores[place], place))[:limit]]


def did_you_mean(suggestions: Iterable[str]) -> str:
    """Return the question that names ``suggestions``, with a space before it, or nothing without any."""
    quoted = [f"'{suggestion}'" for suggestion in suggestions]
    return f" Did you mean {' or '.join(quoted)}?" if quoted else ""


def _plain(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text.lower()
    return _NOT_A_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()

"""The known words closest to one that is not known, for "Did you mean …?"."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

_LEAST_LIKENESS = 60  # of 100; below it a suggestion puzzles more than it helps
_NOT_A_WORD = re.compile(r"[\W_]+")


def closest(word: str, known: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return the members of ``known`` most like ``word``, best first; case and punctuation do not count."""
    choices = {name: _plain(name) for name in known}
    found = process.extract(
        _plain(word), choices, scorer=_likeness, limit=limit, score_cutoff=_LEAST_LIKENESS
    )
    return [name for _plain_name, _score, name in found]


def did_you_mean(suggestions: Iterable[str]) -> str:
    """Return the question that names ``suggestions``, with a space before it, or nothing without any."""
    quoted = [f"'{suggestion}'" for suggestion in suggestions]
    return f" Did you mean {' or '.join(quoted)}?" if quoted else ""


def _likeness(word: str, name: str, *, score_cutoff: float | None = None) -> float:
    """Compare letters first, then words in any order, so that "Health, Oracle" finds "Oracle Health"."""
    return max(
        fuzz.ratio(word, name),
        0.95 * fuzz.token_sort_ratio(word, name),
        0.9 * fuzz.token_set_ratio(word, name),
    )


def _plain(text: str) -> str:
    return _NOT_A_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()

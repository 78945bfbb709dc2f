"""The place in a lesson where the words stand that somebody looks for. Texts in, pieces out."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from exchange.plumbing.plain_text import shortened
from exchange.plumbing.words import stems_in
from exchange.search.schemas import Piece

LONGEST = 260  # letters
_PLENTY = 4  # different words: no other text is looked at
_BEFORE = 60  # letters of the text before the first word that is shown


def snippet(texts: Iterable[str], stems: frozenset[str], algorithm: str) -> tuple[Piece, ...]:
    """Return the part of the texts with most of the words, as pieces; their beginning without any.

    Args:
        texts: without Markdown, the most telling first.
        stems: of the words to be marked.
        algorithm: by which the full-text index stems words.
    """
    best = (-1, 0, "")
    for text in filter(None, texts):
        different, start = _best(text, _marks(text, stems, algorithm))
        if different > best[0]:
            best = (different, start, text)
        if different >= _PLENTY:
            break
    _, start, text = best
    return tuple(marked(_cut(text, start), stems, algorithm))


def marked(text: str, stems: frozenset[str], algorithm: str) -> Iterator[Piece]:
    """Yield a text in pieces, those marked that are among the words."""
    at = 0
    for start, end, _word in _marks(text, stems, algorithm):
        if start > at:
            yield Piece(text=text[at:start])
        yield Piece(text=text[start:end], is_match=True)
        at = end
    if text[at:]:
        yield Piece(text=text[at:])


def _marks(text: str, stems: frozenset[str], algorithm: str) -> list[tuple[int, int, str]]:
    """Return where words stand that are to be marked: start, end, stem."""
    if not stems:
        return []
    found = []
    for match in _beginnings(stems).finditer(text):
        for each in stems_in(match[0], algorithm):
            if each in stems:
                found.append((match.start(), match.end(), each))
                break
    return found


@lru_cache(64)
def _beginnings(stems: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern of all words that may have one of the stems: "i" may stand for "y" at their end."""
    beginnings = sorted({re.escape(each[:-1] if each.endswith("i") else each) for each in stems})
    return re.compile(r"\b(?:" + "|".join(beginnings) + r")[^\W_]*", re.IGNORECASE)


def _best(text: str, marks: list[tuple[int, int, str]]) -> tuple[int, int]:
    """Return how many different words the best part of a text has, and where it starts."""
    best = (0, 0)
    for start, _end, _word in marks:
        different = {word for at, end, word in marks if at >= start and end <= start + LONGEST - _BEFORE}
        best = max(best, (len(different), -start))
    return best[0], -best[1]


def _cut(text: str, start: int) -> str:
    """Return whole words of a text from shortly before a place, with "…" where something is left out."""
    if len(text) <= LONGEST or start <= _BEFORE:
        return shortened(text, LONGEST)
    start = min(start - _BEFORE, len(text) - LONGEST)
    begun = text[start:].partition(" ")[2]
    return f"…{begun}" if len(begun) <= LONGEST else f"…{begun[:LONGEST].rpartition(' ')[0]}…"

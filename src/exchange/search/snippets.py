"""The place in a lesson where the words stand that somebody looks for. Texts in, pieces out."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from exchange.plumbing.plain_text import shortened
from exchange.plumbing.words import stems_in
from exchange.search.asking import Sought
from exchange.search.schemas import Piece

LONGEST = 260  # letters
_PLENTY = 4  # different words: no other text is looked at
_BETWEEN = 2  # letters at most between words that stand beside one another
_BEFORE = 60  # letters of the text before the first word that is shown


def snippet(texts: Iterable[str], words: Sought, algorithm: str) -> tuple[Piece, ...]:
    """Return the part of the texts with most of the words, as pieces; their beginning without any.

    Args:
        texts: without Markdown, the most telling first.
        words: to be marked.
        algorithm: by which the full-text index stems words.
    """
    best = (-1, 0, "")
    for text in filter(None, texts):
        different, start = _best(text, _marks(text, words, algorithm))
        if different > best[0]:
            best = (different, start, text)
        if different >= _PLENTY:
            break
    _, start, text = best
    return tuple(marked(_cut(text, start), words, algorithm))


def marked(text: str, words: Sought, algorithm: str) -> Iterator[Piece]:
    """Yield a text in pieces, those marked that are among the words."""
    at = 0
    for start, end, _word in _marks(text, words, algorithm):
        if start > at:
            yield Piece(text=text[at:start])
        yield Piece(text=text[start:end], is_match=True)
        at = end
    if text[at:]:
        yield Piece(text=text[at:])


def _marks(text: str, words: Sought, algorithm: str) -> list[tuple[int, int, str]]:
    """Return where words stand that are to be marked: start, end, stem."""
    if not words.alone and not words.beside:
        return []
    stems, pattern = _parts(words)
    found = []
    for match in pattern.finditer(text):
        for each in stems_in(match[0], algorithm):
            if each in stems:
                found.append((match.start(), match.end(), each))
                break
    pairs = (
        {one, other}
        for one, other in pairwise(found)
        if (one[2], other[2]) in words.beside and other[0] - one[1] <= _BETWEEN
    )
    together = set().union(*pairs)
    return [mark for mark in found if mark[2] in words.alone or mark in together]


@lru_cache(64)
def _parts(words: Sought) -> tuple[frozenset[str], re.Pattern[str]]:
    """Return all stems, and a pattern of words that may have one: "i" may stand for "y" at their end."""
    stems = words.alone | {each for pair in words.beside for each in pair}
    beginnings = sorted({re.escape(each[:-1] if each.endswith("i") else each) for each in stems})
    return stems, re.compile(r"\b(?:" + "|".join(beginnings) + r")[^\W_]*", re.IGNORECASE)


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

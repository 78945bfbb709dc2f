"""Correct what was typed by the words that are there. Values in, values out."""

from collections.abc import Collection, Sequence

from exchange.plumbing.suggesting import closest

_SHORTEST = 4  # letters; shorter words have too many neighbours


def corrected(words: Sequence[str], known: Collection[str]) -> str:
    """Return the words with each that is not known replaced by the closest; "" when none is replaced."""
    changed = [_correct(word.casefold(), known) for word in words]
    return " ".join(changed) if changed != [word.casefold() for word in words] else ""


def _correct(word: str, known: Collection[str]) -> str:
    if len(word) < _SHORTEST or any(each.startswith(word) for each in known):
        return word
    return next(iter(closest(word, known, limit=1)), word)

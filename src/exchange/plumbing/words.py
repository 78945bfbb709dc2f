"""Words as every full-text index takes them: folded, split and stemmed in one way. Pure."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

LONGEST_WORD = 40  # letters; beyond it a word is cut
_JOINED = re.compile(r"(?<=\b[a-z])\s?&\s?(?=[a-z]\b)")  # A&E, R & D
_POSSESSIVE = re.compile(r"['’]s?\b")  # noqa: RUF001 - an apostrophe
_WORD = re.compile(r"[a-z0-9]+")
_KEPT = 65_536

_STOP_WORDS = """
i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers
herself it its itself they them their theirs themselves what which who whom this that these those am is are
was were be been being have has had having do does did doing a an the and but if or because as until while
of at by for with about against between into through during before after above below to from up down in out
on off over under again further then once here there when where why how all any both each few more most
other some such no nor not only own same so than too very s t can will just don should now
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""PostgreSQL's list for English. SQLite has none, so it is applied to what is asked for."""


def folded(text: str) -> str:
    """Return ``text`` without accents and case, with "A&E" as one word and no possessive."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))  # noqa: RUF001
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _POSSESSIVE.sub("", _JOINED.sub("", text.lower()))


def words_of(text: str) -> list[str]:
    """Return the words of a text, in its order."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(folded(text))]


@cache
def _algorithm(name: str) -> Any:
    return snowballstemmer.stemmer(name)


@lru_cache(_KEPT)
def stems_in(written: str, algorithm: str) -> tuple[str, ...]:
    """Return the stems of a word as it is written in a text: two or more where a hyphen joins them."""
    return tuple(stem(word, algorithm) for word in words_of(written))


@lru_cache(_KEPT)
def stem(word: str, algorithm: str) -> str:
    """Return the stem of a folded word.

    Args:
        algorithm: "porter" as SQLite's FTS5 does it, "english" as PostgreSQL does.
    """
    stemmed: str = _algorithm(algorithm).stemWord(word)
    return stemmed

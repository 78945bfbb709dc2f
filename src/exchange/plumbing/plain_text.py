"""What Markdown says, without its marks: for lists, search and mail."""

from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_KEPT = 8_192


@lru_cache(_KEPT)
def plain(text: str) -> str:
    """Return the words of a Markdown text on one line."""
    words = (word for token in _PARSER.parse(text) if token.children for word in _words(token.children))
    return " ".join("".join(words).split())


def shortened(text: str, longest: int) -> str:
    """Return the beginning of a plain text: whole sentences where there is one, else whole words and "…"."""
    if len(text) <= longest:
        return text
    sentences = text[:longest].rpartition(". ")[0]
    if len(sentences) > longest // 2:
        return f"{sentences}."
    return f"{text[:longest].rpartition(' ')[0] or text[:longest]}…"


def _words(tokens: list[Token]) -> list[str]:
    breaks = {"softbreak", "hardbreak"}
    shown = (token for token in tokens if token.type != "image")
    return [" " if token.type in breaks else token.content for token in shown] + [" "]

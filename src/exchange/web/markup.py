"""Markdown that people write, as HTML that is safe to show."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {"p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "hr", "a"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_PARSER = (
    MarkdownIt("commonmark", {"html": False, "breaks": True})
    .enable(["table", "strikethrough"])
    .disable(["image", "html_block", "html_inline"])
)
_KEPT = 4_096


@lru_cache(_KEPT)
def markdown(text: str) -> Markup:
    """Return Markdown as HTML: no pictures, no HTML of its own, links to https and mail addresses alone.

    Headings begin at the third level, below those of the page.
    """
    tokens = _PARSER.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if token.tag in {"h1", "h2", "h3"} else "h4"
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return Markup(
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"https", "http"},
            link_rel="nofollow noopener noreferrer ugc",
            attribute_filter=_own_hosts_only,
        )
    )


def _own_hosts_only(_tag: str, name: str, value: str) -> str | None:
    """Drop addresses that begin with "//": they lead to another host without saying so."""
    return None if name == "href" and value.lstrip().startswith(("//", "\\")) else value

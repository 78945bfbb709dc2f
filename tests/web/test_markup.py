import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.web.markup import markdown

ALLOWED = {"p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "hr"}
ALLOWED |= {"a", "table", "thead", "tbody", "tr", "th", "td"}
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://elsewhere.example/track.gif)",
    '[x](https://a"onmouseover="alert(1))',
    "[a]: javascript:alert(1)\n\n[a]",
    "<javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "[x](//elsewhere.example)",
    "[x](\\\\elsewhere.example)",
    "<style>@import url(//e)</style>",
    "<form action=//e><input>",
    "[x](vbscript:msgbox)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


def leads_astray(address):
    """Say whether an address runs something, or leads to another host without saying so."""
    scheme = re.match(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.-]*):", address)
    return address.startswith(("//", "\\")) or bool(scheme and scheme[1].lower() not in {"http", "https"})


class Faults(HTMLParser):
    """Collects tags and attributes that must not be there."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag not in ALLOWED:
            self.found.append(tag)
        for name, value in attributes:
            if name not in {"href", "rel", "start"} or (name == "href" and leads_astray(value or "")):
                self.found.append((tag, name, value))


@pytest.mark.parametrize("text", ATTACKS)
def test_what_is_dangerous_does_not_come_through(text):
    assert Faults(markdown(text)).found == []


PIECES = ["[", "](", ")", "<", ">", '"', "&#", "javascript:", "\n\n", "`", "|", "*"]
FRAGMENTS = st.sampled_from([*ATTACKS, *PIECES])


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=8)), max_size=12))
def test_nothing_dangerous_is_made_of_pieces(pieces):
    assert Faults(markdown("".join(pieces))).found == []


def test_headings_begin_below_those_of_the_page():
    assert markdown("# One\n\n## Two\n\n#### Four") == "<h3>One</h3>\n<h3>Two</h3>\n<h4>Four</h4>\n"


def test_emphasis_lists_and_tables_come_through():
    html = markdown("**a** *b*\n\n- c\n\n| d |\n|---|\n| e |")
    assert "<strong>a</strong> <em>b</em>" in html and "<li>c</li>" in html and "<td>e</td>" in html


def test_links_say_that_we_do_not_vouch_for_them():
    assert 'rel="nofollow noopener noreferrer ugc"' in markdown("[x](https://example.org)")

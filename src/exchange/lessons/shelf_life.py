"""How long a lesson holds before somebody should look at it again. Values in, values out."""

from datetime import timedelta

HOLDS_FOR = timedelta(days=730)
"""24 months. Source: the period after which NHS England's guidance pages are due for review; a judgement."""
FAST_AREAS = {
    "cyber": "threats, and what the toolkit (DSPT, CAF) asks for, change every year",
    "ai": "products, evidence and regulation (MHRA, NICE) change within months",
    "cloud": "prices, services and hosting policy change every year",
}
"""Functional areas that change fast, by code, each with the reason."""
FAST_HOLDS_FOR = timedelta(days=365)
"""12 months, for lessons about those."""
ASKED_AT_MOST_EVERY = timedelta(days=30)
"""Nobody is asked by mail more often whether their lessons are still true."""
LINK_HOLDS_FOR = timedelta(days=60)
"""So long a link in such a mail can be used."""
MOST_IN_ONE_MAIL = 25

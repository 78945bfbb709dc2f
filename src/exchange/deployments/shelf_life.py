"""How long a confirmation of a system holds, and how often people are asked. Values in, values out."""

from datetime import timedelta

ASKED_AFTER = timedelta(days=90)
"""A quarter. Source: journey A4 of the evidence, quarterly "still true?"; oftener, they stop answering."""
LAPSES_AFTER = timedelta(days=180)
"""Two quarters: by then whoever is silent was asked twice, so that silence says something. A judgement."""
ASKED_AT_MOST_EVERY = timedelta(days=30)
"""Nobody is asked by mail more often whether their organisation's systems are still true."""
LINK_HOLDS_FOR = timedelta(days=60)
"""So long the link in such a mail can be used: a holiday and a busy month, but less than a quarter."""
MOST_ON_ONE_PAGE = 200
"""Entries that one page asks about; the others come once these are answered."""
REPORTS_A_DAY = 20
"""Errors that one person may point out in 24 hours: a trust's list in two days, and no flood of mail."""

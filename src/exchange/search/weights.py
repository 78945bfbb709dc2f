"""Every number that decides in which order search lists lessons, with its reason.

They were chosen on the half of the labelled questions that may be tuned on (docs/search.md); around them the
measure is flat.
"""

# How much each place counts in which a concept stands. The name of an area or a product says for certain what
# a lesson is about, a title nearly so; a part of such a name and the publisher's name are seldom meant.
NAME, TITLE, BODY, NAME_PART, ORIGIN = 2.0, 1.5, 0.7, 0.5, 0.8
SATURATION = 1.5
"""A concept found in places worth x gives x / (x + SATURATION): the second place adds less than the first."""

# The parts of the score; they add up to 1.
RELEVANCE, FRESHNESS, USE, NEARNESS = 0.88, 0.04, 0.05, 0.03
HALF_LIFE_YEARS = 4.0
UNDATED = 0.3
MOST_USES = 20
"""So many uses give the full part; fewer by the logarithm, since the first tell most."""

# Nearness of the publisher's setting to the viewer's organisation; they add up to 1.
SAME_TYPE, SAME_ICB, SAME_REGION = 0.5, 0.25, 0.25

MEANING = 0.2
"""The part of relevance that is likeness in meaning, where it is known; the rest are the words."""
LIKE_ENOUGH = 0.4
"""So like a question in meaning, from 0 to 1, a lesson is listed without its words, where few have all."""

ENOUGH = 20
"""Fewer lessons with everything asked for than a page holds: those with some of it are listed below them."""
LEAST_COVERED = 0.2
"""The part of what was asked for, by rarity, that a lesson must have to be listed without all of it."""

"""Every number that decides in which order search lists lessons, with its reason. See docs/search.md."""

# How much each place counts in which a concept stands. A title says what a lesson is about; the name of its
# area or product says it too, for all lessons of the area; the publisher's name is seldom meant.
TITLE, BODY, NAME, NAME_PART, ORIGIN = 2.0, 1.0, 1.2, 0.5, 0.8
SATURATION = 1.0
"""A concept found in places worth x gives x / (x + SATURATION): the second place adds less than the first."""

# The parts of the score; they add up to 1.
RELEVANCE, FRESHNESS, USE, NEARNESS = 0.88, 0.04, 0.05, 0.03
HALF_LIFE_YEARS = 4.0
UNDATED = 0.3
MOST_USES = 20
"""So many uses give the full part; fewer by the logarithm, since the first tell most."""

# Nearness of the publisher's setting to the viewer's organisation; they add up to 1.
SAME_TYPE, SAME_ICB, SAME_REGION = 0.5, 0.25, 0.25

ENOUGH = 5
"""Fewer lessons with everything asked for: those with most of it are listed below them."""
LEAST_COVERED = 0.4
"""The part of what was asked for, by rarity, that a lesson must have to be listed without all of it."""

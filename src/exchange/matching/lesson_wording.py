"""Sentences about why a lesson is worth reading, and about what is not known of it."""

from exchange.matching.lesson import CONTENT, PRIORITIES, PUBLISHER, STAGE, SYSTEMS, USES
from exchange.matching.wording import listed

MISSING = {
    SYSTEMS: "Unknown: the lesson names no system or area, or you have registered none",
    STAGE: "Unknown: the lesson names no stage, or you have no stage in its area",
    PRIORITIES: "Unknown: the lesson names no priorities, or you have declared none",
    CONTENT: "Unknown: the lesson has no text, or too little is known of you to compare",
    PUBLISHER: "Unknown: the organisation that published it is not among those compared",
    USES: "Unknown: none of the organisations most like you has said whether it used this",
}


def about(names: list[str], kind: str) -> str:
    """Say which subjects are shared; ``kind`` is what they are called where none is."""
    return f"About {listed(names)}" if names else f"About other {kind} than yours"


def stage(own: str, theirs: str) -> str:
    """Say which stage the lesson is about beside that of the organisation that asks."""
    return f"About {theirs}, which is where you are" if own == theirs else f"About {theirs}; you are {own}"


def content(words: list[str]) -> str:
    """Say which words are shared, most telling first."""
    return f"Its words meet yours: {listed(words)}" if words else "Its words are not those of your profile"


def publisher(name: str, score: float) -> str:
    """Say how well the organisation that published it matches."""
    return f"Published by {name}, which matches you to {score:.0%}"


def uses(used: int, not_for: int, peers: int) -> str:
    """Say what the organisations most like the asking one reported."""
    return f"Of the {peers} organisations most like you, {used} used or tried it; {not_for} said not for them"

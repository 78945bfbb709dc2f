"""The texts of a lesson: what they are called on pages, and which a lesson cannot do without."""

from exchange.lessons.models import Lesson

LABELS = {
    "title": "Title",
    "context": "Context",
    "what_we_did": "What we did",
    "what_happened": "What happened",
    "do_differently": "What we would do differently",
    "ask_us_about": "Ask us about",
    "preconditions": "Preconditions",
    "steps": "Steps",
    "artefacts": "Artefacts",
    "what_we_changed": "What we changed",
}
"""Every text by its column, in the order of the page."""
REQUIRED = ("title", "what_we_did", "what_happened", "ask_us_about")
"""With a functional area and an outcome, all that must be there before a lesson is submitted."""


def texts_of(lesson: Lesson) -> dict[str, str]:
    """Return the texts of a lesson by column."""
    return {name: getattr(lesson, name) for name in LABELS}

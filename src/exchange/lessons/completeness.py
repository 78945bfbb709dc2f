"""What a lesson still needs before it can be submitted."""

from collections.abc import Mapping

from exchange.lessons.fields import LABELS, REQUIRED
from exchange.lessons.models import Lesson
from exchange.plumbing.errors import Invalid

AREA, OUTCOME = "areas", "outcome"
_NAMES = LABELS | {AREA: "Functional area", OUTCOME: "Outcome"}


class Incomplete(Invalid):
    """A lesson lacks something; ``missing`` are all the fields that it lacks, ``field`` is the first."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        names = ", ".join(f"“{name_of(name)}”" for name in missing)
        super().__init__(f"Before a lesson is submitted it needs {names}", field=missing[0])
        self.missing = missing


def name_of(field: str) -> str:
    """Return what a field is called on pages."""
    return _NAMES[field]


def missing_of(lesson: Lesson, *, has_area: bool, typed: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the fields that a lesson cannot be submitted without, and does not have.

    Args:
        typed: texts that are about to take the place of its own.
    """
    texts = {name: getattr(lesson, name) for name in REQUIRED} | dict(typed or {})
    missing = [name for name in REQUIRED if not texts[name].strip()]
    missing += [] if has_area else [AREA]
    missing += [] if lesson.outcome else [OUTCOME]
    return tuple(missing)

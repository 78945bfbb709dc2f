"""How lessons are told of: dates as they are known, states, candour, and whom to ask."""

from datetime import datetime

from exchange.lessons.models import Candour, CheckReason, Lesson, LessonState
from exchange.plumbing.cells import partial_date

CANDOUR = {
    Candour.PUBLIC: "Everybody can read this",
    Candour.STAFF: "NHS staff who have signed in can read this",
    Candour.NETWORKS: "Staff of organisations that share a network with its own can read this",
    Candour.RELAY: "NHS staff can read this. Nobody is told who wrote it, or where",
}
_CHECKING = {
    CheckReason.AGE: "nobody has confirmed it for a long time",
    CheckReason.PRODUCT: "the organisation retires or replaces a system that it is about",
    CheckReason.CONTACT: "the person who could be asked has left",
    CheckReason.CONTRADICTED: "another organisation tried it, and it did not work there",
}
_STATES = {
    LessonState.DRAFT: "This is a draft. Only you see it",
    LessonState.SUBMITTED: "This lesson waits for the knowledge lead of its organisation to publish it",
    LessonState.ARCHIVED: "This lesson is archived: it is kept as history and may no longer hold",
}


def state_note(lesson: Lesson) -> str:
    """Return what to beware of, as a sentence without its stop; "" for what is published and holds."""
    if lesson.taken_down_at is not None:
        return (
            f"This lesson was taken down, and only its author and reviewers see it. {lesson.takedown_reason}"
        )
    if lesson.check_reason is not None:
        return f"This lesson may no longer hold: {_CHECKING[lesson.check_reason]}"
    return _STATES.get(lesson.state, "")


def outcome_of_review(lesson: Lesson) -> str:
    """Return how far a lesson is on its way through review, as a sentence without its stop."""
    if lesson.state is LessonState.DRAFT:
        return "It came back to you" if lesson.review_note else "It has not been submitted"
    if lesson.state is LessonState.SUBMITTED:
        return "It waits for the knowledge lead of your organisation"
    return "It is published"


def partial(text: str) -> str:
    """Return a date as much as is known of it in words: "March 2023"."""
    return partial_date(text).in_words() if text else ""


def moment(lesson: Lesson, at: datetime | None) -> str:
    """Return a day in words; by relay the month alone, which is all that is kept."""
    if at is None:
        return ""
    return at.strftime("%B %Y") if lesson.candour is Candour.RELAY else f"{at.day} {at.strftime('%B %Y')}"


def size(count: int) -> str:
    """Return bytes as people say them: "340 kB", "2.1 MB"."""
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1e3))} kB"

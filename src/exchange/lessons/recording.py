"""How the audit trail names a lesson: never so that it tells whose a draft or a lesson by relay is."""

from exchange.lessons.models import Candour, Lesson, LessonState
from exchange.people.actor import Actor


def who(actor: Actor, lesson: Lesson) -> dict[str, str]:
    """Return actor and subject of an audit entry about ``lesson``, in neutral words where it may not tell."""
    if lesson.candour is Candour.RELAY:
        return {"actor": "somebody", "subject": "a lesson by relay"}
    if lesson.state is LessonState.DRAFT:
        return {"actor": "somebody", "subject": "a draft"}
    return {"actor": str(actor), "subject": f"lesson:{lesson.id}"}

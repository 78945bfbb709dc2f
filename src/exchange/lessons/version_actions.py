"""Bringing back what a lesson said before; the caller commits."""

from sqlmodel import Session

from exchange.lessons import saving, version_queries, writing_checks, writing_queries
from exchange.lessons.contents import Content, content_of
from exchange.lessons.fields import LABELS
from exchange.lessons.recording import who
from exchange.lessons.writing_schemas import Saved, VersionGiven
from exchange.people.actor import Actor
from exchange.plumbing import audit
from exchange.plumbing.clock import now
from exchange.plumbing.patient_data import refuse_nhs_numbers

BROUGHT_BACK = "brought back"


def bring_back(session: Session, actor: Actor, slug: str, number: int, given: VersionGiven) -> Saved:
    """Make a lesson say again what a version of it says; who sees it and whom to ask stay as they are.

    Raises:
        NotFound: there is no such lesson that the actor may see, or no such version.
        NotAllowed: they neither wrote it nor review it.
        Conflict: it has changed since they looked at it, is with its reviewer, or archived.
        HoldsPatientData: the version holds what looks like an NHS number.
    """
    lesson = writing_queries.lesson_to_change(session, actor, slug)
    writing_checks.check_version(lesson, given.version)
    kept = version_queries.get_version(session, actor, lesson, number)
    kept.pop("candour", None)
    texts = {name: str(kept.get(name, "")) for name in LABELS}
    known = writing_checks.known_texts(session, lesson)
    refuse_nhs_numbers(texts, known=known, titles=writing_checks.TITLES)
    content = Content(**{**content_of(session, lesson), **kept})
    writing_checks.check_is_whole(lesson, content)
    saving.change(session, actor, lesson, content, event=BROUGHT_BACK)
    audit.record(session, "lesson.version_brought_back", **who(actor, lesson))
    return Saved(
        slug=lesson.slug,
        version=lesson.version,
        saved_at=now(),
        is_with_reviewer=saving.goes_to_reviewer(actor, lesson),
    )

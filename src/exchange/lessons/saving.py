"""What happens to the rows of a lesson when its text changes."""

from uuid import uuid4

from sqlmodel import Session, func, select

from exchange.lessons import writing_checks, writing_queries
from exchange.lessons.access import CURRENT, knows_origin, may_review
from exchange.lessons.changes import note_lesson_change
from exchange.lessons.contents import Content, content_of, put_content
from exchange.lessons.models import FalseAlarm, Lesson, LessonState, LessonVersion
from exchange.lessons.relaying import cut_moments
from exchange.lessons.versions import keep_version
from exchange.lessons.writing_schemas import LessonGiven, Saved
from exchange.people.actor import Actor
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Invalid

BEFORE, CHANGED, SUBMITTED = "before the change", "changed", "submitted"


def new_draft(actor: Actor, *, is_blueprint: bool) -> Lesson:
    """Return an empty draft by the actor, who is asked about it unless they say otherwise."""
    assert actor.organisation_id is not None  # whoever may write has one
    id = uuid4()
    return Lesson(
        id=id,
        slug=id.hex,
        organisation_id=actor.organisation_id,
        author_id=actor.person,
        contact_person_id=actor.person,
        is_blueprint=is_blueprint,
    )


def put_given(
    session: Session, actor: Actor, lesson: Lesson, given: LessonGiven, *, is_strict: bool
) -> Saved:
    """Make what was given the text of a lesson, which the caller has locked; the caller records it.

    What is the same already raises no version, so that a save which is sent again does no harm.

    Args:
        is_strict: refuse what does not fit, instead of leaving it out.

    Raises:
        HoldsPatientData: a text holds what looks like an NHS number.
        Conflict: the lesson has changed since it was read.
        Invalid: something does not fit, or is missing from a lesson that is published.
    """
    is_overruled = writing_checks.refuse_patient_data(session, lesson, given)
    before = content_of(session, lesson)
    found = writing_checks.checked(session, actor, lesson, given, before)
    _check_contact(session, actor, lesson, given, found)
    if is_strict and found.problems:
        raise next(iter(found.problems.values()))
    content = Content(**{**before, **found.content})
    is_same = content == before and _is_same_contact(actor, lesson, given)
    if not is_same:
        writing_checks.check_version(lesson, given.version)
        writing_checks.check_is_whole(lesson, content)
        _note_false_alarm(session, actor, lesson, given.false_alarm if is_overruled else "")
        _put_contact(actor, lesson, given, found)
        change(session, actor, lesson, content, event=CHANGED)
    return Saved(
        slug=lesson.slug,
        version=lesson.version,
        saved_at=now(),
        is_with_reviewer=goes_to_reviewer(actor, lesson),
        left_out=tuple(map(str, found.problems.values())),
    )


def change(session: Session, actor: Actor, lesson: Lesson, content: Content, *, event: str) -> None:
    """Put another content into a lesson; of one that is no draft any more, keep what it said and says.

    What is published goes back to its reviewer, unless they made the change themselves.
    """
    is_draft = lesson.state is LessonState.DRAFT
    if not is_draft and not _has_version(session, lesson):
        keep_version(session, actor, lesson, BEFORE)
    put_content(session, lesson, content)
    lesson.version += 1
    lesson.changed_at = now()
    if not is_draft:
        if lesson.state in CURRENT and not may_review(actor, lesson):
            lesson.state, lesson.check_reason, lesson.submitted_at = LessonState.SUBMITTED, None, now()
            event = SUBMITTED
        keep_version(session, actor, lesson, event)
        cut_moments(session, lesson)
        note_lesson_change(session, lesson.id)
    session.flush()


def goes_to_reviewer(actor: Actor, lesson: Lesson) -> bool:
    """Say whether somebody else must look at a lesson that the actor has just changed."""
    return lesson.state is LessonState.SUBMITTED and not may_review(actor, lesson)


def _check_contact(
    session: Session, actor: Actor, lesson: Lesson, given: LessonGiven, found: writing_checks.Checked
) -> None:
    person_id = given.contact_person_id
    if person_id is None or person_id == lesson.contact_person_id or not knows_origin(actor, lesson):
        return
    if str(person_id) not in writing_queries.find_contact_ids(session, actor, lesson):
        message = "Choose yourself, a colleague at your organisation, or a role"
        found.problems["contact_person_id"] = Invalid(message, field="contact_person_id")


def _is_same_contact(actor: Actor, lesson: Lesson, given: LessonGiven) -> bool:
    if not knows_origin(actor, lesson):
        return True
    present = (lesson.contact_person_id, lesson.contact_role)
    return present == (given.contact_person_id, given.contact_role)


def _put_contact(actor: Actor, lesson: Lesson, given: LessonGiven, found: writing_checks.Checked) -> None:
    """Change who is asked, where the actor may know who that is."""
    if not knows_origin(actor, lesson):
        return
    lesson.contact_role = given.contact_role
    if "contact_person_id" not in found.problems:
        lesson.contact_person_id = given.contact_person_id


def _note_false_alarm(session: Session, actor: Actor, lesson: Lesson, reason: str) -> None:
    """Keep why what looks like an NHS number is none; nothing for no reason.

    Raises:
        Invalid: the actor does not lead the organisation of the lesson.
    """
    if not reason:
        return
    if not actor.leads(lesson.organisation_id):
        message = "Only the knowledge lead of your organisation can say that a number is no NHS number"
        raise Invalid(message, field="false_alarm")
    session.add(FalseAlarm(lesson_id=lesson.id, person_id=actor.person_id, reason=reason))


def _has_version(session: Session, lesson: Lesson) -> bool:
    statement = select(func.count()).where(LessonVersion.lesson_id == lesson.id)
    return session.exec(statement).one() > 0

"""What becomes of somebody's lessons when they leave: none is orphaned."""

import pytest
from sqlmodel import SQLModel, select

from exchange.lessons import letters, review_actions
from exchange.lessons.handing_on import hand_on_lessons
from exchange.lessons.models import (
    Candour,
    CheckReason,
    FalseAlarm,
    Lesson,
    LessonAttachment,
    LessonLink,
    LessonState,
    LessonVersion,
)
from exchange.lessons.versions import keep_version
from exchange.people.models import Duty, DutyState
from tests.lessons import cast as people
from tests.lessons.stock import add_lesson


@pytest.fixture
def cast(session):
    return people.build(session)


def leave(cast, successor=None):
    hand_on_lessons(cast.session, cast.author.id, cast.home.id, successor and successor.id)
    cast.session.flush()


def without_lead(cast):
    for duty in cast.session.exec(select(Duty).where(Duty.person_id == cast.lead.id)):
        duty.state, duty.ended_at = DutyState.ENDED, duty.decided_at
    cast.session.flush()


def test_a_successor_is_asked_about_everything_and_the_author_stays_as_history(cast):
    published, draft = cast.published(), cast.lesson()
    leave(cast, cast.colleague)
    assert (published.contact_person_id, published.author_id) == (cast.colleague.id, cast.author.id)
    assert published.state is LessonState.PUBLISHED
    assert (draft.author_id, draft.contact_person_id) == (cast.colleague.id, cast.colleague.id)
    assert "one draft and one published lesson" in cast.letters()
    assert cast.mail() == [("Col League", letters.HANDED_ON)]


def test_without_a_successor_the_role_is_asked_and_the_lesson_needs_checking(cast):
    published, archived = cast.published(), cast.published(state=LessonState.ARCHIVED)
    stale = cast.published(state=LessonState.NEEDS_CHECKING)
    leave(cast)
    assert (published.contact_person_id, published.contact_role) == (None, "knowledge lead")
    assert (published.state, published.check_reason) == (LessonState.NEEDS_CHECKING, CheckReason.CONTACT)
    assert (archived.state, stale.check_reason) == (LessonState.ARCHIVED, CheckReason.AGE)


def test_drafts_and_what_is_being_reviewed_go_to_the_lead_or_are_deleted_with_all_that_hangs_on_them(
    cast, session
):
    draft, submitted = cast.lesson(), cast.lesson(state=LessonState.SUBMITTED)
    leave(cast)
    assert {draft.author_id, submitted.author_id, draft.contact_person_id} == {cast.lead.id}
    without_lead(cast)
    doomed = cast.lesson()
    keep_version(session, cast.actor("author"), doomed, "edited")
    session.add(LessonLink(lesson_id=doomed.id, position=1, url="https://example.org"))
    session.add(FalseAlarm(lesson_id=doomed.id, person_id=cast.author.id, reason="An order"))
    session.add(
        LessonAttachment(
            lesson_id=doomed.id, name="a.pdf", media_type="application/pdf", size=1, content=b"1"
        )
    )
    kept = cast.lesson(state=LessonState.SUBMITTED)
    session.flush()
    leave(cast)
    assert session.exec(select(Lesson.id).where(Lesson.id == doomed.id)).all() == []
    assert _rows_about(session, doomed.id) == 0
    assert kept.state is LessonState.SUBMITTED and kept.contact_person_id is None
    review_actions.publish_lesson(session, cast.actor("administrator"), kept.slug)


def _rows_about(session, lesson_id):
    return sum(
        len(session.execute(table.select().where(column == lesson_id)).all())
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if any(key.target_fullname == "lesson.id" for key in column.foreign_keys)
    )


def test_others_lessons_and_those_of_other_organisations_are_left_alone(cast, session):
    other = add_lesson(session, cast.home, cast.colleague, slug="other")
    elsewhere = add_lesson(session, cast.away, cast.author, slug="elsewhere")
    leave(cast)
    assert other.contact_person_id == cast.colleague.id
    assert elsewhere.contact_person_id == cast.author.id
    assert cast.mail() == []


def test_what_is_handed_on_by_relay_stays_with_those_who_know(cast, session):
    published, draft = cast.published(candour=Candour.RELAY), cast.lesson(candour=Candour.RELAY)
    leave(cast)
    assert published.author_id == cast.author.id and draft.author_id == cast.lead.id
    text = cast.letters()
    assert published.title not in text and str(published.id) not in text
    assert session.exec(select(LessonVersion)).all() == []

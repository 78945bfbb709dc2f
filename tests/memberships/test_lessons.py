"""What becomes of somebody's lessons when their place ends, however it ends."""

import pytest
from sqlmodel import select

from exchange.lessons.models import CheckReason, Lesson, LessonState, LessonVersion
from exchange.memberships import handing_over
from tests import examples
from tests.lessons.stock import add_lesson
from tests.memberships.deeds import ask, leave, place_of


@pytest.fixture
def mia(session, north):
    return examples.add_person(session, "Mia Marlowe", north)


@pytest.fixture
def lessons(session, north, mia):
    """A published one and a draft of hers."""
    draft = add_lesson(session, north, mia, slug="draft", state=LessonState.DRAFT)
    session.add(LessonVersion(lesson_id=draft.id, number=1, event="saved", person_id=mia.id, content="{}"))
    session.flush()
    return add_lesson(session, north, mia), draft


def test_whoever_leaves_is_no_longer_asked_and_the_lead_goes_on_with_the_draft(session, kim, mia, lessons):
    published, draft = lessons
    leave(session, mia)
    assert (published.contact_person_id, published.contact_role) == (None, "knowledge lead")
    assert (published.author_id, published.check_reason) == (mia.id, CheckReason.CONTACT)
    assert draft.author_id == kim.id


def test_a_lead_s_lessons_go_to_the_successor(session, north, kim, mia):
    lesson = add_lesson(session, north, kim, slug="of-kim")
    draft = add_lesson(session, north, kim, slug="draft-of-kim", state=LessonState.DRAFT)
    leave(session, kim, mia)
    assert (lesson.contact_person_id, lesson.state) == (mia.id, LessonState.PUBLISHED)
    assert draft.author_id == mia.id


def test_moving_hands_over_too(session, south, kim, mia, lessons):
    ask(session, mia, south)
    assert lessons[0].contact_person_id is None and lessons[1].author_id == kim.id


@pytest.mark.usefixtures("ada")
def test_with_nobody_to_go_on_drafts_are_deleted_and_nothing_is_orphaned(session, mia, lessons):
    published, draft = lessons
    draft_id = draft.id
    handing_over.end_everything(session, examples.actor_of(session, mia), mia.id, None)
    session.expire_all()
    assert session.exec(select(Lesson.id).where(Lesson.id == draft_id)).all() == []
    assert session.exec(select(LessonVersion)).all() == []
    assert published.contact_role and published.check_reason is CheckReason.CONTACT


def test_whoever_only_takes_a_request_back_has_no_lessons_to_hand_over(session, nia, north, south, kim):
    lesson = add_lesson(session, south, nia)
    ask(session, nia, north)
    leave(session, nia)
    assert lesson.contact_person_id == nia.id and place_of(session, nia) is None

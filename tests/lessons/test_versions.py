import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from exchange.lessons.differences import Mark, differences, pieces
from exchange.lessons.models import Lesson, LessonState, LessonVersion
from exchange.lessons.versions import keep_version
from tests import examples
from tests.lessons.stock import add_lesson
from tests.lessons.writers import NHS_NUMBER, filled

WORDS = st.text(alphabet="ab \n.", max_size=60)


@given(WORDS, WORDS)
def test_what_stayed_and_went_is_the_old_text_and_what_stayed_and_came_the_new(old, new):
    found = list(pieces(old, new))
    assert "".join(each.text for each in found if each.mark is not Mark.ADDED) == old
    assert "".join(each.text for each in found if each.mark is not Mark.REMOVED) == new


def test_words_that_change_are_told_apart_from_those_that_stay():
    (field,) = differences({"title": "We scan every ward"}, {"title": "We scan each ward"})
    assert [(each.mark, each.text) for each in field.pieces] == [
        ("same", "We scan "),
        ("removed", "every"),
        ("added", "each"),
        ("same", " ward"),
    ]


@pytest.fixture
def lesson(session, writers):
    found = add_lesson(session, writers.trust, writers.ana, areas=("epma",))
    session.commit()
    return found


def change(browser, lesson, version, **more):
    form = filled(more.pop("contact"), version, title=lesson.title, **more)
    answer = browser.post(f"/lessons/{lesson.slug}/edit", data=form)
    assert answer.status_code == 303, answer.text


def test_a_change_after_publication_keeps_what_was_and_what_is(lead_browser, lesson, writers, look):
    change(lead_browser, lesson, 1, contact=writers.ana, what_happened="Fifty bays had no signal.")
    versions = look(select(LessonVersion).order_by(LessonVersion.number))
    assert [(each.number, each.event) for each in versions] == [(1, "before the change"), (2, "changed")]
    page = lead_browser.get(f"/lessons/{lesson.slug}/history").text
    assert "[removed: </span>Forty" in page and "[added: </span>Fifty" in page
    assert "<del>" in page and "<ins>" in page and "Lea Lead" in page
    assert "This is what it says today" in page


def test_drafts_keep_no_version_with_every_save(browser, draft, writers, look):
    for version in (1, 2, 3):
        form = filled(writers.ana, version, context=f"Word {version}")
        assert browser.post(f"/lessons/{draft}/autosave", data=form).status_code == 200
    assert look(select(LessonVersion)) == []


def test_a_version_is_brought_back_and_what_it_replaces_is_kept(browser, lead_browser, lesson, writers, look):
    change(
        lead_browser, lesson, 1, contact=writers.ana, what_happened="Worse", areas=["epr"], candour="public"
    )
    earlier = browser.get(f"/lessons/{lesson.slug}/history?version=1").text
    assert "Bring back this version" in earlier
    back = browser.post(f"/lessons/{lesson.slug}/history/1", data={"version": "2"})
    assert back.headers["location"] == "/account/lessons?done=review"
    kept = look(select(Lesson))[0]
    assert kept.state is LessonState.SUBMITTED and kept.submitted_at is not None
    assert kept.what_happened.startswith("Forty bays") and kept.candour == "public" and kept.version == 3
    assert lead_browser.get(f"/api/v1/lessons/{lesson.slug}/edit").json()["text"]["areas"] == ["epma"]
    history = browser.get(f"/api/v1/lessons/{lesson.slug}/history").json()
    assert [each["event"] for each in history["versions"]] == ["Submitted", "Changed", "Before the change"]
    assert {each["label"] for each in history["differences"]} >= {"What happened", "Functional areas"}
    after = next(each["after"] for each in history["differences"] if each["field"] == "areas")
    assert after == "Prescribing"


def test_a_version_is_not_brought_back_over_a_change_that_was_not_seen(
    browser, lead_browser, lesson, writers
):
    change(lead_browser, lesson, 1, contact=writers.ana, what_happened="Worse")
    stale = browser.post(f"/lessons/{lesson.slug}/history/1", data={"version": "1"})
    assert stale.status_code == 409 and "has changed since" in stale.text
    assert browser.post(f"/lessons/{lesson.slug}/history/9", data={"version": "2"}).status_code == 404
    twin = browser.post(f"/api/v1/lessons/{lesson.slug}/history/1", json={"version": 1})
    assert twin.status_code == 409


def test_a_version_with_an_nhs_number_does_not_come_back(session, browser, lesson, writers, look):
    lesson.what_happened = f"Patient {NHS_NUMBER}"
    keep_version(session, examples.actor_of(session, writers.ana), lesson, "published")
    lesson.what_happened = "Forty bays"
    session.commit()
    back = browser.post(f"/lessons/{lesson.slug}/history/1", data={"version": "1"})
    assert back.status_code == 422 and "looks like an NHS number" in back.text


def test_what_no_longer_exists_is_left_out_of_what_comes_back(session, lead_browser, lesson, writers):
    version = keep_version(session, examples.actor_of(session, writers.ana), lesson, "published")
    version.content = version.content.replace('"areas": ["epma"]', '"areas": ["epma", "gone"]')
    lesson.what_happened = "Changed"
    session.commit()
    back = lead_browser.post(f"/lessons/{lesson.slug}/history/1", data={"version": "1"})
    assert back.headers["location"] == f"/lessons/{lesson.slug}/edit?done=back"
    assert lead_browser.get(f"/api/v1/lessons/{lesson.slug}/edit").json()["text"]["areas"] == ["epma"]


@pytest.mark.parametrize("who", ["author", "lead"])
def test_what_its_author_changes_after_publication_goes_back_to_the_reviewer(
    browser, lead_browser, lesson, writers, look, who
):
    change({"author": browser, "lead": lead_browser}[who], lesson, 1, contact=writers.ana, context="New")
    state = look(select(Lesson))[0].state
    assert state is {"author": LessonState.SUBMITTED, "lead": LessonState.PUBLISHED}[who]
    if who == "author":
        assert browser.get(f"/lessons/{lesson.slug}/edit").status_code == 409
        assert "Your knowledge lead looks at the change" in browser.get("/account/lessons?done=review").text

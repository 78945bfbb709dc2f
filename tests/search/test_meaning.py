import pytest

from exchange.lessons.changes import note_lesson_change
from exchange.lessons.models import Candour, LessonState
from exchange.people.actor import VISITOR
from exchange.search.meaning import LEAST, Meaning
from tests.lessons.stock import add_lesson

KITCHEN, HARBOUR = "bread flour dough yeast", "ship anchor sail mast"


@pytest.fixture(autouse=True)
def two_dimensions(monkeypatch):
    """So few lessons about two things have room for no more."""
    monkeypatch.setattr("exchange.search.meaning._DIMENSIONS", 2)


def texts(count=LEAST):
    """Texts about one thing or another; "loaf" stands once, beside bread."""
    return {number: (KITCHEN, HARBOUR)[number % 2] for number in range(count)} | {0: f"loaf {KITCHEN}"}


def test_words_that_stand_together_find_each_other():
    like = Meaning.learned(texts()).likeness("loaf", LEAST)
    kitchen, harbour = like[2::2], like[1::2]
    assert kitchen.min() > 0.4 > harbour.max() and like.min() >= 0 and like.max() <= 1.0001


def test_what_has_no_known_word_is_like_nothing():
    assert not Meaning.learned(texts()).likeness("zebra", LEAST).any()


def test_a_text_can_be_replaced_added_and_taken_out_without_learning_anew():
    known = Meaning.learned(texts())
    new = known.with_texts({0: "", 1: "loaf", LEAST + 3: "loaf"})
    like = new.likeness("loaf", LEAST + 4)
    assert like[0] == 0 and like[1] == like[LEAST + 3] == like.max()
    assert len(known.likeness("loaf", 5)) == 5 and known.likeness("loaf", LEAST)[0] > 0
    assert not known.is_worn(LEAST + 2) and known.is_worn(2 * LEAST)


def test_lessons_that_have_left_the_lists_do_not_wear_it_out():
    known = Meaning.learned(texts() | {LEAST + number: "" for number in range(LEAST)})
    assert not known.is_worn(2 * LEAST) and not known.likeness("loaf", 2 * LEAST)[LEAST:].any()


def test_the_same_lessons_teach_the_same():
    assert (
        Meaning.learned(texts()).likeness("loaf", 9) == Meaning.learned(texts()).likeness("loaf", 9)
    ).all()


def test_lessons_without_the_words_follow_where_few_have_them(session, trust, reader, find):
    for number, text in texts().items():
        add_lesson(
            session, trust, title=f"Lesson {number}", what_happened=text, what_we_did="", ask_us_about=""
        )
    assert find(reader, "loaf").total > 3
    assert find(reader, '"loaf"').total == 1


def test_what_is_like_a_question_is_listed_for_those_who_may_read_it(session, trust, reader, find):
    made = [
        add_lesson(
            session, trust, title=f"Lesson {number}", what_happened=text, what_we_did="", ask_us_about=""
        )
        for number, text in texts().items()
    ]
    shown = find(reader, "loaf").total
    made[2].state = LessonState.ARCHIVED
    note_lesson_change(session, made[2].id)
    made[0].candour = Candour.PUBLIC
    note_lesson_change(session, made[0].id)
    assert find(reader, "loaf").total == shown - 1
    assert find(VISITOR, "loaf").total == 1

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from exchange.lessons.models import Lesson
from exchange.lessons.notes import is_blueprint, sort_notes

MINUTES = """# Go-live of ePMA on four wards

We are two sites with 600 beds.

What we did:
We walked every ward.

- With a trolley
- At night too

**Results**
Forty bays had no signal.
Next time we would begin six weeks earlier.

Ask us about - the list of bays
"""


def test_headings_and_leading_words_put_paragraphs_into_boxes():
    assert sort_notes(MINUTES) == {
        "title": "Go-live of ePMA on four wards",
        "context": "We are two sites with 600 beds.",
        "what_we_did": "We walked every ward.\n\n- With a trolley\n- At night too",
        "what_happened": "Forty bays had no signal.",
        "do_differently": "Next time we would begin six weeks earlier.",
        "ask_us_about": "the list of bays",
    }


@pytest.mark.parametrize(
    ("line", "box"),
    [
        ("What happened: it broke", "what_happened"),
        ("1. What happened? it broke", "what_happened"),
        ("- **Lessons learned:** it broke", "do_differently"),
        ("LESSONS: it broke", "do_differently"),
        ("What would we do differently? it broke", "do_differently"),
        ("Background \u2013 it broke", "context"),
        ("Outcome: it broke", "what_happened"),
        ("Approach: it broke", "what_we_did"),
        ("Steps: it broke", "steps"),
        ("Contact: it broke", "ask_us_about"),
        ("Prerequisites: it broke", "preconditions"),
    ],
)
def test_a_leading_word_opens_its_box(line, box):
    assert sort_notes(f"What we did: all.\n{line}")[box].endswith("it broke")


@pytest.mark.parametrize(
    "text", ["Results were mixed, context matters.", "Steps forward", "Approach-avoidance is known"]
)
def test_a_word_inside_a_sentence_opens_nothing(text):
    assert sort_notes(text) == {"what_we_did": text}


def test_without_any_heading_all_is_what_was_done():
    assert sort_notes("We moved.\nIt was hard.") == {"what_we_did": "We moved.\nIt was hard."}


def test_notes_with_steps_become_a_blueprint():
    assert is_blueprint(sort_notes("Steps:\n1. Walk\n2. Write"))
    assert not is_blueprint(sort_notes(MINUTES))


def test_what_runs_over_a_short_box_goes_on_in_a_longer_one():
    boxes = sort_notes("Background: " + "word " * 300 + "\nWhat we did: walked")
    assert len(boxes["context"]) <= 1000 and boxes["what_we_did"].startswith("walked\n\nword")
    assert sum(text.count("word") for text in boxes.values()) == 300


@given(st.text(alphabet="What hapend:\n#*-123. Lesons", max_size=400))
def test_no_word_is_lost_and_the_same_notes_give_the_same_boxes(notes):
    boxes = sort_notes(notes)
    assert boxes == sort_notes(notes)
    left = "".join(boxes.values())
    assert all(text.strip() == text and text for text in boxes.values())
    assert sum(map(str.isdigit, left)) <= sum(map(str.isdigit, notes))


def test_pasted_notes_begin_a_draft_and_stand_beside_it(browser, look):
    answer = browser.post("/lessons/new/notes", data={"notes": MINUTES})
    assert answer.status_code == 303
    page = browser.get(answer.headers["location"]).text
    assert "We put your notes into the boxes" in page and "**Results**" in page
    assert look(select(Lesson))[0].what_happened == "Forty bays had no signal."
    slug = answer.headers["location"].split("/")[2]
    assert browser.get(f"/api/v1/lessons/{slug}/edit").json()["notes"] == MINUTES.strip()
    assert "There is none yet" in browser.get(f"/lessons/{slug}/history").text


def test_notes_are_needed(browser):
    answer = browser.post("/lessons/new/notes", data={"notes": " "})
    assert answer.status_code == 422 and "Enter your notes" in answer.text

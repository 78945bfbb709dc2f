"""The stop for NHS numbers, and the lead's way past a false alarm."""

import shutil

import pytest
import structlog
from sqlmodel import select

from exchange.lessons.models import FalseAlarm, Lesson
from exchange.plumbing.patient_data import find_nhs_numbers
from tests.lessons.stock import add_lesson
from tests.lessons.writers import NHS_NUMBER, begun, filled

BARE = NHS_NUMBER.replace(" ", "")


@pytest.fixture
def stored(database_url):
    """All bytes that the database keeps, its log of changes included."""

    def read():
        if not database_url.startswith("sqlite"):
            pytest.skip("the files of a server are its own")
        path = database_url.removeprefix("sqlite:///")
        found = b""
        for suffix in ("", "-wal"):
            try:
                shutil.copy(path + suffix, path + ".copy")
            except FileNotFoundError:
                continue
            with open(path + ".copy", "rb") as file:
                found += file.read()
        return found

    return read


def test_the_number_of_these_tests_is_one():
    assert len(find_nhs_numbers(NHS_NUMBER)) == 1


FIELDS = (
    "title",
    "context",
    "what_we_did",
    "what_happened",
    "do_differently",
    "ask_us_about",
    "preconditions",
    "steps",
    "artefacts",
    "what_we_changed",
    "links",
    "contact_role",
)


@pytest.mark.parametrize("field", FIELDS)
def test_no_box_takes_an_nhs_number_by_page_autosave_or_program(browser, draft, writers, look, field):
    text = f"https://a.org {NHS_NUMBER}" if field == "links" else f"First line.\nPatient {NHS_NUMBER} fell"
    form = filled(writers.ana) | {field: text}
    page = browser.post(f"/lessons/{draft}/edit", data=form)
    auto = browser.post(f"/lessons/{draft}/autosave", data=form)
    api = browser.put(f"/api/v1/lessons/{draft}/edit", json=form | {"version": 1})
    assert [answer.status_code for answer in (page, auto, api)] == [422, 422, 422]
    assert f'href="#{field}"' in page.text
    assert NHS_NUMBER in page.text or field == "contact_role"  # a list to choose from
    for said in (page.text.split("<form action")[0], auto.text, api.text):
        assert "looks like an NHS number on line" in said and NHS_NUMBER not in said
    assert api.json()["errors"][0]["field"] == field
    assert look(select(Lesson))[0].version == 1


@pytest.mark.parametrize("way", ["page", "autosave", "program", "notes", "notes by program", "file"])
def test_nothing_of_it_is_stored_or_logged(browser, draft, writers, stored, capsys, way):
    form = filled(writers.ana, what_happened=f"Patient {NHS_NUMBER}, also {BARE}, fell")
    ways = {
        "page": lambda: browser.post(f"/lessons/{draft}/edit", data=form),
        "autosave": lambda: browser.post(f"/lessons/{draft}/autosave", data=form),
        "program": lambda: browser.put(f"/api/v1/lessons/{draft}/edit", json=form | {"version": 1}),
        "notes": lambda: browser.post("/lessons/new/notes", data={"notes": f"What happened: {NHS_NUMBER}"}),
        "notes by program": lambda: browser.post("/api/v1/lessons/new/notes", json={"notes": NHS_NUMBER}),
        "file": lambda: browser.post(
            f"/lessons/{draft}/attachments",
            files={"file": (f"{NHS_NUMBER}.pdf", b"%PDF-1.7")},
            data={"confirmed": "true"},
        ),
    }
    capsys.readouterr()
    with structlog.testing.capture_logs() as lines:
        assert ways[way]().status_code == 422
    said = "".join(capsys.readouterr()) + repr(lines)
    for number in (NHS_NUMBER, BARE):
        assert number.encode() not in stored() and number not in said


def test_a_lead_says_why_a_number_is_none_and_it_goes_through_from_then_on(
    writers, lead_browser, browser, look, session
):
    slug = begun(lead_browser)
    form = filled(writers.lead, what_happened=f"Order {NHS_NUMBER} came late")
    stopped = lead_browser.post(f"/lessons/{slug}/edit", data=form)
    assert stopped.status_code == 422 and "Why this is not an NHS number" in stopped.text
    taken = lead_browser.post(f"/lessons/{slug}/edit", data=form | {"false_alarm": "It is an order number"})
    assert taken.status_code == 303
    (alarm,) = look(select(FalseAlarm))
    assert (alarm.person_id, alarm.reason) == (writers.lead.id, "It is an order number")
    again = form | {"version": "2", "what_we_did": f"We ordered {BARE}"}
    assert lead_browser.post(f"/lessons/{slug}/autosave", data=again).status_code == 200
    other = form | {"version": "3", "what_we_did": "Ordered 999 000 0026"}
    assert len(find_nhs_numbers("999 000 0026")) == 1
    assert lead_browser.post(f"/lessons/{slug}/edit", data=other).status_code == 422
    assert len(look(select(FalseAlarm))) == 1


def test_only_a_lead_is_asked_and_only_a_lead_may_say_so(browser, draft, writers, look):
    form = filled(writers.ana, what_happened=NHS_NUMBER)
    assert "Why this is not" not in browser.post(f"/lessons/{draft}/edit", data=form).text
    forced = browser.post(f"/lessons/{draft}/edit", data=form | {"false_alarm": "It is none"})
    assert forced.status_code == 422 and "Only the knowledge lead" in forced.text
    assert look(select(FalseAlarm)) == [] and look(select(Lesson))[0].what_happened == ""


def test_the_reason_does_not_repeat_the_number(writers, lead_browser, look):
    slug = begun(lead_browser)
    form = filled(writers.lead, what_happened=NHS_NUMBER, false_alarm=f"{BARE} is an order")
    answer = lead_browser.post(f"/lessons/{slug}/edit", data=form)
    assert answer.status_code == 422 and 'href="#false_alarm"' in answer.text
    assert look(select(FalseAlarm)) == []


def test_a_lead_lets_the_number_of_an_authors_published_lesson_through(
    session, writers, lead_browser, browser
):
    lesson = add_lesson(session, writers.trust, writers.ana, areas=("epma",))
    session.commit()
    path, form = f"/lessons/{lesson.slug}/edit", filled(writers.ana, what_happened=f"Order {NHS_NUMBER}")
    assert lead_browser.post(path, data=form | {"false_alarm": "An order"}).status_code == 303
    later = form | {"version": "2", "ask_us_about": f"order {NHS_NUMBER}"}
    assert browser.post(path, data=later).status_code == 303


def test_other_signs_are_listed_where_the_author_looks_and_stop_nothing(browser, draft, writers):
    form = filled(writers.ana, what_happened="First.\nMr Smith, DOB 1/2/1950, was moved")
    assert browser.post(f"/lessons/{draft}/edit", data=form).status_code == 303
    page = browser.get(f"/lessons/{draft}/preview").text
    warning = page.split("Look at these places again")[1].split("</ul>")[0]
    assert "“What happened”, line 2, may hold a date of birth" in warning and "1950" not in warning
    signs = browser.get(f"/api/v1/lessons/{draft}/preview").json()["signs"]
    assert len(signs) == 2

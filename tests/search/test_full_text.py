from pathlib import Path

import pytest
from sqlmodel import select

from exchange.lessons.changes import note_lesson_change
from exchange.lessons.documents import WORDS_TABLE, LessonDocument
from exchange.lessons.models import Candour
from exchange.plumbing.full_text import full_text
from exchange.plumbing.words import STOP_WORDS, folded, stem, words_of
from tests import examples
from tests.lessons.stock import add_lesson


@pytest.fixture
def trust(session):
    return examples.add_organisation(session)


def holding(session, *words):
    title, body = full_text(session, WORDS_TABLE).holding(session, words)
    return len(title), len(body)


def test_words_are_folded_alike_wherever_they_come_from():
    assert words_of("Sister's A&E – Café-R & D, e-Prescribing") == [  # noqa: RUF001 - a dash
        "sister",
        "ae",
        "cafe",
        "rd",
        "e",
        "prescribing",
    ]
    assert folded("ÉPR") == "epr"


def test_an_index_finds_words_by_their_stem_and_phrases_in_their_order(session, trust):
    add_lesson(
        session, trust, title="Printers went silent", what_happened="Labels were printed on café paper"
    )
    assert holding(session, "printer") == (1, 0)
    assert holding(session, "printing") == (0, 1)
    assert holding(session, "cafe", "paper") == (0, 1)
    assert holding(session, "paper", "cafe") == (0, 0)


def test_an_index_can_be_asked_among_some_documents(session, trust):
    add_lesson(session, trust, title="First printers")
    second = add_lesson(session, trust, title="Second printers")
    statement = select(LessonDocument.number).where(LessonDocument.lesson_id == second.id)
    number = session.exec(statement).one()
    title, _ = full_text(session, WORDS_TABLE).holding(session, ("printers",), [number])
    assert title.tolist() == [number]


def test_words_of_a_lesson_change_with_it_and_go_with_it(session, trust):
    lesson = add_lesson(session, trust, title="Printers")
    lesson.title = "Scanners"
    note_lesson_change(session, lesson.id)
    assert holding(session, "printers") == (0, 0) and holding(session, "scanners") == (1, 0)
    session.delete(lesson)
    session.flush()
    assert holding(session, "scanners") == (0, 0)


def test_a_document_holds_the_words_of_the_lesson_and_no_place(session, trust):
    named = {"source_title": "Northfield board paper", "source_url": "https://example.org"}
    add_lesson(session, trust, title="By relay", candour=Candour.RELAY, **named)
    assert holding(session, "northfield") == (0, 0)
    add_lesson(session, trust, title="In public", candour=Candour.PUBLIC, **named)
    assert holding(session, "northfield") == (0, 1)


WORDS = (
    "implementations training nurses rehearsed wards discharging electronic prescribing medicines relational"
    " safety happily queues delayed delays organisation migration tested reliability going lessons records"
)


def test_stems_are_those_of_the_engine(session, trust):
    add_lesson(session, trust, title="Stems", what_happened=WORDS)
    index = full_text(session, WORDS_TABLE)
    known = index.vocabulary(session)
    words = set(WORDS.split()) - STOP_WORDS
    assert {word for word in words if stem(word, index.algorithm) not in known} == set()


def test_what_is_taken_out_of_the_index_leaves_no_bytes(session, trust, engine, database_kind, tmp_path):
    if database_kind != "sqlite":
        pytest.skip("PostgreSQL overwrites when it vacuums")
    lesson = add_lesson(session, trust, title="Xyzzyplugh in the index", slug="one")
    session.commit()
    lesson.title = "Nothing"
    note_lesson_change(session, lesson.id)
    session.commit()
    session.close()
    with engine.connect() as connection:
        connection.commit()
        connection.connection.driver_connection.execute("pragma wal_checkpoint(truncate)")
    path = Path(engine.url.database)
    assert b"xyzzyplugh" not in path.read_bytes().lower()

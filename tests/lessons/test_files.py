import csv
from io import StringIO

import nhs_number
import pytest
from sqlmodel import select

from exchange.lessons.models import Lesson, LessonArea, LessonState, LessonSystem, LessonTheme
from exchange.loading import KINDS, import_file
from exchange.organisations.models import Theme
from exchange.plumbing.problems import BadTable
from exchange.technologies.models import FunctionalArea, Product, Supplier
from tests import examples
from tests.lessons.stock import add_lesson

ROW = {
    "ods_code": "RXA",
    "title": "Scan the ward first",
    "what_we_did": "We walked the wards.",
    "what_happened": "Forty bays had no signal.",
    "ask_us_about": "The list of bays",
    "functional_area": "epma;eud_vdi",
    "product": "Product One",
    "themes": "wgll_2",
    "outcome": "worked",
    "candour": "public",
    "happened_on": "2023-05",
    "source_url": "https://example.org/paper",
    "read_on": "2026-11-26",
}


@pytest.fixture
def trust(session):
    supplier = Supplier(name="Supplier One", slug="supplier-one")
    session.add(supplier)
    session.add(Theme(code="wgll_2", name="Smart foundations"))
    session.add_all(FunctionalArea(code=code, name=code, short_name=code) for code in ("epma", "eud_vdi"))
    session.flush()
    session.add(Product(name="Product One", slug="product-one", supplier_id=supplier.id))
    return examples.add_organisation(session, "RXA")


@pytest.fixture
def bring(session, operator, tmp_path):
    def bring(*rows, columns=tuple(ROW)):
        text = StringIO(newline="")
        writer = csv.DictWriter(text, columns)
        writer.writeheader()
        writer.writerows(rows)
        (tmp_path / "lessons.csv").write_text(text.getvalue(), "utf-8")
        return import_file(session, operator, KINDS["lessons"], tmp_path / "lessons.csv").tally

    return bring


def test_a_lesson_from_a_file_is_published_with_what_it_is_about(session, trust, bring):
    assert bring(ROW).added == 1
    lesson = session.exec(select(Lesson)).one()
    assert lesson.state is LessonState.PUBLISHED and lesson.author_id is None
    assert lesson.contact_role == "knowledge lead"
    assert lesson.slug.startswith("scan-the-ward-first-")
    assert str(lesson.checked_on) == "2026-11-26"
    assert {row.functional_area_code for row in session.exec(select(LessonArea))} == {"epma", "eud_vdi"}
    assert [row.theme_code for row in session.exec(select(LessonTheme))] == ["wgll_2"]
    assert session.exec(select(LessonSystem)).one().product_id is not None


def test_the_same_file_again_changes_nothing(session, trust, bring):
    bring(ROW)
    tally = bring(ROW)
    assert (tally.added, tally.changed, tally.unchanged) == (0, 0, 1)


def test_what_people_have_done_with_a_lesson_stays(session, trust, bring):
    bring(ROW)
    session.exec(select(Lesson)).one().state = LessonState.ARCHIVED
    session.flush()
    bring(ROW | {"what_happened": "Fifty bays had no signal."})
    lesson = session.exec(select(Lesson)).one()
    session.refresh(lesson)
    assert lesson.state is LessonState.ARCHIVED and lesson.what_happened.startswith("Fifty")


def test_what_a_lesson_is_about_follows_the_file(session, trust, bring):
    bring(ROW)
    bring(ROW | {"functional_area": "epma", "product": "", "themes": ""})
    assert [row.functional_area_code for row in session.exec(select(LessonArea))] == ["epma"]
    assert not session.exec(select(LessonSystem)).all() and not session.exec(select(LessonTheme)).all()


def test_an_nhs_number_refuses_the_file_with_line_and_column_and_is_not_quoted(session, trust, bring):
    for number in nhs_number.generate(quantity=20):
        written = f"{number[:3]} {number[3:6]} {number[6:]}"
        with pytest.raises(BadTable) as refusal:
            bring(ROW, ROW | {"title": "Another", "what_happened": f"Then {written} came"})
        (problem,) = refusal.value.problems.sentences()
        assert "line 3" in problem.lower() and "what_happened" in problem
        assert written not in problem and number not in problem
    assert not session.exec(select(Lesson)).all()


def test_a_lesson_that_somebody_wrote_is_not_written_over(session, trust, bring):
    author = examples.add_person(session, "Ana Example", trust)
    add_lesson(session, trust, author, title=ROW["title"])
    with pytest.raises(BadTable, match="Somebody there has written a lesson of this title"):
        bring(ROW)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("ods_code", "RXZ", "There is no organisation 'RXZ'"),
        ("functional_area", "epmaa", "There is no functional area 'epmaa'"),
        ("product", "Product Two", "There is no product 'Product Two'"),
        ("outcome", "brilliant", "'brilliant' is not one of"),
        ("happened_on", "last year", "is not a date"),
        ("what_we_did", "", "must be filled"),
        ("title", "x" * 121, "the most is 120"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(trust, bring, column, value, says):
    with pytest.raises(BadTable) as refusal:
        bring(ROW | {column: value})
    assert any(says in sentence and column in sentence for sentence in refusal.value.problems.sentences()), (
        refusal.value.problems.sentences()
    )

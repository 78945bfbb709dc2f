import random

import pytest
from sqlalchemy import event

from exchange.lessons.changes import note_lesson_change
from exchange.lessons.models import Candour, LessonState, LessonUse, Outcome, UseKind
from exchange.people.actor import VISITOR
from exchange.people.models import DutyKind
from exchange.plumbing.changes import LESSONS, REGISTRY, note_change
from exchange.search.schemas import PAGE_SIZE, LessonSort
from exchange.technologies.models import FunctionalArea, Stage
from tests import examples
from tests.lessons.stock import add_lesson


def test_what_has_every_word_is_found_by_any_form_of_the_words(session, trust, reader, ids):
    both = add_lesson(session, trust, title="Rehearsing discharges on a ward")
    add_lesson(session, trust, title="Unrelated")
    assert ids(reader, "rehearsal ward discharge")[:1] == [both.id]
    assert ids(reader, "REHEARSÉD")[:1] == [both.id]


def test_where_few_have_all_of_it_those_with_most_of_it_follow(session, trust, reader, find):
    most = add_lesson(session, trust, title="Label printers jam")
    for number in range(5):
        add_lesson(session, trust, title=f"Something else {number}")
    found = find(reader, "label printers jam overnight")
    assert found.nearly and [each.lesson_id for each in found.items] == [most.id]


def test_words_in_quotation_marks_stand_next_to_each_other(session, trust, reader, ids):
    add_lesson(session, trust, title="A centre of command")
    phrase = add_lesson(session, trust, title="The command centre")
    assert ids(reader, '"command centre"') == [phrase.id]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("EHR", "an electronic patient record"),
        ("electronic health record", "the EPR"),
        ("HEPMA", "electronic prescribing"),
        ("e-prescribing", "the ePMA"),
        ("emergency department", "in A&E"),
        ("A&E", "in the ED"),
        ("VTE", "venous thromboembolism"),
        ("go live", "before the cutover"),
        ("go-live", "at golive"),
        ("PAS", "patient administration system"),
    ],
)
def test_abbreviations_and_synonyms_work_both_ways(session, trust, reader, ids, asked, written):
    lesson = add_lesson(session, trust, title="Learned", what_happened=f"It was {written} then.")
    add_lesson(session, trust, title="Unrelated")
    assert ids(reader, asked) == [lesson.id]


def test_a_lesson_is_found_by_the_names_of_what_it_is_about(session, trust, reader, ids, about):
    lesson = add_lesson(session, trust, title="Learned", areas=("epma",))
    product = about(lesson, "Wonderchart", "Oldchart")
    add_lesson(session, trust, title="Unrelated")
    assert ids(reader, "wonderchart") == ids(reader, "oldchart") == ids(reader, "maker") == [lesson.id]
    product.name = "Renamed"
    note_change(session, REGISTRY)
    assert ids(reader, "wonderchart") == [] and ids(reader, "renamed") == [lesson.id]


def test_a_lesson_is_found_by_its_publisher_but_for_one_by_relay(session, trust, ids, reader):
    lesson = add_lesson(session, trust, title="Open")
    add_lesson(session, trust, title="By relay", candour=Candour.RELAY)
    note_change(session, REGISTRY)
    assert ids(reader, "Northfield") == ids(reader, "RXA") == [lesson.id]
    assert ids(reader, organisation="RXA") == [lesson.id]


def test_nothing_is_found_that_does_not_stand_in_the_lists(session, trust, reader, ids):
    staff = add_lesson(session, trust, title="Printers for staff")
    public = add_lesson(session, trust, title="Printers for all", candour=Candour.PUBLIC)
    add_lesson(session, trust, title="Printers in networks", candour=Candour.NETWORKS)
    for state in (LessonState.DRAFT, LessonState.SUBMITTED, LessonState.ARCHIVED):
        add_lesson(session, trust, title=f"Printers {state}", state=state)
    assert ids(VISITOR, "printers") == [public.id]
    assert set(ids(reader, "printers")) == {public.id, staff.id}


def test_changes_are_found_at_once(session, trust, reader, ids):
    lesson = add_lesson(session, trust, title="Printers")
    assert ids(reader, "printers") == [lesson.id]
    lesson.title = "Scanners"
    note_lesson_change(session, lesson.id)
    assert ids(reader, "printers") == [] and ids(reader, "scanners") == [lesson.id]
    lesson.state = LessonState.ARCHIVED
    note_lesson_change(session, lesson.id)
    assert ids(reader, "scanners") == ids(reader) == []


def test_a_mistyped_word_is_corrected_and_can_be_insisted_on(session, trust, reader, find):
    lesson = add_lesson(session, trust, title="Pharmacists rehearsed")
    found = find(reader, "pharmacits rehearsed")
    assert (found.corrected, found.instead) == ("pharmacists rehearsed", "pharmacits rehearsed")
    assert [each.lesson_id for each in found.items] == [lesson.id]
    assert find(reader, "pharmacits", exact=True).total == 0


def test_a_word_is_offered_to_those_alone_who_find_something_by_it(session, trust, reader, find):
    add_lesson(session, trust, title="The zanzibar incident")
    add_lesson(session, trust, title="Open", candour=Candour.PUBLIC)
    assert find(reader, "zanzibra").corrected == "zanzibar"
    assert find(VISITOR, "zanzibra").corrected == ""


def test_the_last_word_may_be_unfinished(session, trust, reader, find):
    lesson = add_lesson(session, trust, title="Pharmacists rehearsed")
    found = find(reader, "rehearsed pharm")
    assert [each.lesson_id for each in found.items] == [lesson.id] and not found.corrected


def test_a_question_is_answered_by_what_it_is_about(session, trust, reader, ids):
    lesson = add_lesson(session, trust, title="Label printers")
    for number in range(6):
        add_lesson(session, trust, title=f"How we would do it {number}")
    assert ids(reader, "how did anybody get the label printers to work?")[:1] == [lesson.id]


def test_snippets_show_where_the_words_stand_and_what_is_text_stays_text(session, trust, reader, find):
    add_lesson(session, trust, title="Learned", what_happened="We saw <b>bold</b> printers, **often**.")
    (item,) = find(reader, "printer").items
    assert [piece.text for piece in item.snippet if piece.is_match] == ["printers"]
    assert "".join(piece.text for piece in item.snippet) == "We saw <b>bold</b> printers, often."


def test_titles_count_more_than_texts_and_use_lifts_equals(session, trust, elsewhere, reader, ids):
    text = add_lesson(session, trust, title="Learned", what_happened="About printers")
    first = add_lesson(session, trust, title="Printers one")
    used = add_lesson(session, trust, title="Printers two")
    session.add(LessonUse(lesson_id=used.id, organisation_id=elsewhere.id, kind=UseKind.USED))
    note_lesson_change(session, used.id)
    assert ids(reader, "printers") == [used.id, first.id, text.id]


def test_newer_events_and_nearer_settings_lift_equals(session, trust, elsewhere, reader, ids, placed):
    old = add_lesson(session, trust, title="Printers one", happened_on="2009")
    new = add_lesson(session, trust, title="Printers two", happened_on="2026-03")
    assert ids(reader, "printers") == [new.id, old.id]
    near = examples.add_organisation(session, "RXC", "Near Trust")
    placed(near, "Y1")
    placed(elsewhere, "Y1")
    lesson = add_lesson(session, near, title="Scanners one", happened_on="2020")
    far = add_lesson(session, trust, title="Scanners two", happened_on="2020")
    assert ids(reader, "scanners") == [lesson.id, far.id]


def test_a_lesson_by_relay_is_ranked_as_if_its_place_were_not_known(
    session, trust, elsewhere, reader, find, placed
):
    placed(trust, "Y1")
    placed(elsewhere, "Y1")
    third = examples.add_organisation(session, "RXC", "Third Trust")
    one = add_lesson(session, trust, title="Printers one", candour=Candour.RELAY)
    two = add_lesson(session, third, title="Printers two", candour=Candour.RELAY)
    add_lesson(session, trust, title="Something else")
    scores = {each.lesson_id: each.score for each in find(reader, "printers").items}
    assert scores[one.id] == scores[two.id]


def test_places_are_neither_filtered_nor_counted_where_the_origin_is_not_known(
    session, trust, reader, find, placed
):
    placed(trust, "Y1")
    ana = examples.add_person(session, "Ana Example", trust, duties=[DutyKind.KNOWLEDGE_LEAD])
    add_lesson(session, trust, candour=Candour.RELAY)
    assert find(reader).total == 1 and find(reader, region="Y1").total == 0
    assert find(reader).facets["region"] == find(reader).facets["organisation"] == ()
    lead = examples.actor_of(session, ana)
    assert find(lead, region="Y1").total == 1
    assert [each.count for each in find(lead).facets["organisation"]] == [1]


def test_a_filter_counts_what_choosing_it_gives_beside_the_others(session, trust, elsewhere, reader, find):
    dice = random.Random(5)
    for code in ("epr", "pas", "epma"):
        session.add(FunctionalArea(code=code, name=code, short_name=code))
    for number in range(60):
        add_lesson(
            session,
            dice.choice((trust, elsewhere)),
            title=f"{dice.choice(('Printers', 'Scanners'))} {number}",
            areas=tuple(dice.sample(("epr", "pas", "epma"), dice.choice((1, 2)))),
            outcome=dice.choice(list(Outcome)),
            stage=dice.choice(list(Stage)),
        )
    chosen = {"area": "pas", "outcome": "mixed"}
    found = find(reader, "printers", **chosen)
    assert found.total
    for name in ("area", "outcome", "stage", "organisation"):
        assert found.facets[name]
        for each in found.facets[name]:
            assert find(reader, "printers", **{**chosen, name: each.value}).total == each.count


def test_pages_hold_every_lesson_once_and_a_page_beyond_the_last_is_the_last(session, trust, reader, find):
    made = {add_lesson(session, trust, title=f"Printers {n}").id for n in range(PAGE_SIZE + 3)}
    one, two, beyond = (find(reader, "printers", page=number) for number in (1, 2, 9))
    assert {each.lesson_id for each in (*one.items, *two.items)} == made
    assert (one.total, one.pages, len(two.items)) == (PAGE_SIZE + 3, 2, 3)
    assert [each.lesson_id for each in beyond.items] == [each.lesson_id for each in two.items]


def test_lessons_can_be_ordered_by_event_and_by_use(session, trust, elsewhere, reader, ids):
    old = add_lesson(session, trust, title="Old", happened_on="2011")
    new = add_lesson(session, trust, title="New", happened_on="2025")
    session.add(LessonUse(lesson_id=old.id, organisation_id=elsewhere.id, kind=UseKind.ADAPTED))
    note_lesson_change(session, old.id)
    assert ids(reader) == ids(reader, sort=LessonSort.NEWEST) == [new.id, old.id]
    assert ids(reader, sort=LessonSort.MOST_USED) == [old.id, new.id]


@pytest.mark.parametrize("words", ['"', '""', "'", "* OR NEAR(", "title:", "ÅÄ\x00ö", "!!!", "の", "a" * 200])
def test_odd_words_find_nothing_and_break_nothing(session, trust, reader, find, words):
    add_lesson(session, trust)
    assert find(reader, words).total in {0, 1}


def test_the_number_of_statements_does_not_grow_with_what_is_found(session, trust, reader, find, engine):
    counts = []
    for upto in (2, 15):
        for number in range(upto):
            add_lesson(session, trust, title=f"Printers {upto} {number}", areas=("epr",))
        find(reader, "printers")
        statements = []
        event.listen(engine, "before_cursor_execute", lambda *args, to=statements: to.append(args[2]))
        find(reader, "printers")
        counts.append(len(statements))
    assert counts[1] <= counts[0] <= 6


def test_what_was_deleted_is_not_counted(session, trust, reader, find):
    add_lesson(session, trust, title="Printers one")
    gone = add_lesson(session, trust, title="Printers two")
    assert find(reader, "printers").total == find(reader).total == 2
    session.delete(gone)
    note_change(session, LESSONS)
    assert find(reader, "printers").total == find(reader).total == 1


def test_words_of_a_synonym_are_marked_where_they_stand_together(session, trust, reader, find):
    add_lesson(session, trust, title="Learned", what_happened="We cut costs before we cut over, once live.")
    (item,) = find(reader, "go-live").items
    assert [piece.text for piece in item.snippet if piece.is_match] == ["cut", "over"]
    assert next(piece.text for piece in item.snippet) == "We cut costs before we "

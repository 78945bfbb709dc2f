"""From a draft to what readers see: submitting, reviewing beside the original, publishing, returning."""

import pytest
from sqlmodel import select

from exchange.lessons import letters, queries, review_actions, review_queries
from exchange.lessons.completeness import Incomplete
from exchange.lessons.models import Candour, LessonLink, LessonState, LessonVersion
from exchange.lessons.review_schemas import EditGiven, ReturnGiven
from exchange.people.models import Duty, DutyKind, DutyState
from exchange.plumbing.changes import LESSONS, current_change
from exchange.plumbing.errors import Conflict, NotAllowed, NotFound
from exchange.plumbing.patient_data import HoldsPatientData
from exchange.technologies.models import Supplier
from tests import examples
from tests.lessons import cast as people

NHS_NUMBER = "943 476 5919"


@pytest.fixture
def cast(session):
    return people.build(session)


def submit(cast, lesson, who="author"):
    review_actions.submit_lesson(cast.session, cast.actor(who), lesson.id.hex)


def publish(cast, lesson, who="lead", **edits):
    given = EditGiven(version=lesson.version, **edits) if edits else None
    return review_actions.publish_lesson(cast.session, cast.actor(who), lesson.id.hex, given)


def test_an_author_submits_and_the_lead_gets_one_mail_that_names_nothing(cast):
    lesson = cast.lesson(title="A very telling title of mine")
    submit(cast, lesson)
    assert lesson.state is LessonState.SUBMITTED and lesson.submitted_at
    assert "telling" not in cast.letters() and f"/lessons/{lesson.slug}/review" in cast.letters()
    assert cast.mail() == [("Kim Lead", letters.TO_REVIEW)]
    assert cast.trail()[-1] == ("lesson.submitted", f"person:{cast.author.id}", f"lesson:{lesson.id}")


def test_where_nobody_leads_administrators_are_told(cast, session):
    for duty in session.exec(select(Duty).where(Duty.person_id == cast.lead.id)):
        duty.state, duty.ended_at = DutyState.ENDED, duty.decided_at
    submit(cast, cast.lesson())
    assert cast.mail() == [("Ada Admin", letters.TO_REVIEW)]


@pytest.mark.parametrize("lacking", ["title", "what_we_did", "what_happened", "ask_us_about", "outcome"])
def test_what_a_lesson_lacks_is_named_and_nothing_moves(cast, lacking):
    lesson = cast.lesson(**{lacking: None if lacking == "outcome" else ""})
    with pytest.raises(Incomplete) as refused:
        submit(cast, lesson)
    assert refused.value.field == lacking
    assert lesson.state is LessonState.DRAFT and cast.mail() == []


def test_all_that_is_missing_is_named_at_once_with_the_way_to_each(cast, signed_in):
    lesson = cast.lesson(what_happened=" ", areas=())
    answer = signed_in(cast.author).post(f"/lessons/{lesson.slug}/submit")
    assert answer.status_code == 422
    assert f"/lessons/{lesson.slug}/edit#what_happened" in answer.text
    assert f"/lessons/{lesson.slug}/edit#areas" in answer.text
    api = signed_in(cast.author).post(f"/api/v1/lessons/{lesson.slug}/submit")
    assert api.status_code == 422 and api.json()["errors"][0]["field"] == "what_happened"


@pytest.mark.parametrize(
    ("who", "refusal"), [("colleague", NotFound), ("lead", NotFound), ("user", NotFound)]
)
def test_nobody_else_submits_a_draft_or_knows_of_it(cast, who, refusal):
    with pytest.raises(refusal):
        submit(cast, cast.lesson(), who)


def test_what_is_submitted_is_not_submitted_again_and_can_be_taken_back(cast):
    lesson = cast.lesson()
    submit(cast, lesson)
    with pytest.raises(Conflict):
        submit(cast, lesson)
    review_actions.take_back_lesson(cast.session, cast.actor("author"), lesson.slug)
    assert lesson.state is LessonState.DRAFT
    assert cast.trail()[-1] == ("lesson.taken_back", "somebody", "a draft")
    with pytest.raises(Conflict):
        review_actions.take_back_lesson(cast.session, cast.actor("author"), lesson.slug)


def test_a_reviewer_sees_what_waits_with_its_flags_and_others_do_not(cast, session):
    session.add(Supplier(name="Cerner", slug="cerner"))
    lesson = cast.lesson(title="EPR", what_happened="Cerner was late. Mrs Quokka complained.")
    submit(cast, lesson)
    for who in ("lead", "administrator"):
        (item,) = review_queries.find_to_review(session, cast.actor(who))
        assert item.place == "Northfield Trust"
        assert item.flags == (
            "may tell of a patient",
            "names a supplier",
            "has a vague title",
            "has no source",
        )
    with pytest.raises(NotAllowed):
        review_queries.find_to_review(session, cast.actor("colleague"))
    session.add(LessonLink(lesson_id=lesson.id, position=1, url="https://example.org"))
    session.flush()
    assert "has no source" not in review_queries.find_to_review(session, cast.actor("lead"))[0].flags


def test_the_queue_takes_as_many_statements_for_many_as_for_one(cast, session, app, signed_in):
    submit(cast, cast.lesson(slug="one"))
    browser = signed_in(cast.lead)
    counts = []
    for number in range(2):
        browser.get("/lessons/review")
        with examples.statements(app) as found:
            assert browser.get("/lessons/review").status_code == 200
        counts.append(len(found))
        for more in range(5):
            submit(cast, cast.lesson(slug=f"more-{number}-{more}"))
        session.commit()
    assert counts[0] == counts[1] <= 10


def test_a_lead_of_another_organisation_finds_nothing_to_review(cast, session):
    other = examples.add_person(session, "Lou Lead", cast.away, duties=[DutyKind.KNOWLEDGE_LEAD])
    lesson = cast.lesson()
    submit(cast, lesson)
    actor = examples.actor_of(session, other)
    assert review_queries.find_to_review(session, actor) == []
    with pytest.raises(NotFound):
        review_queries.get_review(session, actor, lesson.slug)


def test_what_was_submitted_stays_beside_what_the_reviewer_makes_of_it(cast, session):
    lesson = cast.lesson()
    submit(cast, lesson)
    lead = cast.actor("lead")
    given = EditGiven(version=1, what_happened="Forty bays had no signal, and were mended.")
    review_actions.edit_lesson_in_review(session, lead, lesson.slug, given)
    texts = {each.name: each for each in review_queries.get_review(session, lead, lesson.slug).texts}
    changed = texts["what_happened"]
    assert (changed.submitted, changed.current) == (
        "Forty bays had no signal. They were mended in time.",
        "Forty bays had no signal, and were mended.",
    )
    assert [name for name, each in texts.items() if each.is_changed] == ["what_happened"]
    assert lesson.version == 2 and lesson.state is LessonState.SUBMITTED


def test_whoever_was_slower_is_told_and_sees_both_texts(cast, signed_in, session):
    lesson = cast.lesson()
    submit(cast, lesson)
    browser = signed_in(cast.lead)
    sent = {"version": "1", "title": "The first one to save this title", "press": "save"}
    assert browser.post(f"/lessons/{lesson.slug}/review", data=sent).status_code == 303
    late = {"version": "1", "title": "The second one to save this title", "press": "publish"}
    answer = browser.post(f"/lessons/{lesson.slug}/review", data=late)
    assert answer.status_code == 409
    assert "The first one" in answer.text and "The second one" in answer.text
    assert 'name="version" value="2"' in answer.text
    again = browser.post(f"/lessons/{lesson.slug}/review", data={**late, "version": "2"})
    assert again.headers["location"] == "/lessons/review?done=published"
    cast.fresh(lesson)
    assert lesson.title == "The second one to save this title"


def test_publishing_gives_an_address_of_words_and_tells_the_author(cast, session):
    lesson = cast.lesson(title="Scan the ward, then go live: it's worth it", slug="x")
    submit(cast, lesson)
    cast.mail()
    before = current_change(session, LESSONS)
    slug = publish(cast, lesson, context="A ward of forty beds")
    assert slug == f"scan-the-ward-then-go-live-its-worth-it-{lesson.id.hex[:6]}"
    assert (lesson.state, lesson.context) == (LessonState.PUBLISHED, "A ward of forty beds")
    assert lesson.published_at and current_change(session, LESSONS) > before
    assert f"/lessons/{slug}/decision" in cast.letters()
    assert cast.mail() == [("Ana Author", letters.DECIDED)]
    decision = review_queries.get_decision(session, cast.actor("author"), slug)
    assert [(each.label, each.submitted, each.current) for each in decision.changed] == [
        ("Context", "", "A ward of forty beds")
    ]
    assert queries.get_lesson(session, cast.actor("user"), slug).title == lesson.title
    assert queries.get_lesson(session, cast.actor("user"), lesson.id.hex).slug == slug


def test_only_those_who_decide_publish(cast):
    lesson = cast.lesson()
    submit(cast, lesson)
    with pytest.raises(NotAllowed):
        publish(cast, lesson, "author")
    with pytest.raises(NotFound):
        publish(cast, lesson, "user")
    publish(cast, lesson, "administrator")
    with pytest.raises(Conflict):
        publish(cast, lesson, "administrator")


def test_a_lead_publishes_a_lesson_of_their_own_at_once(cast, session, signed_in):
    lesson = people.add_lesson(session, cast.home, cast.lead, **people.WHOLE)
    answer = signed_in(cast.lead).post(f"/lessons/{lesson.slug}/publish")
    cast.fresh(lesson)
    assert answer.headers["location"] == f"/lessons/{lesson.slug}"
    assert lesson.state is LessonState.PUBLISHED and cast.mail() == []


def test_nobody_publishes_what_lacks_something_and_nothing_of_it_is_kept(cast, signed_in, session):
    lesson = cast.lesson()
    submit(cast, lesson)
    browser = signed_in(cast.lead)
    sent = {"version": "1", "title": "A new title that would do", "what_we_did": "", "press": "publish"}
    answer = browser.post(f"/lessons/{lesson.slug}/review", data=sent)
    assert answer.status_code == 422 and "“What we did”" in answer.text
    cast.fresh(lesson)
    assert lesson.title == "Scan the ward before the go-live" and lesson.state is LessonState.SUBMITTED


def test_an_nhs_number_stops_a_review_and_is_neither_kept_nor_quoted_elsewhere(cast, signed_in, session):
    lesson = cast.lesson()
    submit(cast, lesson)
    browser = signed_in(cast.lead)
    sent = {"version": "1", "context": f"Number {NHS_NUMBER}", "press": "save"}
    answer = browser.post(f"/lessons/{lesson.slug}/review", data=sent)
    assert answer.status_code == 422 and "looks like an NHS number" in answer.text
    assert NHS_NUMBER in answer.text, "what was typed stays in the page to be corrected"
    cast.fresh(lesson)
    assert lesson.context == ""
    api = browser.put(f"/api/v1/lessons/{lesson.slug}/review", json={"version": 1, "context": NHS_NUMBER})
    assert api.status_code == 422 and NHS_NUMBER not in api.text
    answer = browser.post(f"/api/v1/lessons/{lesson.slug}/return", json={"note": NHS_NUMBER})
    assert answer.status_code == 422 and NHS_NUMBER not in answer.text


def test_a_number_that_was_declared_a_false_alarm_stays(cast, session):
    lesson = cast.lesson(context=f"Order {NHS_NUMBER}")
    submit(cast, lesson)
    given = EditGiven(version=1, context=f"The order {NHS_NUMBER}")
    review_actions.edit_lesson_in_review(session, cast.actor("lead"), lesson.slug, given)
    with pytest.raises(HoldsPatientData):
        given = EditGiven(version=2, context="The order 987 654 4321 and 401 023 2137")
        review_actions.edit_lesson_in_review(session, cast.actor("lead"), lesson.slug, given)


def test_a_lesson_goes_back_with_a_note_and_what_was_changed(cast, session, signed_in):
    lesson = cast.lesson()
    submit(cast, lesson)
    cast.mail()
    browser = signed_in(cast.lead)
    sent = {"version": "1", "context": "Forty beds", "note": "Say which ward", "press": "return"}
    answer = browser.post(f"/lessons/{lesson.slug}/review", data=sent)
    assert answer.headers["location"] == "/lessons/review?done=returned"
    cast.fresh(lesson)
    assert (lesson.state, lesson.context) == (LessonState.DRAFT, "Forty beds")
    assert cast.mail() == [("Ana Author", letters.DECIDED)]
    page = signed_in(cast.author).get(f"/lessons/{lesson.slug}/decision").text
    assert "Say which ward" in page and "Forty beds" in page and "It came back to you" in page
    submit(cast, lesson)
    assert lesson.review_note == ""


def test_returning_needs_a_note_and_an_author_who_is_still_there(cast, signed_in, session):
    lesson = cast.lesson()
    submit(cast, lesson)
    browser = signed_in(cast.lead)
    answer = browser.post(f"/lessons/{lesson.slug}/review", data={"version": "1", "press": "return"})
    assert answer.status_code == 422 and "Enter what the author should change" in answer.text
    lesson.author_id = cast.user.id
    session.commit()
    with pytest.raises(Conflict, match="has left"):
        given = ReturnGiven(note="Too short")
        review_actions.return_lesson(session, cast.actor("lead"), lesson.slug, given)


def test_by_relay_moments_are_cut_and_neither_trail_nor_mail_tells(cast, session):
    lesson = cast.lesson(candour=Candour.RELAY)
    submit(cast, lesson)
    cast.session.flush()
    for who in ("lead", "administrator"):
        review = review_queries.get_review(session, cast.actor(who), lesson.slug)
        assert (review.place, review.author) == (
            ("Northfield Trust", "Ana Author") if who == "lead" else ("", "")
        )
    publish(cast, lesson, "administrator", context="Somewhere")
    moments = [lesson.begun_at, lesson.changed_at, lesson.submitted_at, lesson.published_at]
    moments += session.exec(select(LessonVersion.saved_at).where(LessonVersion.lesson_id == lesson.id)).all()
    assert {(each.day, each.hour, each.minute, each.second, each.microsecond) for each in moments} == {
        (1, 0, 0, 0, 0)
    }
    assert {(actor, subject) for _, actor, subject in cast.trail()} == {("somebody", "a lesson by relay")}
    text = cast.letters()
    assert lesson.slug not in text and str(lesson.id) not in text and lesson.title not in text


def test_the_text_of_a_relay_lesson_that_names_its_organisation_is_flagged_to_its_lead_alone(cast, session):
    lesson = cast.lesson(candour=Candour.RELAY, context="At Northfield Trust")
    submit(cast, lesson)
    seen = {
        who: [flag.words for flag in review_queries.get_review(session, cast.actor(who), lesson.slug).flags]
        for who in ("lead", "administrator")
    }
    assert any("names the organisation" in words for words in seen["lead"])
    assert not any("names the organisation" in words for words in seen["administrator"])


def test_pages_and_api_tell_the_same(cast, signed_in):
    lesson = cast.lesson()
    browser = signed_in(cast.author)
    assert browser.post(f"/api/v1/lessons/{lesson.slug}/submit").status_code == 204
    assert browser.get(f"/lessons/{lesson.slug}/review").status_code == 403
    browser = signed_in(cast.lead)
    assert browser.get("/api/v1/lessons/review").json()[0]["slug"] == lesson.slug
    assert "Look at these first" in browser.get(f"/lessons/{lesson.slug}/review").text
    edited = browser.put(f"/api/v1/lessons/{lesson.slug}/review", json={"version": 1, "context": "Forty"})
    assert edited.json()["version"] == 2
    assert browser.post(f"/api/v1/lessons/{lesson.slug}/publish").status_code == 204
    assert browser.get(f"/api/v1/lessons/{lesson.id}/decision").json()["outcome"] == "It is published"
    assert browser.get(f"/api/v1/lessons/{lesson.id}/review").status_code == 409

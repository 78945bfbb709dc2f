"""What other organisations make of a lesson, and who is told."""

import pytest

from exchange.lessons import letters, use_actions, use_queries
from exchange.lessons.models import Candour, CheckReason, LessonState, UseKind
from exchange.lessons.queries import find_summaries, get_lesson
from exchange.lessons.use_schemas import UseGiven
from exchange.people.actor import VISITOR
from exchange.plumbing.changes import LESSONS, current_change
from exchange.plumbing.errors import Conflict, NotAllowed, NotFound, SignInNeeded
from exchange.plumbing.patient_data import HoldsPatientData
from tests import examples
from tests.lessons import cast as people


@pytest.fixture
def cast(session):
    return people.build(session)


def use(cast, lesson, who="user", kind=UseKind.USED, different=""):
    given = UseGiven(kind=kind, what_was_different=different)
    use_actions.report_use(cast.session, cast.actor(who), lesson.slug, given)


def test_an_organisation_says_once_what_it_made_of_a_lesson_and_author_and_contact_are_told(cast, session):
    lesson = cast.published(contact_person_id=cast.colleague.id)
    before = current_change(session, LESSONS)
    use(cast, lesson, different="We had no trolley")
    assert "Southmere Trust has read your lesson" in cast.letters() and "trolley" not in cast.letters()
    assert cast.mail() == [("Ana Author", letters.USED), ("Col League", letters.USED)]
    (report,) = get_lesson(session, cast.actor("author"), lesson.slug).reports
    assert (report.organisation.name, report.what_was_different) == ("Southmere Trust", "We had no trolley")
    assert current_change(session, LESSONS) > before
    assert cast.trail()[-1] == ("lesson.used", f"person:{cast.user.id}", f"lesson:{lesson.id}")


def test_what_was_said_can_be_changed_and_removed_without_another_mail(cast, session):
    lesson = cast.published()
    use(cast, lesson)
    cast.mail()
    other = examples.add_person(session, "Uwe User", cast.away)
    given = UseGiven(kind=UseKind.ADAPTED)
    use_actions.report_use(session, examples.actor_of(session, other), lesson.slug, given)
    assert cast.mail() == []
    assert use_queries.get_uses(session, VISITOR, cast.published(candour=Candour.PUBLIC).slug).reports == ()
    counts = use_queries.get_uses(session, cast.actor("author"), lesson.slug).counts
    assert (counts.used, counts.adapted) == (0, 1)
    use_actions.remove_use(session, cast.actor("user"), lesson.slug)
    assert use_queries.get_uses(session, cast.actor("author"), lesson.slug).reports == ()
    with pytest.raises(NotFound):
        use_actions.remove_use(session, cast.actor("user"), lesson.slug)


def test_nobody_reports_for_the_organisation_that_wrote_it_or_of_what_is_not_published(cast, session):
    lesson = cast.published()
    for who in ("author", "colleague", "lead"):
        with pytest.raises(Conflict):
            use(cast, lesson, who)
    with pytest.raises(NotFound):
        use(cast, cast.lesson())
    lesson = cast.published(candour=Candour.PUBLIC)
    with pytest.raises(SignInNeeded):
        use_actions.report_use(session, VISITOR, lesson.slug, UseGiven(kind=UseKind.USED))
    newcomer = examples.add_person(session, "Nia New")
    with pytest.raises(NotAllowed):
        given = UseGiven(kind=UseKind.USED)
        use_actions.report_use(session, examples.actor_of(session, newcomer), lesson.slug, given)


def test_by_relay_a_colleague_is_not_told_that_it_is_theirs_and_those_who_know_are_refused(cast):
    lesson = cast.published(candour=Candour.RELAY)
    use(cast, lesson, "colleague")
    for who in ("author", "lead"):
        with pytest.raises(Conflict):
            use(cast, lesson, who)


def test_by_relay_the_author_alone_is_told_and_the_mail_names_neither_lesson_nor_user(cast):
    lesson = cast.published(candour=Candour.RELAY, contact_person_id=cast.colleague.id)
    use(cast, lesson)
    text = cast.letters()
    assert not any(each in text for each in (lesson.title, lesson.slug, str(lesson.id), "Southmere"))
    assert cast.mail() == [("Ana Author", letters.USED)]
    assert cast.trail()[-1] == ("lesson.used", f"person:{cast.user.id}", "a lesson by relay")


def test_a_lesson_that_did_not_work_elsewhere_needs_checking(cast):
    lesson = cast.published()
    use(cast, lesson, kind=UseKind.DID_NOT_WORK)
    assert (lesson.state, lesson.check_reason) == (LessonState.NEEDS_CHECKING, CheckReason.CONTRADICTED)
    assert "did not work at another organisation" in cast.letters()
    lesson.state, lesson.check_reason = LessonState.PUBLISHED, None
    use(cast, lesson, kind=UseKind.DID_NOT_WORK, different="More words")
    assert lesson.state is LessonState.PUBLISHED, "the same report does not contradict twice"


def test_an_nhs_number_stops_a_report(cast):
    with pytest.raises(HoldsPatientData):
        use(cast, cast.published(), different="943 476 5919")


def test_counts_are_those_of_organisations_and_only_what_helped_counts_in_lists(cast, session):
    lesson = cast.published()
    use(cast, lesson)
    third = examples.add_organisation(session, "RXC", "Eastham Trust")
    person = examples.add_person(session, "Theo Third", third)
    given = UseGiven(kind=UseKind.NOT_FOR_US)
    use_actions.report_use(session, examples.actor_of(session, person), lesson.slug, given)
    counts = use_queries.count_by_kind(session, [lesson.id])[lesson.id]
    assert (counts.used, counts.not_for_us) == (1, 1)
    assert counts.in_words == "Used by 1 organisation, not for 1 organisation"
    assert find_summaries(session, cast.actor("author"), [lesson.id])[0].uses == 1


def test_what_an_organisation_made_of_lessons_is_listed_as_far_as_the_viewer_sees_them(cast, session):
    public, by_relay = cast.published(candour=Candour.PUBLIC), cast.published(candour=Candour.RELAY)
    down = cast.published(taken_down_at=cast.author.joined_at, takedown_reason="Wrong")
    for lesson in (public, by_relay):
        use(cast, lesson)
    session.add(use_queries.new_use(cast.actor("user"), down, UseKind.USED))
    session.flush()
    assert [each.href for each in use_queries.find_uses_at(session, VISITOR, "RXB")] == [
        f"/lessons/{public.slug}"
    ]
    seen = {each.href: each for each in use_queries.find_uses_at(session, cast.actor("user"), "RXB")}
    assert seen[f"/lessons/{by_relay.slug}"].publisher is None and len(seen) == 2


def test_an_author_sees_what_became_of_their_lessons(cast, session, app, signed_in):
    for _ in range(3):
        use(cast, cast.published(), different="In our own way")
    cast.lesson(title="")
    browser = signed_in(cast.author)
    with examples.statements(app) as found:
        page = browser.get("/account/lessons/uses").text
    assert "1 organisation has used or adapted" in page and page.count("In our own way") == 3
    assert "A draft without a title" in page and len(found) <= 5
    told = browser.get("/api/v1/account/lessons/uses").json()
    assert (told["organisations"], len(told["lessons"])) == (1, 4)
    assert "You have not shared a lesson yet" in signed_in(cast.user).get("/account/lessons/uses").text


def test_the_form_keeps_what_was_typed_and_what_was_said(cast, signed_in):
    lesson = cast.published()
    browser = signed_in(cast.user)
    path = f"/lessons/{lesson.slug}/use"
    assert (
        "Say so" in browser.get(path).text and f'href="{path}"' in browser.get(f"/lessons/{lesson.slug}").text
    )
    answer = browser.post(path, data={"what_was_different": "Number 943 476 5919"})
    assert answer.status_code == 422 and "Enter what your organisation made of it" in answer.text
    answer = browser.post(path, data={"kind": "used", "what_was_different": "Number 943 476 5919"})
    assert answer.status_code == 422 and "looks like an NHS number" in answer.text
    answer = browser.post(path, data={"kind": "adapted", "what_was_different": "With a trolley"})
    assert answer.headers["location"] == f"{path}?done=saved"
    page = browser.get(answer.headers["location"]).text
    assert "With a trolley" in page and "Remove what your organisation said" in page
    assert browser.get(f"/api/v1{path}").json()["kind"] == "adapted"
    assert browser.put(f"/api/v1{path}", json={"kind": "used"}).json()["what_was_different"] == ""
    assert browser.get(f"/api/v1/lessons/{lesson.slug}/uses").json()["counts"]["used"] == 1
    assert browser.delete(f"/api/v1{path}").status_code == 204
    assert browser.post(f"{path}/remove").status_code == 404

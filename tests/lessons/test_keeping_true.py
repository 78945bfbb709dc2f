"""Lessons that may no longer hold: how they are found, who is asked, and the answer in one press."""

from datetime import timedelta

import pytest
from sqlmodel import select

from exchange.lessons import checking_actions, letters
from exchange.lessons.confirming import PURPOSE
from exchange.lessons.jobs import ask_keepers, look_after_lessons, mark_stale
from exchange.lessons.models import Candour, CheckReason, Lesson, LessonState, LessonSystem
from exchange.lessons.shelf_life import FAST_AREAS, LINK_HOLDS_FOR
from exchange.mail.models import OutboxMessage
from exchange.plumbing.clock import now, today
from exchange.plumbing.errors import Conflict, NotAllowed
from exchange.plumbing.signing import signed
from exchange.technologies.models import Deployment, Product, Stage, Supplier
from exchange.working import DAILY
from tests.lessons import cast as people
from tests.lessons.stock import add_area, add_lesson
from tests.memberships.deeds import counted

MONTH = timedelta(days=30)


@pytest.fixture
def cast(session):
    return people.build(session)


@pytest.fixture
def product(session):
    add_area(session)
    supplier = Supplier(name="Pippin", slug="pippin")
    session.add(supplier)
    session.flush()
    found = Product(name="Dose", slug="pippin-dose", supplier_id=supplier.id)
    session.add(found)
    session.flush()
    return found


def about(cast, product, **more):
    lesson = cast.published(**more)
    cast.session.add(
        LessonSystem(lesson_id=lesson.id, supplier_id=product.supplier_id, product_id=product.id)
    )
    return lesson


def deploy(cast, organisation, product, stage, area="epma"):
    found = Deployment(
        organisation_id=organisation.id,
        functional_area_code=area,
        supplier_id=product.supplier_id,
        product_id=product.id,
        stage=stage,
    )
    cast.session.add(found)
    cast.session.flush()
    return found


def old(months):
    return today() - timedelta(days=31 * months)


@pytest.mark.parametrize(
    ("areas", "months", "is_stale"),
    [
        (("epma",), 23, False),
        (("epma",), 25, True),
        (("cyber",), 11, False),
        (("cyber",), 13, True),
        (("epma", "ai"), 13, True),
    ],
)
def test_a_lesson_is_stale_after_two_years_and_where_things_change_fast_after_one(
    cast, session, areas, months, is_stale
):
    lesson = cast.published(areas=areas, checked_on=old(months))
    mark_stale(session, today())
    assert (lesson.check_reason is CheckReason.AGE) == is_stale


def test_the_areas_that_change_fast_are_those_of_the_vocabulary_each_with_a_reason(seed_folder):
    codes = {
        line.partition(",")[0] for line in (seed_folder / "functional_areas.csv").read_text().splitlines()
    }
    assert set(FAST_AREAS) <= codes and all(FAST_AREAS.values())


def test_what_nobody_ever_checked_counts_from_its_publication(cast, session):
    lesson = cast.published(published_at=now() - timedelta(days=800))
    fresh = cast.published(published_at=now() - timedelta(days=700))
    assert mark_stale(session, today()) == 1
    assert lesson.state is LessonState.NEEDS_CHECKING and fresh.state is LessonState.PUBLISHED


@pytest.mark.parametrize("stage", list(Stage))
def test_a_lesson_about_a_product_that_its_organisation_gives_up_needs_checking(
    cast, session, product, stage
):
    lesson = about(cast, product)
    deploy(cast, cast.home, product, stage)
    mark_stale(session, today())
    goes = stage in {Stage.REPLACING, Stage.RETIRED}
    assert lesson.check_reason is (CheckReason.PRODUCT if goes else None)


def test_other_organisations_giving_it_up_says_nothing_and_neither_does_a_second_use_that_lives(
    cast, session, product
):
    lesson = about(cast, product)
    deploy(cast, cast.away, product, Stage.RETIRED)
    add_area(session, "epr", "EPR")
    deploy(cast, cast.home, product, Stage.RETIRED)
    deploy(cast, cast.home, product, Stage.LIVE, area="epr")
    mark_stale(session, today())
    assert lesson.state is LessonState.PUBLISHED


def test_a_lesson_about_replacing_is_not_made_stale_by_the_replacement(cast, session, product):
    lesson = about(cast, product, stage=Stage.REPLACING)
    deploy(cast, cast.home, product, Stage.REPLACING)
    mark_stale(session, today())
    assert lesson.state is LessonState.PUBLISHED


def test_what_somebody_confirmed_outlives_its_system(cast, session, product):
    lesson = about(cast, product)
    deploy(cast, cast.home, product, Stage.RETIRED)
    mark_stale(session, today())
    checking_actions.confirm_lesson(session, cast.actor("author"), lesson.slug)
    assert (lesson.state, lesson.checked_on) == (LessonState.PUBLISHED, today())
    assert mark_stale(session, today()) == 0
    assert mark_stale(session, today() + timedelta(days=731)) == 1, "age still counts"


def test_each_keeper_gets_one_mail_about_all_of_theirs_and_none_again_within_thirty_days(cast, session):
    for number in range(3):
        cast.published(title=f"Old lesson number {number}", checked_on=old(30))
    cast.published(contact_person_id=cast.colleague.id, checked_on=old(30))
    look_after_lessons(session, None)
    assert cast.letters().count("/still-true/") == 4
    assert all(f"Old lesson number {number}" in cast.letters() for number in range(3))
    assert cast.mail() == [("Ana Author", letters.STILL_TRUE), ("Col League", letters.STILL_TRUE)]
    cast.published(checked_on=old(30))
    look_after_lessons(session, None)
    mark_stale(session, today() + MONTH - timedelta(days=1))
    assert ask_keepers(session, today() + MONTH - timedelta(days=1)) == 0
    assert cast.mail() == []
    assert ask_keepers(session, today() + MONTH) == 2
    assert cast.mail() == [("Ana Author", letters.STILL_TRUE), ("Col League", letters.STILL_TRUE)]


def test_where_nobody_of_a_lesson_is_there_the_lead_is_asked_and_else_nobody(cast, session):
    public = {"source_url": "https://example.org", "checked_on": old(30)}
    lesson = add_lesson(session, cast.home, None, **public, slug="from-a-source")
    add_lesson(session, cast.away, None, **public, slug="leaderless")
    look_after_lessons(session, None)
    assert cast.mail() == [("Kim Lead", letters.STILL_TRUE)]
    assert lesson.asked_on == today()


def test_a_mail_about_a_relay_lesson_does_not_say_which(cast, session):
    lesson = cast.published(candour=Candour.RELAY, checked_on=old(30))
    look_after_lessons(session, None)
    text = cast.letters()
    assert lesson.title not in text and "/still-true/" not in text and "/account/lessons/uses" in text
    checking_actions.confirm_lesson(session, cast.actor("author"), lesson.slug)
    assert lesson.checked_on.day == 1


def test_the_worker_does_it_once_a_day():
    assert "look after lessons" in {job.name for job in DAILY}


def test_a_run_takes_as_many_statements_for_many_lessons_as_for_few(cast, session, engine):
    counts = []
    for _ in range(2):
        for _ in range(4):
            cast.published()
        session.flush()
        with counted(engine) as found:
            look_after_lessons(session, None)
        counts.append(len(found))
    assert counts[0] == counts[1]


# The link in the mail


def link(session, lesson):
    token = signed(session, PURPOSE, str(lesson.id))
    session.commit()
    return f"/still-true/{token}"


def stale(cast, **more):
    return cast.published(state=LessonState.NEEDS_CHECKING, **more)


def test_following_the_link_changes_nothing_and_one_press_says_still_true(cast, session, client):
    lesson = stale(cast, candour=Candour.PUBLIC)
    path = link(session, lesson)
    page = client.get(path)
    assert page.status_code == 200 and lesson.title in page.text and "nobody has confirmed it" in page.text
    assert f"/lessons/{lesson.slug}/status" in page.text
    assert cast.fresh(lesson).state is LessonState.NEEDS_CHECKING
    answer = client.post(path)
    assert answer.headers["location"] == f"{path}?done=confirmed"
    assert "Thank you" in client.get(answer.headers["location"]).text
    assert (cast.fresh(lesson).state, lesson.checked_on) == (LessonState.PUBLISHED, today())
    assert cast.trail()[-1][1:] == ("somebody with the link in a mail", f"lesson:{lesson.id}")


@pytest.mark.parametrize("candour", [Candour.STAFF, Candour.NETWORKS, Candour.RELAY])
def test_the_link_of_a_lesson_that_not_everybody_reads_tells_nothing_of_it(cast, session, client, candour):
    lesson = stale(cast, candour=candour, title="Unique zanzibar wording here")
    page = client.get(link(session, lesson)).text
    assert "zanzibar" not in page and lesson.slug not in page.replace(str(lesson.id), "")
    told = client.get(f"/api/v1{link(session, lesson)}").json()
    assert told["title"] == "" and told["is_open"]


def test_what_is_archived_or_down_has_nothing_to_confirm(cast, session, client):
    for more in (
        {"state": LessonState.ARCHIVED},
        {"taken_down_at": now(), "takedown_reason": "Wrong"},
    ):
        path = link(session, cast.published(candour=Candour.PUBLIC, **more))
        page = client.get(path).text
        assert "nothing to confirm" in page and "Scan the ward" not in page
        assert client.post(path).status_code == 409
        assert client.post(f"/api/v1{path}").status_code == 409


def test_no_other_token_opens_the_link(cast, session, client):
    lesson = stale(cast)
    assert client.get("/still-true/nonsense").status_code == 404
    other = signed(session, "something else", str(lesson.id))
    session.commit()
    assert client.post(f"/still-true/{other}").status_code == 404
    assert timedelta(days=60) == LINK_HOLDS_FOR


# Signed in


def test_author_and_lead_confirm_archive_and_bring_back_and_others_do_not(cast, session):
    lesson = stale(cast)
    for who, refusal in (("colleague", NotAllowed), ("user", NotAllowed)):
        for action in (checking_actions.confirm_lesson, checking_actions.archive_lesson):
            with pytest.raises(refusal):
                action(session, cast.actor(who), lesson.slug)
    checking_actions.confirm_lesson(session, cast.actor("lead"), lesson.slug)
    checking_actions.archive_lesson(session, cast.actor("author"), lesson.slug)
    assert lesson.state is LessonState.ARCHIVED
    with pytest.raises(Conflict):
        checking_actions.confirm_lesson(session, cast.actor("author"), lesson.slug)
    checking_actions.bring_back_lesson(session, cast.actor("lead"), lesson.slug)
    assert (lesson.state, lesson.checked_on) == (LessonState.PUBLISHED, today())
    with pytest.raises(Conflict):
        checking_actions.bring_back_lesson(session, cast.actor("lead"), lesson.slug)


def test_the_page_offers_what_can_be_done(cast, signed_in, session):
    lesson = stale(cast)
    browser = signed_in(cast.author)
    shown = f"/lessons/{lesson.slug}"
    assert "Still true" in browser.get(shown).text and f"{shown}/status" in browser.get(shown).text
    page = browser.get(f"{shown}/status").text
    assert "Still true" in page and "Archive it" in page and "Take it down" not in page
    for step in ("still-true", "archive", "bring-back"):
        answer = browser.post(f"{shown}/{step}")
        assert answer.status_code == 303
        assert 'role="alert"' in browser.get(answer.headers["location"]).text
    for step in ("still-true", "archive", "bring-back"):
        assert browser.post(f"/api/v1{shown}/{step}").status_code == 204
    assert browser.get(f"/api/v1{shown}/status").json()["state"] == "published"
    assert signed_in(cast.user).get(f"{shown}/status").status_code == 403
    assert session.exec(select(OutboxMessage)).all() == []
    assert session.exec(select(Lesson.check_reason)).all() == [None]

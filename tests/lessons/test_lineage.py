import pytest
from sqlmodel import select

from exchange.lessons.models import Candour, Lesson, LessonState
from tests import examples
from tests.lessons.stock import add_lesson
from tests.profiles.world import count_queries


@pytest.fixture
def blueprint(session, writers):
    found = add_lesson(
        session,
        writers.trust,
        writers.ana,
        title="Ten steps to scanned drugs",
        is_blueprint=True,
        steps="1. Walk\n2. Scan",
        preconditions="A trolley",
        areas=("epma",),
    )
    session.commit()
    return found


@pytest.fixture
def elsewhere(writers, signed_in):
    return signed_in(writers.ole)


def adapt(browser, slug):
    answer = browser.post(f"/lessons/{slug}/adapt")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].split("/")[2]


def test_a_blueprint_is_adapted_with_its_steps_and_without_what_happened_there(
    elsewhere, blueprint, writers, look
):
    slug = adapt(elsewhere, blueprint.slug)
    draft = look(select(Lesson).where(Lesson.slug == slug))[0]
    assert (draft.steps, draft.preconditions, draft.title) == (
        "1. Walk\n2. Scan",
        "A trolley",
        blueprint.title,
    )
    assert draft.what_happened == "" and draft.state is LessonState.DRAFT and draft.is_blueprint
    assert (draft.adapted_from_id, draft.organisation_id) == (
        blueprint.id,
        look(select(Lesson.organisation_id).where(Lesson.id == draft.id))[0],
    )
    assert draft.author_id == writers.ole.id
    page = elsewhere.get(f"/lessons/{slug}/edit").text
    assert "Adapted from" in page and "What we changed" in page
    assert elsewhere.get(f"/api/v1/lessons/{slug}/edit").json()["text"]["areas"] == ["epma"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"is_blueprint": False}, 409),
        ({"state": LessonState.ARCHIVED}, 409),
        ({"state": LessonState.DRAFT}, 404),
        ({"candour": Candour.NETWORKS}, 404),
    ],
    ids=str,
)
def test_only_a_blueprint_that_one_sees_published_can_be_adapted(session, writers, elsewhere, more, status):
    lesson = add_lesson(session, writers.trust, writers.ana, **({"is_blueprint": True} | more))
    session.commit()
    assert elsewhere.post(f"/lessons/{lesson.slug}/adapt").status_code == status
    assert elsewhere.post(f"/api/v1/lessons/{lesson.slug}/adapt").status_code == status


def test_the_lineage_shows_who_adapted_what_and_what_each_changed(session, writers, elsewhere, blueprint):
    south = session.get_one(type(writers.trust), examples.actor_of(session, writers.ole).organisation_id)
    child = add_lesson(session, south, writers.ole, title="In a smaller trust", is_blueprint=True,
                       adapted_from_id=blueprint.id, what_we_changed="No night walk")  # fmt: skip
    add_lesson(session, writers.trust, writers.bea, title="Back home again", is_blueprint=True,
               adapted_from_id=child.id, what_we_changed="With a night walk")  # fmt: skip
    add_lesson(session, writers.trust, writers.bea, title="Nobody's draft", is_blueprint=True,
               state=LessonState.DRAFT, adapted_from_id=child.id)  # fmt: skip
    session.commit()
    for slug in (blueprint.slug, child.slug):
        page = elsewhere.get(f"/lessons/{slug}/lineage").text.split("<table")[1]
        assert page.index("Ten steps") < page.index("In a smaller trust") < page.index("Back home again")
        assert "No night walk" in page and "Southfield Trust" in page and "Nobody" not in page
    picture = elsewhere.get(f"/lessons/{child.slug}/lineage").text
    assert "<title id" in picture and "<desc id" in picture
    members = elsewhere.get(f"/api/v1/lessons/{child.slug}/lineage").json()["members"]
    assert [(each["title"], each["depth"], each["is_this"]) for each in members] == [
        ("Ten steps to scanned drugs", 0, False),
        ("In a smaller trust", 1, True),
        ("Back home again", 2, False),
    ]


def test_by_relay_the_lineage_names_no_organisation(session, writers, elsewhere, blueprint):
    blueprint.candour = Candour.RELAY
    session.commit()
    page = elsewhere.get(f"/lessons/{blueprint.slug}/lineage")
    assert page.status_code == 200 and "Northfield" not in page.text and "Not named" in page.text


def test_the_lineage_takes_a_statement_for_each_generation(app, session, writers, elsewhere, blueprint):
    few = count_queries(app, lambda: elsewhere.get(f"/lessons/{blueprint.slug}/lineage"))
    for number in range(30):
        add_lesson(session, writers.trust, writers.bea, title=f"Child {number}", is_blueprint=True,
                   adapted_from_id=blueprint.id)  # fmt: skip
    session.commit()
    assert count_queries(app, lambda: elsewhere.get(f"/lessons/{blueprint.slug}/lineage")) <= few + 1

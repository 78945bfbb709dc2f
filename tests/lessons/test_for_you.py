import pytest

from exchange.lessons.for_you import find_lessons_for, find_lessons_for_me, find_neighbours
from exchange.lessons.models import Candour, LessonState, LessonUse, Outcome, UseKind
from exchange.lessons.queries import get_lesson
from exchange.organisations.models import Theme
from exchange.people.actor import VISITOR
from exchange.technologies.models import Deployment, Stage
from tests import examples
from tests.lessons.stock import add_area, add_lesson


@pytest.fixture
def places(session):
    found = [examples.add_organisation(session, f"RX{n}", f"Trust {n}") for n in range(4)]
    add_area(session)
    add_area(session, "lims", "LIMS")
    session.add(Theme(code="fd", name="Frontline digitisation"))
    session.add(Deployment(organisation_id=found[0].id, functional_area_code="epma", stage=Stage.PROCURING))
    session.add(Deployment(organisation_id=found[1].id, functional_area_code="lims", stage=Stage.LIVE))
    session.flush()
    return found


@pytest.fixture
def ana(session, places):
    return examples.actor_of(session, examples.add_person(session, "Ana Example", places[0]))


def test_lessons_about_what_an_organisation_is_doing_come_first_and_say_so(session, places, ana):
    about = add_lesson(session, places[2], title="About ePMA", areas=("epma",), stage=Stage.IMPLEMENTING)
    add_lesson(session, places[2], title="About the laboratory", areas=("lims",))
    found = find_lessons_for(session, ana, "RX0")
    assert found[0].lesson.id == about.id
    assert "ePMA" in found[0].because
    assert find_lessons_for_me(session, ana) == found


def test_ones_own_organisations_lessons_are_not_suggested(session, places, ana):
    add_lesson(session, places[0], title="Our own", areas=("epma",))
    assert find_lessons_for(session, ana, "RX0") == []


def test_nothing_is_suggested_that_the_viewer_may_not_read(session, places, ana):
    for n, more in enumerate(
        [
            {"candour": Candour.NETWORKS},
            {"state": LessonState.DRAFT},
            {"state": LessonState.ARCHIVED},
        ]
    ):
        add_lesson(session, places[2], title=f"Lesson {n}", areas=("epma",), **more)
    assert find_lessons_for(session, ana, "RX0") == []
    assert find_lessons_for(session, VISITOR, "RX0") == []


def test_a_lesson_by_relay_is_suggested_without_its_origin(session, places, ana):
    add_lesson(session, places[2], title="By relay", areas=("epma",), candour=Candour.RELAY)
    (found,) = find_lessons_for(session, ana, "RX0")
    text = found.model_dump_json()
    assert "Trust 2" not in text and "RX2" not in text
    assert "Unknown" in next(each.text for each in found.reasons if each.factor == "who published")


def test_a_visitor_and_an_unknown_organisation_get_nothing(session, places):
    assert find_lessons_for_me(session, VISITOR) == []
    assert find_lessons_for(session, VISITOR, "RXZ") == []


def test_neighbours_are_told_apart_by_outcome_and_stage(session, places, ana):
    words = {"what_we_did": "We put pharmacists on the wards", "areas": ("epma",)}
    own = add_lesson(session, places[1], title="Pharmacists on wards", stage=Stage.LIVE, **words)
    against = {"outcome": Outcome.DID_NOT_WORK, "stage": Stage.LIVE}
    add_lesson(session, places[2], title="No pharmacists on wards", **against, **words)
    add_lesson(session, places[2], title="Choosing pharmacists", stage=Stage.PROCURING, **words)
    add_lesson(session, places[3], title="Pharmacists elsewhere", stage=Stage.LIVE, **words)
    add_lesson(session, places[3], title="A laboratory", areas=("lims",))
    found = find_neighbours(session, ana, get_lesson(session, ana, own.slug))
    assert [each.title for each in found.contradictory] == ["No pharmacists on wards"]
    assert [each.title for each in found.complementary] == ["Choosing pharmacists"]
    assert [each.title for each in found.related] == ["Pharmacists elsewhere"]


def test_a_draft_has_no_neighbours(session, places, ana):
    person = examples.add_person(session, "Bea Example", places[0])
    draft = add_lesson(session, places[0], person, state=LessonState.DRAFT)
    actor = examples.actor_of(session, person)
    assert find_neighbours(session, actor, get_lesson(session, actor, draft.slug)).related == ()


def test_what_peers_used_is_a_reason(session, places, ana):
    lesson = add_lesson(session, places[2], areas=("epma",))
    session.add(LessonUse(lesson_id=lesson.id, organisation_id=places[3].id, kind=UseKind.USED))
    session.flush()
    (found,) = find_lessons_for(session, ana, "RX0")
    uses = next(each for each in found.reasons if each.factor == "used by your peers")
    assert uses.known and "1 used or tried it" in uses.text

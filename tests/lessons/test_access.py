from dataclasses import dataclass, replace

import pytest
from sqlmodel import select

from exchange.lessons import access
from exchange.lessons.models import Candour, Lesson, LessonState
from exchange.lessons.queries import get_lesson
from exchange.people.actor import VISITOR, Actor, Role
from exchange.people.models import DutyKind, Person
from exchange.plumbing.clock import now
from exchange.plumbing.errors import Conflict, NotAllowed, NotFound, SignInNeeded
from tests import examples
from tests.lessons.stock import add_lesson


@dataclass
class World:
    """An organisation with author, colleague and lead, one in a network with it, and a foreign one."""

    session: object
    home: object
    author: Actor
    colleague: Actor
    lead: Actor
    neighbour: Actor
    foreigner: Actor
    newcomer: Actor
    administrator: Actor

    def seen_by(self, lesson: Lesson) -> set[str]:
        actors = {name: each for name, each in vars(self).items() if isinstance(each, Actor)}
        actors["visitor"] = VISITOR
        return {
            name
            for name, actor in actors.items()
            if lesson.id in self.session.exec(select(Lesson.id).where(access.visible_to(actor))).all()
        }


@pytest.fixture
def world(session):
    home = examples.add_organisation(session, "RXA", "Home Trust")
    near = examples.add_organisation(session, "RXB", "Near Trust")
    far = examples.add_organisation(session, "RXC", "Far Trust")
    examples.add_network(session, "Northern", [home, near])

    def actor(name, organisation=None, **more):
        return examples.actor_of(session, examples.add_person(session, name, organisation, **more))

    return World(
        session,
        home,
        author=actor("Ana Author", home),
        colleague=actor("Col League", home),
        lead=actor("Lea Lead", home, duties=[DutyKind.KNOWLEDGE_LEAD]),
        neighbour=actor("Nea Neighbour", near),
        foreigner=actor("Fay Foreigner", far),
        newcomer=actor("New Comer"),
        administrator=actor("Ada Admin", far, duties=[DutyKind.ADMINISTRATOR]),
    )


STAFF = {"author", "colleague", "lead", "neighbour", "foreigner", "administrator"}


def a_lesson(world, **more):
    author = world.session.get(Person, world.author.person_id)
    return add_lesson(world.session, world.home, author, **more)


@pytest.mark.parametrize(
    ("candour", "seen"),
    [
        (Candour.PUBLIC, STAFF | {"newcomer", "visitor"}),
        (Candour.STAFF, STAFF),
        (Candour.NETWORKS, STAFF - {"foreigner"}),
        (Candour.RELAY, STAFF),
    ],
)
def test_a_published_lesson_is_seen_as_its_candour_says(world, candour, seen):
    assert world.seen_by(a_lesson(world, candour=candour)) == seen


@pytest.mark.parametrize("candour", Candour)
def test_a_draft_is_its_authors_alone(world, candour):
    assert world.seen_by(a_lesson(world, state=LessonState.DRAFT, candour=candour)) == {"author"}


@pytest.mark.parametrize("candour", Candour)
def test_what_is_submitted_is_seen_by_its_author_and_who_decides(world, candour):
    lesson = a_lesson(world, state=LessonState.SUBMITTED, candour=candour)
    assert world.seen_by(lesson) == {"author", "lead", "administrator"}


def test_what_was_taken_down_is_hidden_from_all_others(world):
    lesson = a_lesson(world, candour=Candour.PUBLIC, taken_down_at=now(), takedown_reason="Unfair")
    assert world.seen_by(lesson) == {"author", "lead", "administrator"}


def test_an_author_who_has_moved_sees_what_everybody_there_sees(world):
    draft = a_lesson(world, state=LessonState.DRAFT, slug="draft")
    moved = replace(world.author, organisation_id=world.foreigner.organisation_id)
    with pytest.raises(NotFound):
        get_lesson(world.session, moved, draft.slug)


def test_lists_hold_what_is_current(world):
    shown = [a_lesson(world, title=f"Lesson {state}", state=state) for state in access.SHOWN]
    statement = select(Lesson.state).where(access.listed_for(world.colleague))
    assert set(world.session.exec(statement)) == set(access.CURRENT)
    assert len(shown) == 3


def test_the_origin_of_a_lesson_by_relay_is_known_to_author_and_lead_alone(world):
    lesson = a_lesson(world, candour=Candour.RELAY)
    statement = select(Lesson.id)
    knowing = set()
    for name, actor in vars(world).items():
        if isinstance(actor, Actor):
            of_many = lesson.id in world.session.exec(statement.where(access.with_known_origin(actor))).all()
            assert of_many == access.knows_origin(actor, lesson)
            knowing |= {name} if of_many else set()
    assert knowing == {"author", "lead"}


def test_only_author_and_reviewers_change_a_lesson(world):
    lesson = a_lesson(world)
    for actor in (world.author, world.lead, world.administrator):
        access.check_can_edit(actor, lesson)
    for actor in (world.colleague, world.neighbour):
        with pytest.raises(NotAllowed):
            access.check_can_edit(actor, lesson)


def test_an_author_takes_a_submitted_lesson_back_before_changing_it(world):
    lesson = a_lesson(world, state=LessonState.SUBMITTED)
    with pytest.raises(Conflict):
        access.check_can_edit(world.author, lesson)
    access.check_can_edit(world.lead, lesson)


def test_nobody_changes_what_is_archived(world):
    lesson = a_lesson(world, state=LessonState.ARCHIVED)
    for actor in (world.author, world.lead):
        with pytest.raises(Conflict):
            access.check_can_edit(actor, lesson)


def test_uses_are_reported_by_other_organisations(world):
    lesson = a_lesson(world)
    access.check_can_use(world.neighbour, lesson)
    with pytest.raises(Conflict):
        access.check_can_use(world.colleague, lesson)
    with pytest.raises(SignInNeeded):
        access.check_can_use(VISITOR, lesson)
    with pytest.raises(NotAllowed):
        access.check_can_use(world.newcomer, lesson)


def test_by_relay_a_refusal_to_colleagues_would_tell_them_that_it_is_theirs(world):
    access.check_can_use(world.colleague, a_lesson(world, candour=Candour.RELAY))


def test_who_belongs_nowhere_writes_no_lesson(world):
    with pytest.raises(NotAllowed):
        access.check_can_write(Actor(frozenset({Role.STAFF}), person_id=world.author.person_id))

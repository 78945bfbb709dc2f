import pytest

from exchange.lessons.changes import note_lesson_change
from exchange.lessons.models import LessonSystem
from exchange.organisations.models import Region
from exchange.plumbing.changes import REGISTRY, note_change
from exchange.search.queries import search_lessons
from exchange.search.schemas import LessonsWanted
from exchange.technologies.models import Product, ProductAlias, Supplier
from tests import examples


@pytest.fixture
def trust(session):
    return examples.add_organisation(session, "RXA", "Northfield Trust")


@pytest.fixture
def elsewhere(session):
    return examples.add_organisation(session, "RXB", "Southmere Trust")


@pytest.fixture
def reader(session, elsewhere):
    """A member of staff of another trust."""
    return examples.actor_of(session, examples.add_person(session, "Ole Elsewhere", elsewhere))


@pytest.fixture
def find(session):
    """Return what somebody finds by words and filters."""

    def searched(actor, words="", **more):
        return search_lessons(session, actor, LessonsWanted(words=words, **more))

    return searched


@pytest.fixture
def ids(find):
    """Return the ids of what somebody finds, in order."""
    return lambda *args, **more: [each.lesson_id for each in find(*args, **more).items]


@pytest.fixture
def placed(session):
    """Put an organisation into a region."""

    def place(organisation, code):
        if session.get(Region, code) is None:
            session.add(Region(code=code, name=f"Region {code}"))
            session.flush()
        organisation.region_code = code
        note_change(session, REGISTRY)
        session.flush()

    return place


@pytest.fixture
def about(session):
    """Say that a lesson is about a product, made if need be, with another name."""

    def system(lesson, name, other=""):
        supplier = Supplier(name="Some Maker", slug="some-maker")
        session.add(supplier)
        session.flush()
        product = Product(name=name, slug=name.lower(), supplier_id=supplier.id)
        session.add(product)
        session.flush()
        if other:
            session.add(ProductAlias(product_id=product.id, name=other))
        session.add(LessonSystem(lesson_id=lesson.id, supplier_id=supplier.id, product_id=product.id))
        note_change(session, REGISTRY)
        note_lesson_change(session, lesson.id)
        return product

    return system

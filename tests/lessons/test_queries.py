import pytest
from sqlalchemy import event

from exchange.lessons.models import Candour, LessonState, LessonSystem, LessonUse, UseKind
from exchange.lessons.queries import find_summaries, get_lesson
from exchange.lessons.schemas import ContactKind
from exchange.people.actor import VISITOR
from exchange.plumbing.clock import today
from exchange.plumbing.errors import NotFound
from exchange.technologies.models import Product, Supplier
from tests import examples
from tests.lessons.stock import add_lesson


@pytest.fixture
def trust(session):
    return examples.add_organisation(session, "RXA", "Northfield Trust")


@pytest.fixture
def ana(session, trust):
    return examples.add_person(session, "Ana Example", trust, job_role="digital midwife")


@pytest.fixture
def elsewhere(session):
    other = examples.add_organisation(session, "RXB", "Southfield Trust")
    return examples.actor_of(session, examples.add_person(session, "Ole Elsewhere", other))


def test_a_lesson_ends_in_the_person_who_can_be_asked(session, trust, ana, elsewhere):
    lesson = get_lesson(session, elsewhere, add_lesson(session, trust, ana).slug)
    assert lesson.contact.kind is ContactKind.PERSON
    assert lesson.contact.text == "Ask Ana Example at Northfield Trust"
    assert lesson.contact.href == f"/people/{ana.id}"


def test_a_visitor_is_told_a_role_and_no_name(session, trust, ana):
    found = get_lesson(session, VISITOR, add_lesson(session, trust, ana, candour=Candour.PUBLIC).slug)
    assert found.contact.kind is ContactKind.ROLE
    assert "Ana" not in found.model_dump_json()


def test_somebody_who_has_paused_gives_way_to_the_role(session, trust, ana, elsewhere):
    ana.paused_until = today()
    session.flush()
    lesson = get_lesson(session, elsewhere, add_lesson(session, trust, ana).slug)
    assert lesson.contact.text == "Ask for the knowledge lead at Northfield Trust"


def test_by_relay_neither_author_nor_organisation_is_told(session, trust, ana, elsewhere):
    lesson = get_lesson(session, elsewhere, add_lesson(session, trust, ana, candour=Candour.RELAY).slug)
    text = lesson.model_dump_json()
    assert lesson.publisher is None and lesson.contact.kind is ContactKind.RELAY
    assert not any(word in text for word in ("Ana", "Northfield", "RXA", str(ana.id), str(trust.id)))


def test_an_author_sees_where_their_own_lesson_by_relay_comes_from(session, trust, ana):
    row = add_lesson(session, trust, ana, candour=Candour.RELAY)
    lesson = get_lesson(session, examples.actor_of(session, ana), row.slug)
    assert lesson.publisher is not None and lesson.is_author


def test_moments_of_a_lesson_by_relay_are_told_to_the_month(session, trust, ana, elsewhere):
    row = add_lesson(session, trust, ana, candour=Candour.RELAY)
    told = get_lesson(session, elsewhere, row.slug).published
    assert told == row.published_at.strftime("%B %Y")


def test_the_address_of_a_draft_holds_for_good(session, trust, ana, elsewhere):
    row = add_lesson(session, trust, ana)
    assert get_lesson(session, elsewhere, row.id.hex).slug == row.slug
    assert get_lesson(session, elsewhere, str(row.id)).slug == row.slug


def test_what_is_not_there_and_what_may_not_be_seen_are_alike(session, trust, ana, elsewhere):
    draft = add_lesson(session, trust, ana, state=LessonState.DRAFT, slug="draft")
    said = set()
    for slug in ("nothing", draft.slug, draft.id.hex):
        with pytest.raises(NotFound) as refusal:
            get_lesson(session, elsewhere, slug)
        said.add(str(refusal.value))
    assert len(said) == 1


def test_uses_and_systems_come_with_a_lesson(session, trust, ana, elsewhere):
    row = add_lesson(session, trust, ana, areas=("epma",))
    supplier = Supplier(name="Supplier One", slug="supplier-one")
    session.add(supplier)
    session.flush()
    product = Product(name="Product One", slug="product-one", supplier_id=supplier.id)
    session.add(product)
    session.flush()
    session.add(LessonSystem(lesson_id=row.id, supplier_id=supplier.id, product_id=product.id))
    use = {"lesson_id": row.id, "organisation_id": elsewhere.organisation_id}
    session.add(LessonUse(kind=UseKind.ADAPTED, what_was_different="Fewer wards", **use))
    session.flush()
    lesson = get_lesson(session, elsewhere, row.slug)
    assert [each.name for each in lesson.areas + lesson.systems] == ["ePMA", "Product One"]
    assert lesson.uses == 1
    assert [(each.kind, each.organisation.name) for each in lesson.reports] == [
        ("adapted", "Southfield Trust")
    ]


def test_what_is_not_for_somebody_does_not_count_as_used(session, trust, ana, elsewhere):
    row = add_lesson(session, trust, ana)
    use = {"lesson_id": row.id, "organisation_id": elsewhere.organisation_id}
    session.add(LessonUse(kind=UseKind.NOT_FOR_US, **use))
    session.flush()
    assert get_lesson(session, elsewhere, row.slug).uses == 0


def test_summaries_keep_the_order_asked_for_and_leave_out_what_is_hidden(session, trust, ana, elsewhere):
    one, two = (add_lesson(session, trust, ana, title=f"Lesson {n}") for n in ("one", "two"))
    draft = add_lesson(session, trust, ana, title="Lesson three", state=LessonState.DRAFT)
    found = find_summaries(session, elsewhere, [two.id, draft.id, one.id])
    assert [each.title for each in found] == ["Lesson two", "Lesson one"]
    assert found[0].summary == "Forty bays had no signal. They were mended in time."


@pytest.mark.parametrize("count", [1, 5])
def test_summaries_take_four_statements_however_many_there_are(session, trust, ana, elsewhere, count):
    ids = [add_lesson(session, trust, ana, title=f"Lesson {n}").id for n in range(count)]
    said = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: said.append(args[2]))
    find_summaries(session, elsewhere, ids)
    assert len(said) == 4

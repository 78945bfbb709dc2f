"""An administrator's browser, and a small world to look after."""

import pytest

from exchange.people.models import DutyKind
from exchange.technologies.models import FunctionalArea, Product, Supplier
from tests import examples


@pytest.fixture
def trust(session):
    return examples.add_organisation(session)


@pytest.fixture
def ada(session, trust):
    """The only administrator."""
    return examples.add_person(session, "Ada Admin", trust, duties=[DutyKind.ADMINISTRATOR])


@pytest.fixture
def mia(session, trust):
    return examples.add_person(session, "Mia Marlowe", trust)


@pytest.fixture
def admin(signed_in, ada):
    """The administrator's browser."""
    return signed_in(ada)


@pytest.fixture
def products(session):
    """Two entries of what is one product, of two suppliers."""
    session.add(FunctionalArea(code="epr", name="Electronic patient record", short_name="EPR"))
    makers = [Supplier(name=name, slug=name.lower().replace(" ", "-")) for name in ("Old Co", "New Co")]
    session.add_all(makers)
    session.flush()
    made = [
        Product(name="Alpha", slug="old-co-alpha", supplier_id=makers[0].id),
        Product(name="Beta", slug="new-co-beta", supplier_id=makers[1].id),
    ]
    session.add_all(made)
    session.flush()
    return made

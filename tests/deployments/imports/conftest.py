"""A trust with a lead and some systems, and what a spreadsheet may name."""

from datetime import date

import pytest

from exchange.people.models import DutyKind
from exchange.technologies.models import Deployment, Stage
from tests import examples
from tests.deployments.imports.sheets import BASE, add_vocabulary, as_csv


@pytest.fixture
def trust(session):
    return examples.add_organisation(session)


@pytest.fixture
def lead(session, trust):
    return examples.add_person(session, "Kim Lead", trust, duties=[DutyKind.KNOWLEDGE_LEAD])


@pytest.fixture
def administrator(session, trust):
    return examples.add_person(session, "Ada Admin", trust, duties=[DutyKind.ADMINISTRATOR])


@pytest.fixture
def products(session):
    return add_vocabulary(session)


@pytest.fixture
def add_entry(session, trust, products):
    """Add an entry of the trust."""

    def add(name, area="epr", **more):
        product = products[name]
        entry = Deployment(
            organisation_id=trust.id,
            functional_area_code=area,
            supplier_id=product.supplier_id,
            product_id=product.id,
            **{"stage": Stage.LIVE, **more},
        )
        session.add(entry)
        session.commit()
        return entry

    return add


@pytest.fixture
def some_entries(add_entry):
    """One that is unconfirmed, one that has another stage, one confirmed long ago, one in no file."""
    return [
        add_entry("Amber 1", live_on="2024-05", source="List", source_date="2024"),
        add_entry("Birch 2", stage=Stage.IMPLEMENTING, live_on="2029"),
        add_entry("Cedar 3", live_on="2024-05", confirmed_on=date(2020, 1, 1), note="Ours"),
        add_entry("Dune 4", area="pas"),
    ]


@pytest.fixture
def browser(signed_in, lead, products):
    """The lead's browser."""
    return signed_in(lead)


@pytest.fixture
def send(browser):
    """Send a file and return the address of its import."""

    def send(rows, name="systems.csv", **more):
        content = rows if isinstance(rows, bytes) else as_csv(rows, **more)
        answer = browser.post(BASE, files={"file": (name, content)})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    return send


@pytest.fixture
def read(browser):
    """Return an import as its JSON twin shows it."""
    return lambda where: browser.get(f"/api/v1{where}").json()


@pytest.fixture
def write(browser, read):
    """Write an import as it is now."""

    def write(where):
        answer = browser.post(f"{where}/write", data={"version": read(where)["version"]})
        assert answer.status_code == 303, answer.text
        return read(where)

    return write

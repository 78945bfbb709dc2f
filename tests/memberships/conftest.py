"""Two trusts of one network: one with a lead, one without."""

import pytest

from exchange.people.models import DutyKind
from tests import examples


@pytest.fixture
def north(session):
    return examples.add_organisation(session, "RXA", "Northfield Trust")


@pytest.fixture
def south(session):
    return examples.add_organisation(session, "RXB", "Southmere Trust")


@pytest.fixture
def network(session, north, south):
    return examples.add_network(session, "Programme", [north, south])


@pytest.fixture
def kim(session, north):
    """The only lead of the north."""
    return examples.add_person(session, "Kim Lead", north, duties=[DutyKind.KNOWLEDGE_LEAD])


@pytest.fixture
def lea(session, north, network):
    """Leads the network."""
    return examples.add_person(
        session, "Lea Network", north, duties=[DutyKind.NETWORK_LEADER], network=network
    )


@pytest.fixture
def ada(session, south):
    """The only administrator."""
    return examples.add_person(session, "Ada Admin", south, duties=[DutyKind.ADMINISTRATOR])


@pytest.fixture
def nia(session):
    """Belongs nowhere yet."""
    return examples.add_person(session, "Nia New")

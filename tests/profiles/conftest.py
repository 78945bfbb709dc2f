import pytest

from exchange.people.models import JobRole
from tests.examples import add_organisation, add_person
from tests.profiles.world import add_subjects, count_queries


@pytest.fixture
def organisation(session):
    add_subjects(session)
    session.add_all([JobRole(name="digital midwife"), JobRole(name="chief nurse")])
    return add_organisation(session)


@pytest.fixture
def ana(session, organisation):
    return add_person(session, "Ana Example", organisation)


@pytest.fixture
def browser(signed_in, ana):
    return signed_in(ana)


@pytest.fixture
def queries_of(app):
    """Count the queries of something that is done twice."""
    return lambda act: count_queries(app, act)

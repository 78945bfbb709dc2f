import pytest

from exchange.organisations.models import Icb, Region
from exchange.people.models import JobRole
from exchange.plumbing.changes import REGISTRY, note_change
from tests.examples import actor_of, add_organisation, add_person
from tests.profiles.world import add_interests, add_subjects, count_queries


@pytest.fixture
def here(session):
    add_subjects(session)
    session.add(Region(code="Y61", name="East of England"))
    session.flush()
    session.add(Icb(code="QJG", name="Suffolk ICB", region_code="Y61"))
    session.add_all([JobRole(name="digital midwife"), JobRole(name="chief nurse")])
    session.flush()
    organisation = add_organisation(session)
    organisation.region_code, organisation.icb_code = "Y61", "QJG"
    note_change(session, REGISTRY)
    return organisation


@pytest.fixture
def elsewhere(session, here):
    other = add_organisation(session, "RXB", "Southfield Trust")
    note_change(session, REGISTRY)
    return other


@pytest.fixture
def ana(session, here):
    person = add_person(session, "Ana Example", here, job_role="digital midwife")
    person.ask_me_about = "Going live on a Monday"
    add_interests(session, person, "epma", "epic-hyperspace")
    return person


@pytest.fixture
def eli(session, elsewhere):
    return add_person(session, "Eli Elsewhere", elsewhere)


@pytest.fixture
def actor(session, eli):
    """Somebody of another organisation, who looks for people."""
    return actor_of(session, eli)


@pytest.fixture
def browser(signed_in, eli, ana):
    return signed_in(eli)


@pytest.fixture
def queries_of(app):
    """Count the queries of something that is done twice."""
    return lambda act: count_queries(app, act)

import hashlib

import pytest
from sqlmodel import SQLModel, select

from exchange.people.models import DutyKind
from exchange.plumbing.limits import RateCount
from exchange.signing_in.models import SignInSession
from tests import examples
from tests.security.routes import reading_paths

ROLES = ("visitor", "newcomer", "staff", "lead", "network leader", "administrator")
MAY_CHANGE = {RateCount.__tablename__: None, SignInSession.__tablename__: "seen_at"}


def everything(look):
    """Return a hash of all tables but for what reading may note: when a session was seen, and counts."""
    seen = {}
    for table in SQLModel.metadata.sorted_tables:
        if MAY_CHANGE.get(table.name, "") is None:
            continue
        columns = [c for c in table.columns if c.name != MAY_CHANGE.get(table.name)]
        rows = sorted(repr(tuple(row)) for row in look(select(*columns)))
        seen[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return seen


@pytest.fixture
def browsers(app, session, signed_in):
    organisation = examples.add_organisation(session)
    network = examples.add_network(session, "Digital midwives", [organisation])
    duties = {
        "newcomer": {},
        "staff": {"organisation": organisation},
        "lead": {"organisation": organisation, "duties": [DutyKind.KNOWLEDGE_LEAD]},
        "network leader": {
            "organisation": organisation,
            "duties": [DutyKind.NETWORK_LEADER],
            "network": network,
        },
        "administrator": {"organisation": organisation, "duties": [DutyKind.ADMINISTRATOR]},
    }
    people = {role: examples.add_person(session, f"Person {role}", **more) for role, more in duties.items()}
    return {"visitor": examples.browser(app)} | {role: signed_in(person) for role, person in people.items()}


@pytest.fixture
def answers(app, browsers):
    """Ask as somebody for everything that can be read."""
    return lambda role: {path: browsers[role].get(path) for path in reading_paths(app)}


@pytest.mark.parametrize("role", ROLES)
def test_reading_changes_nothing_never_breaks_down_and_tells_no_address_of_others(answers, look, role):
    before = everything(look)
    found = answers(role)
    assert everything(look) == before
    assert {path: answer.status_code for path, answer in found.items() if answer.status_code >= 500} == {}
    own = f"person.{role.replace(' ', '.')}@nhs.net"
    for path, answer in found.items():
        if path != "/api/v1/openapi.json":
            assert "@nhs.net" not in answer.text.replace(own, "").replace("name@nhs.net", ""), path

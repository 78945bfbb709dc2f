from datetime import date

import pytest

from exchange.people.actor import Actor, Role
from exchange.succession.actions import merge_organisations
from exchange.succession.planning import find_merger
from exchange.succession.schemas import MergerGiven
from tests.succession.merging import build

ADMINISTRATOR = Actor(frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
def world(session):
    return build(session)


@pytest.fixture
def merge(session, world):
    """Merge the gone organisation into the other, and commit."""

    def done(gone=None, into=None):
        pair = (gone or world.gone).id, (into or world.into).id
        plan = find_merger(session, ADMINISTRATOR, *pair).plan
        merge_organisations(session, ADMINISTRATOR, *pair, MergerGiven(on=date(2026, 11, 1), plan=plan))
        session.commit()

    return done

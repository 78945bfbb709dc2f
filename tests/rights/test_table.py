"""That the table leaves nothing out: no route, no role, no relation."""

import re

from fastapi.routing import iter_route_contexts
from sqlmodel import select

from exchange.network.models import NetworkMember
from exchange.people.actor import Role
from exchange.people.models import Membership, MembershipState
from exchange.people.queries import find_acting
from exchange.plumbing.database import reading
from exchange.plumbing.hashing import hashed
from tests.rights.rows import SEEN, Row, get
from tests.rights.table import ROWS
from tests.rights.world import ACTORS, CASTS, RELATIONS

# Files, and the description of the API, which is public.
NOT_OURS = {("GET", "/assets"), ("GET", "/static"), ("GET", "/api/v1/openapi.json")}
# Parts of a route that stand for what belongs to nobody.
IMPERSONAL = {"code", "domain", "kind", "name", "product_id", "provider", "slug", "supplier_id"}
IS_FOR = {
    "newcomer": {Role.NEWCOMER},
    "staff": {Role.STAFF},
    "lead": {Role.STAFF, Role.KNOWLEDGE_LEAD},
    "network leader": {Role.STAFF, Role.NETWORK_LEADER},
    "administrator": {Role.STAFF, Role.ADMINISTRATOR},
}


def test_every_route_has_a_row_and_every_row_a_route(stage):
    routes = {
        (method, context.path)
        for context in iter_route_contexts(stage.app.routes)
        for method in (getattr(context, "methods", None) or {"GET"}) - {"HEAD"}
    }
    assert {(row.method, row.route) for row in ROWS} == routes - NOT_OURS
    assert len({str(row) for row in ROWS}) == len(ROWS)


def test_the_description_of_the_api_has_the_same_rows(stage):
    described = {
        (method.upper(), path) for path, methods in stage.app.openapi()["paths"].items() for method in methods
    }
    assert described == {
        (row.method, row.route) for row in ROWS if row.route.startswith(("/api/v1/", "/health/"))
    }


def test_the_table_has_at_least_three_thousand_cells():
    cells = [
        row.status(number, relation)
        for row in ROWS
        for relation in RELATIONS
        for number, _ in enumerate(ACTORS)
    ]
    assert len(cells) == len(ROWS) * 28
    assert len(cells) >= 3_000


def test_every_role_that_uses_pages_is_an_actor_and_acts_as_such(stage):
    found = {}
    with reading(stage.app.state.engine) as session:
        for actor, person in stage.world.actors.items():
            acting = find_acting(session, hashed(stage.world.belongings[person.id].token), needs_proof=True)
            found[actor] = set(acting.actor.roles) if acting else None
    assert found == {**IS_FOR, "disabled": None}
    assert set(ACTORS) == {"visitor", *found}
    # Operators work at the command line; a role that is new needs an actor here and a column in the table.
    assert set(Role) - {Role.VISITOR, Role.OPERATOR} == set.union(*IS_FOR.values())


def test_every_row_has_a_line_for_every_relation_and_a_status_for_every_actor():
    assert [str(row) for row in ROWS if not _is_whole(row)] == []


def test_a_row_without_a_line_for_a_relation_or_a_status_for_an_actor_is_not_whole():
    assert not _is_whole(get("/people/{person_id}", 3 * (SEEN,)))
    assert not _is_whole(get("/people/{person_id}", SEEN))
    assert not _is_whole(get("/about", SEEN[:-4]))


def test_the_casts_stand_in_the_relations_that_they_are_named_for(stage):
    world = stage.world
    with reading(stage.app.state.engine) as session:
        asked = (MembershipState.ASKED, MembershipState.APPROVED)
        of_person = {
            row.person_id: row.organisation_id
            for row in session.exec(select(Membership))
            if row.state in asked
        }
        members = session.exec(select(NetworkMember)).all()
    networks = {
        place: {row.network_id for row in members if row.organisation_id == place}
        for place in of_person.values()
    }
    home = of_person[world.actors["staff"].id]
    assert {of_person.get(person.id) for person in world.actors.values()} == {home, None}
    assert set(world.casts) == set(CASTS)
    for cast in world.casts.values():
        places = {relation: of_person[person.id] for relation, person in cast.items()}
        assert list(places) == list(RELATIONS[1:])
        assert places["same organisation"] == home
        assert places["same network"] != home and networks[places["same network"]] & networks[home]
        assert not networks[places["foreign"]] & networks[home]


def _is_whole(row: Row) -> bool:
    """Say whether nothing is left out; one line is enough where nothing belongs to anybody."""
    lines = (row.lines,) if isinstance(row.lines, str) else row.lines
    parts = set(re.findall(r"\{(\w+)\}", row.route + row.query)) - {"into"}
    is_personal = not parts <= IMPERSONAL
    is_one = len(lines) == 1 and not is_personal
    return (is_one or len(lines) == len(RELATIONS)) and all(
        len(line.split()) == len(ACTORS) for line in lines
    )

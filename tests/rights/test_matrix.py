"""Every method of every route, asked by seven actors for something in each of four relations to them."""

import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.routing import iter_route_contexts
from sqlmodel import col, select

from exchange.app import create_app
from exchange.migrations.running import ensure_schema
from exchange.people.actor import Role
from exchange.plumbing.audit import AuditEntry
from exchange.plumbing.database import make_engine, reading, writing
from exchange.plumbing.settings import Settings
from tests import examples
from tests.rights import table
from tests.rights.world import ACTORS, RELATIONS, World, build
from tests.security.world import fitting, writes

pytestmark = pytest.mark.slow

# Files, and the description of the API, which is public.
NOT_OURS = {("GET", "/assets"), ("GET", "/static"), ("GET", "/api/v1/openapi.json")}


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    """The application, the world in its database, and a copy of that database to go back to."""
    folder = tmp_path_factory.mktemp("rights")
    engine = make_engine(f"sqlite:///{folder / 'exchange.db'}")
    ensure_schema(engine)
    with writing(engine) as session:
        session.expire_on_commit = False
        world = build(session)
        session.commit()
    engine.dispose()
    shutil.copy(folder / "exchange.db", folder / "before.db")
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'exchange.db'}",
            base_url=examples.ADDRESS,
            mail_folder=str(folder / "mail"),
        )
    )
    yield app, world, folder
    app.state.engine.dispose()


def test_every_route_has_a_row_and_every_row_a_route(setting):
    app, _, _ = setting
    routes = {
        (method, context.path)
        for context in iter_route_contexts(app.routes)
        for method in (getattr(context, "methods", None) or {"GET"}) - {"HEAD"}
    }
    rows = [(row.method, row.route) for row in table.ROWS]
    assert len(rows) == len(set(rows))
    assert routes - NOT_OURS == set(rows)


def test_every_role_that_signs_in_is_an_actor():
    words = {Role.NEWCOMER: "supplier", Role.STAFF: "staff", Role.KNOWLEDGE_LEAD: "lead"}
    signing_in = set(Role) - {Role.OPERATOR}
    assert {words.get(role, str(role)) for role in signing_in} | {"disabled"} == set(ACTORS)


def test_the_table_has_at_least_three_thousand_cells():
    assert len(table.ROWS) * len(ACTORS) * len(RELATIONS) >= 3_000


@pytest.mark.parametrize("row", table.ROWS, ids=lambda row: f"{row.method} {row.route}")
def test_everybody_gets_the_answer_in_the_table(setting, row):
    app, world, folder = setting
    wrong = []
    for relation in RELATIONS:
        for number, actor in enumerate(ACTORS):
            if row.method != "GET":
                _go_back(app, folder)
            found = _ask(app, world, row, actor, relation)
            expected = row.status(number, relation)
            if found[0] != expected:
                wrong.append(f"{actor}, {relation}: {found[0]} instead of {expected}")
            wrong += [f"{actor}, {relation}: {each}" for each in _details(row, found, expected, actor)]
    assert not wrong, "\n".join(wrong)


def _ask(app, world: World, row, actor: str, relation: str):
    parts = world.parts(actor, relation, row.route)
    path = re.sub(r"\{(\w+)\}", lambda name: parts[name[1]], row.route)
    sent = {}
    if write := {(each.method, each.path): each for each in writes(app)}.get((row.method, row.route)):
        sent["data" if write.is_form else "json"] = fitting(write.schema, SimpleNamespace(parts=parts))
    with examples.browser(app, world.tokens.get(actor, "")) as browser:
        before = _events(app)
        answer = browser.request(
            row.method, f"{path}?{row.query.format(**parts)}" if row.query else path, **sent
        )
        return answer.status_code, answer, _events(app)[len(before) :]


def _details(row, found, expected: int, actor: str):
    status, answer, events = found
    if status != expected:
        return
    if status == 200 and row.fields:
        body = answer.json()
        first = body[0] if isinstance(body, list) and body else body
        if first and set(first) != set(row.fields.split()):
            yield f"the answer has {' '.join(first)}"
    is_change = row.method != "GET" and status < 400
    wanted = [row.event] if is_change and row.event else []
    if row.event == "session.ended" and actor in {"visitor", "disabled"}:
        wanted = []  # nobody to sign out
    if events[-1:] != wanted:
        yield f"the audit trail got {events}"


def _events(app) -> list[str]:
    with reading(app.state.engine) as session:
        return list(session.exec(select(AuditEntry.event).order_by(col(AuditEntry.number))))


def _go_back(app, folder: Path) -> None:
    """Put the database back as it was; connections to the one before are closed first."""
    app.state.engine.dispose()
    for suffix in ("-wal", "-shm"):
        (folder / f"exchange.db{suffix}").unlink(missing_ok=True)
    shutil.copy(folder / "before.db", folder / "exchange.db")

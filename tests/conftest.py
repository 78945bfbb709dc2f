"""Shared fixtures: every test that touches a database runs on SQLite and on a real PostgreSQL."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.routing import BaseRoute

from exchange.app import create_app
from exchange.migrations.running import migrate
from exchange.people.actor import OPERATOR, VISITOR
from exchange.people.models import Person
from exchange.plumbing.database import make_engine, reading, writing
from exchange.plumbing.settings import Settings
from exchange.signing_in.models import Method
from tests import examples
from tests.servers import Databases, PostgresqlServer, SqliteFolder

KINDS = ("sqlite", "postgresql")

for name in [name for name in os.environ if name.startswith("EXCHANGE_")]:
    del os.environ[name]  # the tests say themselves what is set; run.py sets up a demonstration


@cache
def routes_once_worked_out() -> list[BaseRoute]:
    """Return the routes of every application: working them out takes longer than most tests do."""
    return create_app(Settings(database_url="sqlite://")).router.routes


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--databases``, by which a quick run keeps to SQLite, and how long a search for faults may be."""
    parser.addoption("--registry-runs", type=int, default=200, help="runs of the registry")
    parser.addoption("--databases", default=",".join(KINDS), help="comma-separated: sqlite, postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever needs a database once per kind."""
    if "database_kind" in metafunc.fixturenames:
        kinds = metafunc.config.getoption("--databases").split(",")
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session")
def databases(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """A server or folder that hands out fresh databases of one kind."""
    place = tmp_path_factory.mktemp(database_kind)
    server = SqliteFolder(place) if database_kind == "sqlite" else PostgresqlServer(place)
    with server:
        url = server.new("template")
        engine = make_engine(url)
        migrate(engine)
        engine.dispose()
        yield server


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The address of a fresh database with our schema and nothing in it."""
    url = databases.clone("template")
    yield url
    databases.drop(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a fresh database."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that may write; tests commit what the application should see."""
    with writing(engine) as session:
        session.expire_on_commit = False  # else looking at a row again would take SQLite's write lock
        yield session


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The settings of a service in production, on the fresh database."""
    return Settings(database_url=database_url, base_url=examples.ADDRESS, mail_folder=str(tmp_path / "mail"))


@pytest.fixture
def app(settings: Settings) -> Iterator[FastAPI]:
    """An application on the fresh database."""
    app = create_app(settings)
    app.router.routes = routes_once_worked_out()
    yield app
    app.state.engine.dispose()


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A visitor's browser."""
    with examples.browser(app) as client:
        yield client


@pytest.fixture
def look(engine: Engine) -> Callable[..., Sequence[Any]]:
    """Return what a statement finds now, in a transaction of its own that blocks nobody."""

    def find(statement: Any) -> Sequence[Any]:
        with reading(engine) as session:
            return session.exec(statement).all()

    return find


@pytest.fixture
def signed_in(app: FastAPI, session: Session) -> Callable[..., TestClient]:
    """Commit what the test has prepared and return a browser in which the person is signed in."""

    def browser_of(person: Person, method: Method = Method.PASSKEY) -> TestClient:
        token = examples.start_session(session, person, method)
        session.commit()
        return examples.browser(app, token)

    return browser_of


@pytest.fixture
def visitor():
    return VISITOR


@pytest.fixture
def operator():
    return OPERATOR


@pytest.fixture(scope="session")
def seed_folder() -> Path:
    """The reference data that ships with the product."""
    return Path(__file__).parents[1] / "seed_data"

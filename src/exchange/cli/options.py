"""What every command needs: where the database is, and a session on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

    from exchange.plumbing.settings import Settings

Database = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="URL",
        help="sqlite:///PATH or postgresql://USER@HOST/NAME; else EXCHANGE_DATABASE_URL.",
    ),
]


def settings_with(database: str = "") -> "Settings":
    """Return the settings of this process, with the database of the command line if there is one.

    Raises:
        ExchangeError: an EXCHANGE_… variable has a value that cannot be used.
    """
    from pydantic import ValidationError

    from exchange.plumbing.errors import ExchangeError
    from exchange.plumbing.settings import get_settings

    try:
        settings = get_settings()
    except ValidationError as problem:
        first = problem.errors()[0]
        name = "EXCHANGE_" + str(first["loc"][0]).upper()
        raise ExchangeError(f"The setting {name} cannot be used: {first['msg']}") from None
    return settings.model_copy(update={"database_url": database}) if database else settings


@contextmanager
def any_engine(database: str) -> Iterator["Engine"]:
    """Yield an engine on a database, whatever is in it.

    Raises:
        ExchangeError: the database cannot be reached or is none.
    """
    from sqlalchemy.exc import DatabaseError

    import exchange.tables  # noqa: F401  (registers every table)
    from exchange.plumbing.database import make_engine
    from exchange.plumbing.errors import ExchangeError

    engine = make_engine(settings_with(database).database_url)
    try:
        yield engine
    except DatabaseError as problem:
        raise ExchangeError(f"The database cannot be used: {_first_line(problem.orig)}") from None
    finally:
        engine.dispose()


@contextmanager
def open_engine(database: str) -> Iterator["Engine"]:
    """Yield an engine on a database that has the schema of this release.

    Raises:
        ExchangeError: the database cannot be reached or has another schema.
    """
    from exchange.migrations.running import ensure_schema

    with any_engine(database) as engine:
        ensure_schema(engine)
        yield engine


@contextmanager
def read_session(database: str) -> Iterator["Session"]:
    """Yield a session for reading."""
    from exchange.plumbing.database import reading

    with open_engine(database) as engine, reading(engine) as session:
        yield session


def _first_line(problem: object) -> str:
    return str(problem).strip().partition("\n")[0]

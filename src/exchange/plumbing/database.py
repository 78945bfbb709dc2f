"""Engine, transactions and column types that behave the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, MetaData, TypeDecorator, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel, create_engine

from exchange.plumbing.errors import ExchangeError

try:  # SQLite before 3.51.3 can corrupt a WAL database that two connections write to
    import pysqlite3 as sqlite_driver
except ImportError:  # no wheel for this platform: the standard library's, one process
    import sqlite3 as sqlite_driver

BUSY_SECONDS = 5.0
_TRIES = 3
POSTGRESQL_OPTIONS = "-c statement_timeout=30000 -c lock_timeout=5000 -c timezone=UTC"
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",  # what a person asks us to erase is overwritten, not only unlinked
)

# One naming convention for every constraint, so that migrations can name what they change.
SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


class BadDatabaseUrl(ExchangeError):
    """The database URL is not one we can use."""


def make_engine(url: str) -> Engine:
    """Build an engine for ``sqlite:///PATH`` or ``postgresql://…``.

    Raises:
        BadDatabaseUrl: the URL names another kind of database or is malformed.
    """
    try:
        kind = make_url(url).get_backend_name()
    except Exception as problem:  # SQLAlchemy raises several unrelated types here
        raise BadDatabaseUrl(f"{url!r} is not a database URL; try sqlite:///var/exchange.db") from problem
    if kind == "sqlite":
        return _sqlite_engine(url)
    if kind in {"postgresql", "postgres"}:
        return _postgresql_engine(url)
    raise BadDatabaseUrl(f"Exchange keeps its data in SQLite or PostgreSQL, not in {kind}")


def reading(engine: Engine) -> Session:
    """Return a session that is meant for SELECT alone."""
    return Session(engine)


def writing(engine: Engine) -> Session:
    """Return a session that takes SQLite's write lock at once, so that it cannot be refused it later."""
    return Session(engine.execution_options(exchange_writes=True))


def leave_no_trace(engine: Engine, *, rebuilds: bool = False) -> bool:
    """Write over what was deleted and still lies in SQLite's write-ahead log; say whether that succeeded.

    Somebody who reads for long is in the way; the next checkpoint does it then. PostgreSQL keeps such rows
    until its own vacuum, which is begun if ``rebuilds``.

    Args:
        rebuilds: write the whole database anew, without the gaps in which text may still lie.
    """
    if engine.dialect.name != "sqlite":
        if rebuilds:
            with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as own:
                own.exec_driver_sql("vacuum")
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if rebuilds:
            cursor.execute("vacuum")
        return any(not cursor.execute("pragma wal_checkpoint(truncate)").fetchone()[0] for _ in range(_TRIES))
    except sqlite_driver.OperationalError:
        return False
    finally:
        connection.close()


def text_enum(enum: type[StrEnum]) -> Enum:
    """Store an enum as its value in a text column; SQLModel would store the member's name."""
    return Enum(
        enum,
        native_enum=False,
        length=30,
        create_constraint=False,
        values_callable=lambda members: [m.value for m in members],
    )


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware UTC in Python on both databases, although SQLite itself keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a time zone, and keep all others as UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what was stored, with its time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _sqlite_engine(url: str) -> Engine:
    database = make_url(url).database
    options: dict[str, Any] = {}
    if database in {None, "", ":memory:"}:
        options["poolclass"] = StaticPool
    else:
        Path(str(database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        module=sqlite_driver,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
        **options,
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin alone
    for pragma in _PRAGMAS:
        connection.execute(f"pragma {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("exchange_writes", False)
    connection.exec_driver_sql("begin immediate" if writes else "begin")


def _postgresql_engine(url: str) -> Engine:
    address = make_url(url).set(drivername="postgresql+psycopg")
    options = {"options": POSTGRESQL_OPTIONS}
    return create_engine(address, pool_pre_ping=True, connect_args=options, hide_parameters=True)

"""Bring a database to the schema of this release, and say where it stands."""

from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from exchange.plumbing.errors import ExchangeError


class SchemaBehind(ExchangeError):
    """The database has an older or newer schema than this release."""


def newest_revision() -> str:
    """Return the revision that this release expects."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def current_revision(engine: Engine) -> str | None:
    """Return the revision that the database is at; None when it holds no tables of ours."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine) -> tuple[str | None, str]:
    """Apply every migration that is missing; return the revisions before and after."""
    before = current_revision(engine)
    with engine.execution_options(exchange_writes=True).begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before, newest_revision()


def ensure_schema(engine: Engine) -> None:
    """Create the schema in an empty database; refuse one that is at another revision.

    Raises:
        SchemaBehind: the database holds tables of another release.
    """
    current = current_revision(engine)
    if current is None and not inspect(engine).get_table_names():
        migrate(engine)
    elif current != newest_revision():
        raise SchemaBehind("The database was made by another release: run `exchange migrate` first")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("exchange.migrations")))
    return config

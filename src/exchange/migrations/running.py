"""Bring a database to the schema of this release, and say where it stands.

Alembic is imported only where something is migrated: every command and every start asks where the database
stands, and an answer should not wait for it.
"""

from importlib import resources
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

from exchange.plumbing.errors import ExchangeError

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST_REVISION = "0007"
"""The revision that this release expects: the newest in ``versions``."""


class SchemaBehind(ExchangeError):
    """The database has an older or newer schema than this release."""


def current_revision(engine: Engine) -> str | None:
    """Return the revision that the database is at; None when it was never migrated."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("select version_num from alembic_version"))
        return revision


def migrate(engine: Engine) -> tuple[str | None, str]:
    """Apply every migration that is missing; return the revisions before and after."""
    from alembic import command  # noqa: PLC0415  (see the top of this module)

    before = current_revision(engine)
    with engine.execution_options(exchange_writes=True).begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before, NEWEST_REVISION


def ensure_schema(engine: Engine) -> None:
    """Create the schema in an empty database; refuse one that is at another revision.

    Raises:
        SchemaBehind: the database holds tables of another release.
    """
    current = current_revision(engine)
    if current is None and not inspect(engine).get_table_names():
        migrate(engine)
    elif current != NEWEST_REVISION:
        raise SchemaBehind("The database was made by another release: run `exchange migrate` first")


def alembic_config() -> "Config":
    """Return where the migrations are, as alembic wants to know it."""
    from alembic.config import Config  # noqa: PLC0415  (see the top of this module)

    config = Config()
    config.set_main_option("script_location", str(resources.files("exchange.migrations")))
    return config

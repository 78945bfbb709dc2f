import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

from exchange.migrations.running import (
    NEWEST_REVISION,
    SchemaBehind,
    alembic_config,
    current_revision,
    ensure_schema,
)
from exchange.plumbing.database import BadDatabaseUrl, make_engine


def test_models_and_migrations_agree(engine):
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": _not_of_the_index}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []


def _not_of_the_index(name, kind, _parents):
    """Full-text indexes are the engines' own: FTS5 makes five tables, PostgreSQL one of another kind."""
    return kind != "table" or not name.startswith("lesson_words")


def test_the_release_expects_the_newest_migration():
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == NEWEST_REVISION


def test_an_empty_database_gets_its_schema(databases):
    engine = make_engine(databases.new("fresh"))
    ensure_schema(engine)
    assert current_revision(engine) == NEWEST_REVISION
    engine.dispose()


def test_a_database_of_another_release_is_refused(engine):
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(SchemaBehind, match="exchange migrate"):
        ensure_schema(engine)


def test_sqlite_is_safe_by_default(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'new' / 'x.db'}")
    with engine.connect() as connection:
        values = {
            name: connection.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    engine.dispose()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/name"])
def test_other_databases_are_refused_in_words(url):
    with pytest.raises(BadDatabaseUrl):
        make_engine(url)

"""Alembic environment: it must know every table."""

from alembic import context
from sqlmodel import SQLModel

import exchange.tables  # noqa: F401  (registers every table)

# ``exchange.migrations.running`` hands over an open connection; there is no other way in.
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

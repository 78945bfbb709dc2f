"""Alembic environment: the one place that must import every table."""

from alembic import context
from sqlmodel import SQLModel

import exchange.deployments.models
import exchange.home.models
import exchange.lessons.documents
import exchange.lessons.models
import exchange.mail.models
import exchange.network.models
import exchange.organisations.models
import exchange.peers.models
import exchange.people.models
import exchange.plumbing.audit
import exchange.plumbing.changes
import exchange.plumbing.limits
import exchange.plumbing.signing
import exchange.privacy.models
import exchange.search.models
import exchange.signing_in.models
import exchange.succession.models
import exchange.technologies.models  # noqa: F401  (each import registers its tables)

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

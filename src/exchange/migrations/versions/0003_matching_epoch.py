"""Matching: the epoch to which every process fits."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    op.create_table(
        "matching_epoch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registry_change", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_epoch")),
    )


def downgrade() -> None:
    """Move the schema back."""
    op.drop_table("matching_epoch")

"""What a reviewer said of a lesson, and when somebody was asked whether it still holds."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add three columns."""
    op.add_column("lesson", sa.Column("review_note", sa.String(500), nullable=False, server_default=""))
    op.add_column("lesson", sa.Column("asked_on", sa.Date()))
    op.add_column(
        "lesson", sa.Column("outlives_systems", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Remove them."""
    for name in ("outlives_systems", "asked_on", "review_note"):
        op.drop_column("lesson", name)

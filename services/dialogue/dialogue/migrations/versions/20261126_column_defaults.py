"""Defaults for new columns of readers and replies: programs of the release before write rows without them."""

import sqlalchemy as sa
from alembic import op

revision = "column_defaults"
down_revision = "waiting_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("finding_readers", "is_told", server_default=sa.true())
    op.alter_column("finding_replies", "is_published", server_default=sa.false())


def downgrade() -> None:
    op.alter_column("finding_readers", "is_told", server_default=None)
    op.alter_column("finding_replies", "is_published", server_default=None)

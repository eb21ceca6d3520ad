"""Which findings changed under an embargo, so that their readers' copies are renewed when it ends."""

import sqlalchemy as sa
from alembic import op

revision = "waiting_changes"
down_revision = "new_sites"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("has_waiting_changes", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("findings", column)
    op.create_index(
        "ix_findings_waiting_changes", "findings", ["id"], postgresql_where=sa.text("has_waiting_changes")
    )
    op.execute("update findings set has_waiting_changes = true where embargo_until > platform_today()")


def downgrade() -> None:
    op.drop_index("ix_findings_waiting_changes", "findings", postgresql_where=sa.text("has_waiting_changes"))
    op.drop_column("findings", "has_waiting_changes")

"""How often the buyer changed of a meeting what nobody else sees."""

import sqlalchemy as sa
from alembic import op

revision = "unseen_changes"
down_revision = "timeline"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meetings", sa.Column("unseen_changes", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("meetings", "unseen_changes", server_default=None)


def downgrade() -> None:
    op.drop_column("meetings", "unseen_changes")

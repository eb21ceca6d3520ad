"""Which revision of the copying made the stored copy of an evidence file, so that earlier copies are made again."""

import sqlalchemy as sa
from alembic import op

revision = "copy_revisions"
down_revision = "untold_public"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evidence", sa.Column("copy_revision", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_evidence_copy_revision", "evidence", ["copy_revision", "id"])


def downgrade() -> None:
    op.drop_index("ix_evidence_copy_revision", table_name="evidence")
    op.drop_column("evidence", "copy_revision")

"""The hash of an evidence file as it was sent, beside the hash of the copy that is stored."""

import sqlalchemy as sa
from alembic import op

revision = "evidence_originals"
down_revision = "told_readers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evidence", sa.Column("original_sha256", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("evidence", "original_sha256")

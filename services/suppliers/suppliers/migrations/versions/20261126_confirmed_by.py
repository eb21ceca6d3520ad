"""Which of a supplier's organisations confirmed a version; of earlier confirmations that is not known."""

import sqlalchemy as sa
from alembic import op

revision = "confirmed_by"
down_revision = "proven_callers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("disclosures", sa.Column("confirmed_by", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("disclosures", "confirmed_by")

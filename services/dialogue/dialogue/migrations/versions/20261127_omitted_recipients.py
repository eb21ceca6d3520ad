"""Who was not told of a finding when a release took effect, and why."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "omitted_recipients"
down_revision = "kept_owners"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("omitted", JSONB(), server_default=sa.text("'{}'"), nullable=False)
    op.add_column("finding_releases", column)


def downgrade() -> None:
    op.drop_column("finding_releases", "omitted")

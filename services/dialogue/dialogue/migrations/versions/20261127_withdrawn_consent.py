"""Whether the people who spoke have withdrawn their consent to a finding."""

import sqlalchemy as sa
from alembic import op

revision = "withdrawn_consent"
down_revision = "copy_revisions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("is_consent_withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    op.add_column("findings", column)


def downgrade() -> None:
    op.drop_column("findings", "is_consent_withdrawn")

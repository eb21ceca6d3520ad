"""Whether the platform has confirmed that an organisation speaks for a supplier as a whole."""

import sqlalchemy as sa
from alembic import op

revision = "confirmed_links"
down_revision = "disclosures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("is_confirmed", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("supplier_links", column)
    op.alter_column("supplier_links", "is_confirmed", server_default=None)


def downgrade() -> None:
    op.drop_column("supplier_links", "is_confirmed")

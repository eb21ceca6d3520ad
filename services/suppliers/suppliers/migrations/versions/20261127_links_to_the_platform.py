"""Links to the platform, which keep what it has confirmed and open nothing."""

import sqlalchemy as sa
from alembic import op

revision = "links_to_the_platform"
down_revision = "hidden_parties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "supplier_links", sa.Column("is_of_buyer", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def downgrade() -> None:
    op.execute("delete from supplier_links where not is_of_buyer")
    op.drop_column("supplier_links", "is_of_buyer")

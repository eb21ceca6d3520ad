"""Invitations that start to work later: those by which the platform offers an organisation an administrator."""

import sqlalchemy as sa
from alembic import op

revision = "offered_administrators"
down_revision = "account_secrets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitations", sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("grant select (opens_at), update (opens_at) on invitations to gateway_app")


def downgrade() -> None:
    op.drop_column("invitations", "opens_at")

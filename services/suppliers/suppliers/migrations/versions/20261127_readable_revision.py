"""The service reads at its start which revision its database has."""

from alembic import op

revision = "readable_revision"
down_revision = "row_writers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("grant select on alembic_version to suppliers_worker")


def downgrade() -> None:
    op.execute("revoke select on alembic_version from suppliers_worker")

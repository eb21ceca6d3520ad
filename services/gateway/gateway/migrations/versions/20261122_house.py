"""The books the service keeps for itself: journal, parties, grants, cursors, idempotency."""

from chassis import house_v1

revision = "house"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    house_v1.create("gateway")


def downgrade() -> None:
    house_v1.drop()

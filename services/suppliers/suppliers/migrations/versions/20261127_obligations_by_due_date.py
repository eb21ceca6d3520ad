"""Find an owner's obligations by their due date, and by their state and due date."""

from alembic import op

revision = "obligations_by_due_date"
down_revision = "readable_revision"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_obligations_owner_due": ["owner_id", "due_at", "id"],
    "ix_obligations_owner_status": ["owner_id", "status", "due_at", "id"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "obligations", columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "obligations")

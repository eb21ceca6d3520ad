"""Journal entries are signed by a process of the service; nothing else writes to the journal."""

from chassis.migrations import signed_entries_v1

revision = "signed_entries"
down_revision = "confirmed_by"
branch_labels = None
depends_on = None


def upgrade() -> None:
    signed_entries_v1.demand("suppliers")


def downgrade() -> None:
    signed_entries_v1.demand_nothing("suppliers")

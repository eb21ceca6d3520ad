"""A journal entry without a signature is refused, not only one with a wrong signature."""

from chassis.migrations import signed_entries_v2

revision = "demanded_signatures"
down_revision = "disputed_minutes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    signed_entries_v2.replace("dialogue")


def downgrade() -> None:
    signed_entries_v2.put_back("dialogue")

"""Entries that cannot be sealed are kept apart, and erasures of payloads are noted."""

from chassis.migrations import journal_guards_v1

revision = "journal_guards"
down_revision = "signed_entries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    journal_guards_v1.create("dialogue")


def downgrade() -> None:
    journal_guards_v1.drop()

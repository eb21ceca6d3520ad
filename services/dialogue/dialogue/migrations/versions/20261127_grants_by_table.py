"""A grant opens a finding, and what belongs to it."""

from chassis.migrations import grants_by_table_v1

revision = "grants_by_table"
down_revision = "actions_of_findings"
branch_labels = None
depends_on = None

SHARED = ("findings",)
"""Tables whose owners let others read rows."""
SHARED_BY = dict.fromkeys(
    ("findings", "finding_reactions", "finding_readers", "finding_replies", "review_annex_items"), "findings"
)
OWNERS_ONLY = {"finding_releases": "id", "idempotency_answers": "owner_id", "monitor_keys": "owner_id"}
"""Tables of which no row was ever granted, and what their policies compared with grants."""


def upgrade() -> None:
    grants_by_table_v1.create("dialogue", SHARED)
    grants_by_table_v1.compare_tables(SHARED_BY)
    grants_by_table_v1.keep_for_owners(OWNERS_ONLY)


def downgrade() -> None:
    grants_by_table_v1.keep_for_no_owners(OWNERS_ONLY)
    grants_by_table_v1.compare_no_tables(SHARED_BY)
    grants_by_table_v1.drop()

"""A grant opens a row of one table."""

from chassis.migrations import grants_by_table_v1

revision = "grants_by_table"
down_revision = "ended_links"
branch_labels = None
depends_on = None

SHARED = ("affiliations", "invitations", "supplier_links")
"""Tables whose owners let others read rows."""
SHARED_BY = {table: table for table in SHARED}
OWNERS_ONLY = {"api_keys": "id", "idempotency_answers": "owner_id", "members": "id"}
"""Tables of which no row was ever granted, and what their policies compared with grants."""


def upgrade() -> None:
    grants_by_table_v1.create("gateway", SHARED)
    grants_by_table_v1.compare_tables(SHARED_BY)
    grants_by_table_v1.keep_for_owners(OWNERS_ONLY)


def downgrade() -> None:
    grants_by_table_v1.keep_for_no_owners(OWNERS_ONLY)
    grants_by_table_v1.compare_no_tables(SHARED_BY)
    grants_by_table_v1.drop()

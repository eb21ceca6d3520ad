"""Readers of a link or an affiliation decide about it; they insert none, and do not change whose it is."""

from chassis.migrations import row_guards_v1

revision = "guarded_rows"
down_revision = "grants_by_table"
branch_labels = None
depends_on = None

INSERTED_BY = dict.fromkeys(("affiliations", "supplier_links"), "owner_id = {org}")
OF_THE_OWNER = {
    "affiliations": ("id", "created_at", "created_by", "owner_id", "buyer_id", "proposed_by", "valid_from"),
    "supplier_links": ("id", "created_at", "created_by", "owner_id", "supplier_id", "organisation_id"),
}


def upgrade() -> None:
    row_guards_v1.create()
    row_guards_v1.restrict_insert("gateway", INSERTED_BY)
    row_guards_v1.keep_columns("gateway", OF_THE_OWNER)


def downgrade() -> None:
    row_guards_v1.release_columns(OF_THE_OWNER)
    row_guards_v1.lift("insert", INSERTED_BY)
    row_guards_v1.drop()

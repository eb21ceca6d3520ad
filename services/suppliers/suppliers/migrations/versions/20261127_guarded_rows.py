"""Readers of a row answer in its columns for answers, and insert nothing but contacts for buyers they work with."""

from chassis.migrations import row_guards_v1

revision = "guarded_rows"
down_revision = "grants_by_table"
branch_labels = None
depends_on = None

OWNERS = "owner_id = {org}"
WORKS_WITH_THE_BUYER = (
    "exists (select from supplier_links as link where link.supplier_id = contact_points.supplier_id"
    " and link.buyer_id = contact_points.owner_id and link.org_id = {org})"
)
INSERTED_BY = {
    "contact_points": f"{OWNERS} or {WORKS_WITH_THE_BUYER}",
    "disclosures": OWNERS,
    "disclosure_rows": OWNERS,
    "obligations": OWNERS,
}
PARENTS = {
    "contract_clauses": ("contract_id", "contracts"),
    "contract_spend": ("contract_id", "contracts"),
    "deliveries": ("contract_id", "contracts"),
    "disclosure_imports": ("disclosure_id", "disclosures"),
    "disclosure_rows": ("disclosure_id", "disclosures"),
    "import_rows": ("import_id", "disclosure_imports"),
    "obligations": ("contract_id", "contracts"),
}
STAMPS = ("id", "created_at", "created_by", "owner_id")
OF_THE_OWNER = {
    "contact_points": (*STAMPS, "supplier_id"),
    "disclosures": (
        *(*STAMPS, "supplier_id", "product_id", "product_family", "subject", "version_no", "supersedes"),
        *(
            "valid_from",
            "valid_to",
            "source",
            "default_confidentiality",
            "entered_by_buyer",
            "addressed_to",
            "gaps",
        ),
        *("status", "submission"),
    ),
    "disclosure_rows": (
        *(
            "id",
            "owner_id",
            "disclosure_id",
            "supplier_id",
            "number",
            "tier",
            "relation",
            "name",
            "address",
            "city",
        ),
        *("region", "postal_code", "country", "site", "component", "share_pct", "valid_from", "valid_to"),
        *("confidentiality", "basis"),
    ),
    "obligations": (
        *(*STAMPS, "contract_id", "clause_id", "type", "instance", "recurrence", "due_at", "grace_days"),
        *("notice_days", "weight", "dd_alternative"),
    ),
}
"""What a reader that answers on such a row does not change; the other columns are the answer."""


def upgrade() -> None:
    row_guards_v1.create()
    row_guards_v1.restrict_insert("suppliers", INSERTED_BY)
    row_guards_v1.keep_parents("suppliers", PARENTS)
    row_guards_v1.keep_columns("suppliers", OF_THE_OWNER)


def downgrade() -> None:
    row_guards_v1.release_columns(OF_THE_OWNER)
    row_guards_v1.release_parents(PARENTS)
    row_guards_v1.lift("insert", INSERTED_BY)
    row_guards_v1.drop()

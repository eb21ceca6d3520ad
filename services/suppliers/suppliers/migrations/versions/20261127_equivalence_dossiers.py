"""Equivalence dossiers, and the decisions of buyers about them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrations import grants_by_table_v1, row_writers_v1
from chassis.migrations.row_security_v4 import secure_table

revision = "equivalence_dossiers"
down_revision = "label_claims"
branch_labels = None
depends_on = None

SHARED = ("contact_points", "contracts", "disclosures", "disclosure_acceptances")
TABLES = ("equivalence_dossiers", "equivalence_decisions")
SCHEMES = (
    *("TCO_CERTIFIED", "EPEAT", "BLUE_ANGEL", "EU_ECOLABEL", "NORDIC_SWAN", "ENERGY_STAR", "FAIRTRADE_GOLD"),
    *("RMAP_CONFORMANT", "IRMA"),
)
STATES = (*("draft", "submitted", "under_assessment", "more_info_needed", "accepted", "rejected", "appealed"),)
ROUTES = ("equivalent_label", "technical_dossier")
STAGES = ("assessment", "appeal")
DOSSIER_CHECKS = {
    "authors_status": "status in ('draft', 'submitted', 'appealed')",
    "submitted_once": "(submission = 0) = (status = 'draft')",
    "submitted_on_a_day": "(submission = 0) = (submitted_on is null)",
    "appeal_has_a_reason": "status <> 'appealed' or appeal_reason is not null",
}
DECISION_CHECKS = {
    "is_a_decision": "status in ('under_assessment', 'more_info_needed', 'accepted', 'rejected')",
    "has_a_reason": "status = 'under_assessment' or reason is not null",
    "decided_on_a_day": "(status = 'under_assessment') = (decided_on is null)",
}
WRITERS: row_writers_v1.Writers = {
    "equivalence_dossiers": dict.fromkeys(("insert", "update"), ("buyer", "supplier")),
    "equivalence_decisions": dict.fromkeys(("insert", "update"), ("buyer",)),
}


def upgrade() -> None:
    _create_dossiers()
    _create_decisions()
    grants_by_table_v1.share((*SHARED, *TABLES))
    for table in TABLES:
        secure_table("suppliers", table, "owned", granted_by=("id", table))
    row_writers_v1.withhold("suppliers", {"delete": TABLES})
    row_writers_v1.name_writers("suppliers", WRITERS)


def downgrade() -> None:
    op.execute("delete from grants where table_name in ('equivalence_dossiers', 'equivalence_decisions')")
    op.drop_table("equivalence_decisions")
    op.drop_table("equivalence_dossiers")
    grants_by_table_v1.share(SHARED)


def _stamps() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
    ]


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _checks(table: str, conditions: dict[str, str]) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in conditions.items()]


def _create_dossiers() -> None:
    table = "equivalence_dossiers"
    op.create_table(
        table,
        *_stamps(),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("requirement_id", sa.Uuid(), nullable=True),
        sa.Column("requirement", sa.String(200), nullable=False),
        sa.Column("scheme", _one_of("labelscheme", *SCHEMES), nullable=False),
        sa.Column("min_level", sa.String(16), nullable=True),
        sa.Column("route", _one_of("equivalenceroute", *ROUTES), nullable=False),
        sa.Column("equivalent_label", sa.String(200), nullable=True),
        sa.Column("reason_label_unobtainable", sa.String(20_000), nullable=True),
        sa.Column("criteria", JSONB(), nullable=False),
        sa.Column("status", _one_of("dossierstatus", *STATES), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("appeal_reason", sa.String(20_000), nullable=True),
        *_checks(table, DOSSIER_CHECKS),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f(f"fk_{table}_product_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f(f"fk_{table}_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_equivalence_dossiers_owner", table, ["owner_id", "id"])
    for column in ("buyer_id", "product_id", "supplier_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _create_decisions() -> None:
    table = "equivalence_decisions"
    op.create_table(
        table,
        *_stamps(),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("stage", _one_of("decisionstage", *STAGES), nullable=False),
        sa.Column("status", _one_of("decided", *STATES), nullable=False),
        sa.Column("reason", sa.String(20_000), nullable=True),
        sa.Column("criteria", JSONB(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        *_checks(table, DECISION_CHECKS),
        sa.ForeignKeyConstraint(["dossier_id"], ["equivalence_dossiers.id"], name=op.f(f"fk_{table}_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            *("owner_id", "dossier_id", "submission", "stage"),
            name=op.f(f"uq_{table}_owner_id_dossier_id_submission_stage"),
        ),
    )
    op.create_index("ix_equivalence_decisions_owner_supplier", table, ["owner_id", "supplier_id"])
    op.create_index(op.f(f"ix_{table}_dossier_id"), table, ["dossier_id"])

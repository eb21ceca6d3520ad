"""Label claims about products, and what each buyer found out about them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.migrations import row_writers_v1
from chassis.migrations.row_security_v4 import secure_table

revision = "label_claims"
down_revision = "product_quotes"
branch_labels = None
depends_on = None

SCHEMES = (
    *("TCO_CERTIFIED", "EPEAT", "BLUE_ANGEL", "EU_ECOLABEL", "NORDIC_SWAN", "ENERGY_STAR", "FAIRTRADE_GOLD"),
    *("RMAP_CONFORMANT", "IRMA"),
)
SOURCES = ("supplier", "public_source", "platform")
STATES = ("claimed", "verified", "refuted", "revoked", "withdrawn", "expired")
METHODS = ("registry", "document")
CHECKED = "platform_status, platform_method, platform_checked_on, platform_evidence, platform_reason"
CLAIMS = {
    ("label_claims", "insert"): "new.claimed_by <> caller_org() or new.platform_status is not null",
    ("label_claims", f"update of {CHECKED}"): "caller_kind() <> 'platform'",
    ("label_claims", "update of withdrawn_on, withdrawal_reason"): "old.claimed_by <> caller_org()",
}
WRITERS: row_writers_v1.Writers = {
    "label_claims": dict.fromkeys(("insert", "update"), ("buyer", "supplier", "platform")),
    "label_verifications": dict.fromkeys(("insert", "update"), ("buyer",)),
}


def upgrade() -> None:
    _create_claims()
    _create_verifications()
    secure_table("suppliers", "label_claims", "register")
    secure_table("suppliers", "label_verifications", "owned")
    row_writers_v1.withhold("suppliers", {"delete": ["label_claims", "label_verifications"]})
    row_writers_v1.name_writers("suppliers", WRITERS)
    row_writers_v1.refuse_claims("suppliers", CLAIMS)


def downgrade() -> None:
    op.drop_table("label_verifications")
    op.drop_table("label_claims")


def _stamps() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _create_claims() -> None:
    op.create_table(
        "label_claims",
        *_stamps(),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("scheme", _one_of("labelscheme", *SCHEMES), nullable=False),
        sa.Column("generation", sa.String(16), nullable=True),
        sa.Column("level", sa.String(16), nullable=True),
        sa.Column("certificate_no", sa.String(200), nullable=True),
        sa.Column("issuer", sa.String(200), nullable=True),
        sa.Column("registry_url", sa.String(200), nullable=True),
        sa.Column("country_scope", ARRAY(sa.Text()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", _one_of("claimsource", *SOURCES), nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawal_reason", sa.String(20_000), nullable=True),
        sa.Column("platform_status", _one_of("platformstatus", *STATES), nullable=True),
        sa.Column("platform_method", _one_of("platformmethod", *METHODS), nullable=True),
        sa.Column("platform_checked_on", sa.Date(), nullable=True),
        sa.Column("platform_evidence", JSONB(), nullable=True),
        sa.Column("platform_reason", sa.String(20_000), nullable=True),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_label_claims_period")),
        sa.CheckConstraint(
            "(platform_status is null) = (platform_checked_on is null)",
            name=op.f("ck_label_claims_platform_check_has_a_day"),
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_label_claims_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_claims")),
    )
    op.create_index(op.f("ix_label_claims_product_id"), "label_claims", ["product_id"])
    op.create_index(op.f("ix_label_claims_claimed_by"), "label_claims", ["claimed_by"])


def _create_verifications() -> None:
    checks = {
        "is_found_out": "status in ('verified', 'refuted', 'revoked')",
        "verified_by_a_method": "status <> 'verified' or method is not null",
        "has_a_reason": "status = 'verified' or reason is not null",
    }
    table = "label_verifications"
    op.create_table(
        table,
        *_stamps(),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("status", _one_of("claimstatus", *STATES), nullable=False),
        sa.Column("method", _one_of("verificationmethod", *METHODS), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("evidence", JSONB(), nullable=True),
        sa.Column("reason", sa.String(20_000), nullable=True),
        sa.Column("greenwashing_risk", sa.String(20_000), nullable=True),
        *(sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in checks.items()),
        sa.ForeignKeyConstraint(["claim_id"], ["label_claims.id"], name=op.f("fk_label_verifications_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_verifications")),
        sa.UniqueConstraint("owner_id", "claim_id", name=op.f("uq_label_verifications_owner_id_claim_id")),
    )
    op.create_index(op.f("ix_label_verifications_claim_id"), table, ["claim_id"])

"""What suppliers ask of a buyer for warranty and spare parts of a product."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrations import row_writers_v1
from chassis.migrations.row_security_v4 import secure_table

revision = "product_quotes"
down_revision = "product_facts"
branch_labels = None
depends_on = None

CHECKS = {
    "period": "quoted_on <= valid_to",
    "warranty_years": "warranty_years between 0 and 30",
    "spare_parts_years": "spare_parts_years between 0 and 30",
    "says_something": (
        "num_nonnulls(warranty_years, extra_warranty_year, spare_parts_years, spare_parts_prices) > 0"
    ),
}


def upgrade() -> None:
    op.create_table(
        "product_quotes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("quoted_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("warranty_years", sa.Integer(), nullable=True),
        sa.Column("extra_warranty_year", JSONB(), nullable=True),
        sa.Column("spare_parts_years", sa.Integer(), nullable=True),
        sa.Column("spare_parts_prices", JSONB(), nullable=True),
        *(sa.CheckConstraint(text, name=op.f(f"ck_product_quotes_{name}")) for name, text in CHECKS.items()),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_quotes_product_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_product_quotes_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_quotes")),
    )
    op.create_index("ix_product_quotes_owner", "product_quotes", ["owner_id", "product_id", "id"])
    op.create_index(op.f("ix_product_quotes_product_id"), "product_quotes", ["product_id"])
    op.create_index(op.f("ix_product_quotes_supplier_id"), "product_quotes", ["supplier_id"])
    secure_table("suppliers", "product_quotes", "owned")
    row_writers_v1.withhold("suppliers", {"delete": ["product_quotes"]})
    verbs: row_writers_v1.Writers = {"product_quotes": {"insert": ["buyer"], "update": ["buyer"]}}
    row_writers_v1.name_writers("suppliers", verbs)


def downgrade() -> None:
    op.drop_table("product_quotes")

"""What is said about a product; a used one is a product of its own, with the new one as its original."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "product_facts"
down_revision = "contract_contacts"
branch_labels = None
depends_on = None

NO_TEXTS = sa.text("'{}'::text[]")
NO_ITEMS = sa.text("'[]'::jsonb")
CHECKS = {
    "originals_of_used": "original_product_id is null or condition <> 'new'",
    "another_original": "original_product_id <> id",
    "warranty_years": "warranty_years between 0 and 30",
    "spare_parts_years": "spare_parts_years between 0 and 30",
    "battery_cycles": "battery_cycles >= 0",
    "recycled_content": "recycled_content_pct between 0 and 100",
}
COLUMNS = (
    *("main_components", "materials", "recycled_content_pct", "battery_cycles", "upgradeable", "repairability"),
    *("spare_parts_price_list", "spare_parts_years", "warranty_years", "original_product_id"),
)


def upgrade() -> None:
    for column in (
        sa.Column("original_product_id", sa.Uuid(), nullable=True),
        sa.Column("warranty_years", sa.Integer(), nullable=True),
        sa.Column("spare_parts_years", sa.Integer(), nullable=True),
        sa.Column("spare_parts_price_list", sa.String(200), nullable=True),
        sa.Column("repairability", JSONB(), nullable=True),
        sa.Column("upgradeable", ARRAY(sa.Text()), nullable=False, server_default=NO_TEXTS),
        sa.Column("battery_cycles", sa.Integer(), nullable=True),
        sa.Column("recycled_content_pct", sa.Numeric(4, 1), nullable=True),
        sa.Column("materials", ARRAY(sa.Text()), nullable=False, server_default=NO_TEXTS),
        sa.Column("main_components", JSONB(), nullable=False, server_default=NO_ITEMS),
    ):
        op.add_column("products", column)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_products_{name}"), "products", condition)
    original = op.f("fk_products_original_product_id")
    op.create_foreign_key(original, "products", "products", ["original_product_id"], ["id"])
    op.create_index(op.f("ix_products_original_product_id"), "products", ["original_product_id"])
    _index_numbers("brand_key", "number_key", "condition")


def downgrade() -> None:
    """Numbers are unique again, so used products must not have the number of a new one any more."""
    _index_numbers("brand_key", "number_key")
    op.drop_index(op.f("ix_products_original_product_id"), "products")
    for column in COLUMNS:
        op.drop_column("products", column)


def _index_numbers(*keys: str) -> None:
    op.drop_index("uq_products_listed", "products")
    op.drop_index("uq_products_unlisted", "products")
    listed, unlisted = sa.text("is_listed"), sa.text("not is_listed")
    op.create_index("uq_products_listed", "products", [*keys], unique=True, postgresql_where=listed)
    op.create_index(
        "uq_products_unlisted", "products", ["registered_by", *keys], unique=True, postgresql_where=unlisted
    )

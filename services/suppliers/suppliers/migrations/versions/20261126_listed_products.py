"""Products that an organisation registered which the platform has not confirmed are no part of the register."""

import sqlalchemy as sa
from alembic import op

revision = "listed_products"
down_revision = "standing_of_versions"
branch_labels = None
depends_on = None

KEYS = ["brand_key", "number_key"]
UNCONFIRMED = """
registered_by in (select org_id from supplier_links group by org_id having not bool_or(is_confirmed))
"""
UNLIST = f"""
update products p set is_listed = false where {UNCONFIRMED}
  and not exists (select from deliveries where product_id = p.id)
  and not exists (select from disclosures d where d.product_id = p.id and d.owner_id <> p.registered_by)
"""


def upgrade() -> None:
    op.add_column("products", sa.Column("is_listed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.alter_column("products", "is_listed", server_default=None)
    op.drop_constraint("uq_products_brand_key_number_key", "products", type_="unique")
    op.create_index("uq_products_listed", "products", KEYS, unique=True, postgresql_where=sa.text("is_listed"))
    op.create_index(
        "uq_products_unlisted",
        "products",
        ["registered_by", *KEYS],
        unique=True,
        postgresql_where=sa.text("not is_listed"),
    )
    op.execute(UNLIST)


def downgrade() -> None:
    """Numbers are unique again, so records outside the register must not be there any more."""
    op.drop_index("uq_products_unlisted", "products")
    op.drop_index("uq_products_listed", "products")
    op.drop_column("products", "is_listed")
    op.create_unique_constraint("uq_products_brand_key_number_key", "products", KEYS)

"""What is kept of the gateway's accounts by following its feed."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from chassis.fences import Fence
from chassis.fencing import raise_fence

revision = "copies"
down_revision = "house"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "affiliations",
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("monitor_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("buyer_id", "monitor_id", "valid_from", name=op.f("pk_affiliations")),
    )
    op.create_index("ix_affiliations_monitor", "affiliations", ["monitor_id", "buyer_id"], unique=False)
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_table(
        "supplier_links",
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending", "confirmed", name="linkstatus", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("buyer_id", "supplier_id", "org_id", name=op.f("pk_supplier_links")),
    )
    op.create_index("ix_supplier_links_supplier", "supplier_links", ["supplier_id", "org_id"], unique=False)
    for table in ("affiliations", "organisations", "supplier_links"):
        raise_fence("dialogue", table, Fence.HOUSE, writes=False)


def downgrade() -> None:
    op.drop_index("ix_supplier_links_supplier", table_name="supplier_links")
    op.drop_table("supplier_links")
    op.drop_table("organisations")
    op.drop_index("ix_affiliations_monitor", table_name="affiliations")
    op.drop_table("affiliations")

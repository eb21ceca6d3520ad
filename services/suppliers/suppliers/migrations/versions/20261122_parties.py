"""Market parties and their contact points."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.fences import Fence
from chassis.fencing import raise_fence

revision = "parties"
down_revision = "house"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suppliers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("legal_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column("website", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("identifiers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "prospect",
                "active",
                "archived",
                "merged",
                name="supplierstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("registered_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["suppliers.id"], name=op.f("fk_suppliers_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppliers")),
    )
    op.create_table(
        "contact_points",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("function_title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "function_area",
            sa.Enum(
                "human_rights",
                "sustainability",
                "procurement_supply_chain",
                "audit",
                "legal_compliance",
                "quality",
                "executive",
                "sales",
                "account_management",
                "marketing",
                "other",
                name="functionarea",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "clause_contact",
                "dialogue_participant",
                "auditor",
                "admin",
                "escalation",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("declared_not_sales", sa.Boolean(), nullable=False),
        sa.Column("declared_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("declared_by", sa.Uuid(), nullable=True),
        sa.Column("active_from", sa.Date(), nullable=False),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "accepted",
                "rejected",
                "ended",
                name="contactstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=True),
        sa.CheckConstraint(
            "purpose <> 'clause_contact' or (declared_not_sales and function_area not in ('sales', 'account_management', 'marketing'))",
            name=op.f("ck_contact_points_clause_contact_is_not_sales"),
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_contact_points_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_points")),
    )
    op.create_index("ix_contact_points_owner", "contact_points", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_contact_points_supplier_id"), "contact_points", ["supplier_id"], unique=False)
    op.create_index(
        "uq_contact_points_primary",
        "contact_points",
        ["owner_id", "supplier_id"],
        unique=True,
        postgresql_where=sa.text("is_primary and purpose = 'clause_contact' and status = 'accepted'"),
    )
    op.create_table(
        "supplier_identifiers",
        sa.Column("scheme", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_supplier_identifiers_supplier_id")
        ),
        sa.PrimaryKeyConstraint("scheme", "value", name=op.f("pk_supplier_identifiers")),
    )
    op.create_index(
        op.f("ix_supplier_identifiers_supplier_id"), "supplier_identifiers", ["supplier_id"], unique=False
    )
    raise_fence("suppliers", "suppliers", Fence.REGISTER)
    raise_fence("suppliers", "supplier_identifiers", Fence.REGISTER)
    raise_fence("suppliers", "contact_points", Fence.OWNED, readers_write=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_supplier_identifiers_supplier_id"), table_name="supplier_identifiers")
    op.drop_table("supplier_identifiers")
    op.drop_index(
        "uq_contact_points_primary",
        table_name="contact_points",
        postgresql_where=sa.text("is_primary and purpose = 'clause_contact' and status = 'accepted'"),
    )
    op.drop_index(op.f("ix_contact_points_supplier_id"), table_name="contact_points")
    op.drop_index("ix_contact_points_owner", table_name="contact_points")
    op.drop_table("contact_points")
    op.drop_table("suppliers")

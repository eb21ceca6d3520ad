"""Contracts with their clauses, obligations, deliveries and spend; products; who speaks for a supplier."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.fences import Fence
from chassis.fencing import raise_fence

revision = "contracts"
down_revision = "parties"
branch_labels = None
depends_on = None

CONTRACT_STATE = """
create function contract_state(stored text, starts_on date, ends_on date, terminated_on date, today date)
returns text language sql immutable parallel safe as $$
  select case
    when stored in ('planned', 'tendering', 'cancelled') then stored
    when today < starts_on then 'awarded'
    when today >= terminated_on then case stored when 'closed' then 'closed' else 'terminated' end
    when today > ends_on then case stored when 'closed' then 'closed' else 'expired' end
    else case stored when 'extended' then 'extended' else 'active' end
  end
$$"""

CONTACT_POINT_STATE = """
create function contact_point_state(stored text, active_to date, today date)
returns text language sql immutable parallel safe as $$
  select case when stored = 'accepted' and today > active_to then 'ended' else stored end
$$"""

# A supplier's person writes a row that will be its buyer's: it may read that one row before it exists.
RESERVE_ROW = """
create function reserve_row(kind regclass, target uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me uuid := nullif(current_setting('app.org', true), '')::uuid;
  taken boolean;
begin
  execute format('select exists (select 1 from %s where id = $1)', kind) into taken using target;
  if me is null or taken then
    raise exception 'only a row that is not yet written can be reserved' using errcode = 'insufficient_privilege';
  end if;
  insert into grants (row_id, org_id) values (target, me);
end $$"""

FENCES = {
    "products": (Fence.REGISTER, "id"),
    "product_offers": (Fence.REGISTER, "product_id"),
    "contracts": (Fence.OWNED, "id"),
    "contract_clauses": (Fence.OWNED, "contract_id"),
    "obligations": (Fence.OWNED, "contract_id"),
    "deliveries": (Fence.OWNED, "contract_id"),
    "contract_spend": (Fence.OWNED, "id"),
}
ANSWERED = {"obligations"}
"""Tables of which both parties write rows; what a contract cost is not even read by the other."""


def upgrade() -> None:
    op.create_table(
        "supplier_links",
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("supplier_id", "buyer_id", "org_id", name=op.f("pk_supplier_links")),
    )
    op.create_index(op.f("ix_supplier_links_org_id"), "supplier_links", ["org_id"], unique=False)
    op.create_table(
        "contracts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("parent_contract_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "framework",
                "call_off",
                "single",
                "lot",
                name="contractkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "model",
            sa.Enum(
                "purchase",
                "lease",
                "rent",
                "as_a_service",
                "cloud",
                "maintenance",
                "refurbish",
                name="contractmodel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("brands", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("product_categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("cpv", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("monitored_by", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("max_end", sa.Date(), nullable=True),
        sa.Column("award_date", sa.Date(), nullable=True),
        sa.Column(
            "award_method",
            sa.Enum(
                "best_price_quality",
                "lcc",
                "price",
                name="awardmethod",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("next_tender_date", sa.Date(), nullable=True),
        sa.Column("estimated_units_per_year", sa.Integer(), nullable=True),
        sa.Column("contact_replacement_days", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "tendering",
                "awarded",
                "active",
                "extended",
                "expired",
                "cancelled",
                "terminated",
                "closed",
                name="contractstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=20000), nullable=True),
        sa.Column("effect_on_workers", sqlmodel.sql.sqltypes.AutoString(length=20000), nullable=True),
        sa.CheckConstraint("status not in ('active', 'expired')", name=op.f("ck_contracts_calendar_is_computed")),
        sa.CheckConstraint("estimated_units_per_year >= 0", name=op.f("ck_contracts_units")),
        sa.CheckConstraint(
            "starts_on <= ends_on and ends_on <= coalesce(max_end, ends_on)", name=op.f("ck_contracts_period")
        ),
        sa.ForeignKeyConstraint(
            ["parent_contract_id"], ["contracts.id"], name=op.f("fk_contracts_parent_contract_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_contracts_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
    )
    op.create_index("ix_contracts_owner", "contracts", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_contracts_parent_contract_id"), "contracts", ["parent_contract_id"], unique=False)
    op.create_index(op.f("ix_contracts_supplier_id"), "contracts", ["supplier_id"], unique=False)
    op.create_table(
        "products",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("brand", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("brand_key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("brand_id", sa.Uuid(), nullable=True),
        sa.Column("model_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("model_number", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("number_key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("gtin", sqlmodel.sql.sqltypes.AutoString(length=14), nullable=True),
        sa.Column(
            "category",
            sa.Enum(
                "laptop",
                "desktop",
                "all_in_one",
                "workstation",
                "thin_client",
                "tablet",
                "smartphone",
                "monitor",
                "server",
                "storage",
                "network_switch",
                "router",
                "access_point",
                "printer",
                "mfp",
                "projector",
                "headset",
                "keyboard_mouse",
                "dock",
                "cable_charger",
                "ups_battery",
                "av_equipment",
                "iot",
                "cloud_service",
                "other",
                name="productcategory",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "condition",
            sa.Enum(
                "new",
                "refurbished",
                "second_hand",
                name="condition",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "announced",
                "active",
                "discontinued",
                "archived",
                name="productstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("registered_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["suppliers.id"], name=op.f("fk_products_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("brand_key", "number_key", name=op.f("uq_products_brand_key_number_key")),
    )
    op.create_index(op.f("ix_products_brand_id"), "products", ["brand_id"], unique=False)
    op.create_table(
        "contract_clauses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("template", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "included_at",
            sa.Enum("tender", "amendment", name="includedat", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("inherited", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "included_at = 'tender' or agreed_on is not null", name=op.f("ck_contract_clauses_amendments_are_dated")
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_contract_clauses_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_clauses")),
        sa.UniqueConstraint("contract_id", "template", name=op.f("uq_contract_clauses_contract_id_template")),
    )
    op.create_table(
        "contract_spend",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "actual",
                "budget",
                "estimate",
                name="spendkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("currency", sqlmodel.sql.sqltypes.AutoString(length=3), nullable=False),
        sa.Column("vat_included", sa.Boolean(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("contract_id"), "="),
            (sa.text("kind"), "="),
            (sa.text("daterange(period_start, period_end, '[]')"), "&&"),
            using="gist",
            name="ex_contract_spend_overlap",
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_contract_spend_amount")),
        sa.CheckConstraint("period_start <= period_end", name=op.f("ck_contract_spend_period")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_contract_spend_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_spend")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("delivered_from", sa.Date(), nullable=False),
        sa.Column("delivered_to", sa.Date(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "delivered_to is null or delivered_from <= delivered_to", name=op.f("ck_deliveries_period")
        ),
        sa.CheckConstraint("units >= 0", name=op.f("ck_deliveries_units")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_deliveries_contract_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_deliveries_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_contract", "deliveries", ["contract_id", "id"], unique=False)
    op.create_index("ix_deliveries_owner_product", "deliveries", ["owner_id", "product_id"], unique=False)
    op.create_index(op.f("ix_deliveries_product_id"), "deliveries", ["product_id"], unique=False)
    op.create_table(
        "product_offers",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_offers_product_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_product_offers_supplier_id")),
        sa.PrimaryKeyConstraint("product_id", "supplier_id", name=op.f("pk_product_offers")),
    )
    op.create_index(op.f("ix_product_offers_supplier_id"), "product_offers", ["supplier_id"], unique=False)
    op.create_table(
        "obligations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("type", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("instance", sa.Integer(), nullable=False),
        sa.Column(
            "recurrence",
            sa.Enum(
                "once",
                "yearly",
                "on_change",
                "on_request",
                "on_breach",
                "per_delivery",
                "continuous",
                name="recurrence",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.Date(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("dd_alternative", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "not_tracked",
                "scheduled",
                "due",
                "submitted",
                "fulfilled",
                "fulfilled_by_due_diligence",
                "partially_fulfilled",
                "rejected",
                "overdue",
                "breached",
                "cured",
                "waived",
                name="obligationstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column(
            "fulfilment_basis",
            sa.Enum(
                "none",
                "outcome",
                "due_diligence_evidence",
                name="fulfilmentbasis",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("formal_request", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("gaps", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("assessment", sqlmodel.sql.sqltypes.AutoString(length=20000), nullable=True),
        sa.Column("assessor", sa.Uuid(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=20000), nullable=True),
        sa.CheckConstraint(
            "status <> 'fulfilled_by_due_diligence' or (dd_alternative and formal_request is not null)",
            name=op.f("ck_obligations_due_diligence_has_a_request"),
        ),
        sa.CheckConstraint(
            "status <> 'waived' or reason is not null", name=op.f("ck_obligations_waiver_has_a_reason")
        ),
        sa.CheckConstraint("status not in ('due', 'overdue')", name=op.f("ck_obligations_calendar_is_computed")),
        sa.CheckConstraint(
            "status not in ('fulfilled', 'cured') or jsonb_array_length(evidence) > 0",
            name=op.f("ck_obligations_fulfilment_has_evidence"),
        ),
        sa.ForeignKeyConstraint(["clause_id"], ["contract_clauses.id"], name=op.f("fk_obligations_clause_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_obligations_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
        sa.UniqueConstraint("clause_id", "type", "instance", name=op.f("uq_obligations_clause_id_type_instance")),
    )
    op.create_index("ix_obligations_contract", "obligations", ["contract_id", "due_at"], unique=False)
    for statement in (CONTRACT_STATE, CONTACT_POINT_STATE, RESERVE_ROW):
        op.execute(statement)
    op.execute("revoke execute on function reserve_row(regclass, uuid) from public")
    op.execute("grant execute on function reserve_row(regclass, uuid) to suppliers_app")
    raise_fence("suppliers", "supplier_links", Fence.HOUSE, writes=False)
    for table, (fence, key) in FENCES.items():
        raise_fence("suppliers", table, fence, key=key, readers_write=table in ANSWERED)


def downgrade() -> None:
    for function in ("reserve_row", "contact_point_state", "contract_state"):
        op.execute(f"drop function {function}")
    op.drop_index("ix_obligations_contract", table_name="obligations")
    op.drop_table("obligations")
    op.drop_index(op.f("ix_product_offers_supplier_id"), table_name="product_offers")
    op.drop_table("product_offers")
    op.drop_index(op.f("ix_deliveries_product_id"), table_name="deliveries")
    op.drop_index("ix_deliveries_owner_product", table_name="deliveries")
    op.drop_index("ix_deliveries_contract", table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_table("contract_spend")
    op.drop_table("contract_clauses")
    op.drop_index(op.f("ix_products_brand_id"), table_name="products")
    op.drop_table("products")
    op.drop_index(op.f("ix_contracts_supplier_id"), table_name="contracts")
    op.drop_index(op.f("ix_contracts_parent_contract_id"), table_name="contracts")
    op.drop_index("ix_contracts_owner", table_name="contracts")
    op.drop_table("contracts")
    op.drop_index(op.f("ix_supplier_links_org_id"), table_name="supplier_links")
    op.drop_table("supplier_links")

"""Facilities and how they are found; disclosures, who accepted them; imports of lists."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.fences import Fence
from chassis.fencing import raise_fence

revision = "disclosures"
down_revision = "contracts"
branch_labels = None
depends_on = None

FENCES = {
    "facilities": (Fence.REGISTER, "id"),
    "facility_identifiers": (Fence.REGISTER, "facility_id"),
    "facility_keys": (Fence.HOUSE, "facility_id"),
    "key_frequencies": (Fence.HOUSE, "key"),
    "disclosures": (Fence.OWNED, "id"),
    "disclosure_rows": (Fence.OWNED, "disclosure_id"),
    "disclosure_acceptances": (Fence.OWNED, "id"),
    "disclosure_imports": (Fence.OWNED, "id"),
    "import_chunks": (Fence.HOUSE, "import_id"),
    "import_rows": (Fence.OWNED, "import_id"),
}
ANSWERED = {"disclosures", "disclosure_rows"}
"""Whoever accepts a version marks it; whose word it is confirms it."""
OPEN = ("disclosures", "disclosure_rows", "disclosure_acceptances")
STORAGE = (
    # Staged rows are written and read once: compressing them would cost more than it saves.
    "alter table import_chunks alter column rows set storage external",
    # Searches read the postings from their index alone, as long as the table is vacuumed after long lists.
    "alter table facility_keys set (autovacuum_vacuum_insert_scale_factor = 0.02)",
    "alter table key_frequencies set (fillfactor = 70)",
)


def upgrade() -> None:
    op.create_table(
        "facilities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("city", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("region", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("postal_code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column(
            "geo_precision",
            sa.Enum(
                "exact",
                "street",
                "city",
                "region",
                "unknown",
                name="geoprecision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("identifiers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("types", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("workers_total", sa.Integer(), nullable=True),
        sa.Column("parent_company", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column(
            "verification",
            sa.Enum(
                "unverified",
                "verified",
                "disputed",
                name="verification",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "closed",
                "moved",
                name="facilitystatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sources", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("possible_duplicate_of", sa.Uuid(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("registered_by", sa.Uuid(), nullable=False),
        sa.Column("normalised", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.CheckConstraint("merged_into <> id", name=op.f("ck_facilities_not_merged_into_itself")),
        sa.ForeignKeyConstraint(["merged_into"], ["facilities.id"], name=op.f("fk_facilities_merged_into")),
        sa.ForeignKeyConstraint(
            ["possible_duplicate_of"], ["facilities.id"], name=op.f("fk_facilities_possible_duplicate_of")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilities")),
    )
    op.create_index("ix_facilities_country", "facilities", ["country", "id"], unique=False)
    op.create_index("ix_facilities_merged_into", "facilities", ["merged_into"], unique=False)
    op.create_index("ix_facilities_registered_by", "facilities", ["registered_by"], unique=False)
    op.create_index(
        "ix_facilities_search",
        "facilities",
        ["search"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )
    op.create_table(
        "facility_keys",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("key", "facility_id", name=op.f("pk_facility_keys")),
    )
    op.create_table(
        "import_chunks",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "place", name=op.f("pk_import_chunks")),
    )
    op.create_table(
        "key_frequencies",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_key_frequencies")),
    )
    op.create_table(
        "facility_identifiers",
        sa.Column("scheme", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facilities.id"], name=op.f("fk_facility_identifiers_facility_id")
        ),
        sa.PrimaryKeyConstraint("scheme", "value", name=op.f("pk_facility_identifiers")),
    )
    op.create_index(
        op.f("ix_facility_identifiers_facility_id"), "facility_identifiers", ["facility_id"], unique=False
    )
    op.create_table(
        "disclosures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("product_family", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=220), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "supplier", "public", name="disclosuresource", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "default_confidentiality",
            sa.Enum(
                "public",
                "network",
                "group",
                "parties",
                "buyer_only",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entered_by_buyer", sa.Boolean(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("addressed_to", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("gaps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "accepted",
                "contested",
                "superseded",
                "withdrawn",
                name="disclosurestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "status in ('draft', 'submitted')", name=op.f("ck_disclosures_decisions_are_acceptances")
        ),
        sa.CheckConstraint(
            "product_id is null or product_family is null", name=op.f("ck_disclosures_product_or_family")
        ),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_disclosures_period")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_disclosures_product_id")),
        sa.ForeignKeyConstraint(["supersedes"], ["disclosures.id"], name=op.f("fk_disclosures_supersedes")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_disclosures_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
        sa.UniqueConstraint(
            "owner_id",
            "supplier_id",
            "subject",
            "version_no",
            name=op.f("uq_disclosures_owner_id_supplier_id_subject_version_no"),
        ),
    )
    op.create_index("ix_disclosures_owner", "disclosures", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_disclosures_product_id"), "disclosures", ["product_id"], unique=False)
    op.create_index("ix_disclosures_supplier", "disclosures", ["supplier_id", "id"], unique=False)
    op.create_table(
        "disclosure_acceptances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=220), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "accepted",
                "contested",
                "superseded",
                "withdrawn",
                name="disclosurestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("in_force", postgresql.DATEMULTIRANGE(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("is_entering", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("owner_id"), "="),
            (sa.column("supplier_id"), "="),
            (sa.column("subject"), "="),
            (sa.column("in_force"), "&&"),
            using="gist",
            name="ex_disclosure_acceptances_one_per_day",
        ),
        sa.CheckConstraint(
            "status not in ('draft', 'submitted')", name=op.f("ck_disclosure_acceptances_is_a_decision")
        ),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosures.id"], name=op.f("fk_disclosure_acceptances_disclosure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_acceptances")),
        sa.UniqueConstraint(
            "disclosure_id", "owner_id", name=op.f("uq_disclosure_acceptances_disclosure_id_owner_id")
        ),
    )
    op.create_index(
        "ix_disclosure_acceptances_entering",
        "disclosure_acceptances",
        ["id"],
        unique=False,
        postgresql_where=sa.text("is_entering"),
    )
    op.create_index(
        "ix_disclosure_acceptances_owner_supplier",
        "disclosure_acceptances",
        ["owner_id", "supplier_id"],
        unique=False,
    )
    op.create_table(
        "disclosure_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "tier",
            sa.Enum(
                "C",
                "T0",
                "T1",
                "T2",
                "T3",
                "T4",
                "TL",
                "TR",
                "TE",
                "TX",
                name="tier",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "processing",
                "done",
                "failed",
                name="importstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("review", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosures.id"], name=op.f("fk_disclosure_imports_disclosure_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_disclosure_imports_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_imports")),
    )
    op.create_index(
        op.f("ix_disclosure_imports_disclosure_id"), "disclosure_imports", ["disclosure_id"], unique=False
    )
    op.create_index("ix_disclosure_imports_owner", "disclosure_imports", ["owner_id", "id"], unique=False)
    op.create_index(
        "ix_disclosure_imports_unfinished",
        "disclosure_imports",
        ["id"],
        unique=False,
        postgresql_where=sa.text("status = 'processing'"),
    )
    op.create_table(
        "disclosure_rows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "tier",
            sa.Enum(
                "C",
                "T0",
                "T1",
                "T2",
                "T3",
                "T4",
                "TL",
                "TR",
                "TE",
                "TX",
                name="tier",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "relation",
            sa.Enum(
                "assembles",
                "makes_component",
                "refines",
                "mines",
                "recruits",
                "logistics",
                "recycles",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("facility_id", sa.Uuid(), nullable=True),
        sa.Column("possible_duplicate_of", sa.Uuid(), nullable=True),
        sa.Column("is_decided", sa.Boolean(), nullable=False),
        sa.Column("is_entered", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("city", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("region", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("postal_code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column("site", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("component", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("share_pct", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "public",
                "network",
                "group",
                "parties",
                "buyer_only",
                "restricted",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "basis",
            sa.Enum(
                "contract",
                "supplier_statement",
                "audit",
                "estimate",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("share_pct between 0 and 100", name=op.f("ck_disclosure_rows_share")),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_disclosure_rows_row_period")),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosures.id"], name=op.f("fk_disclosure_rows_disclosure_id")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facilities.id"], name=op.f("fk_disclosure_rows_facility_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_rows")),
        sa.UniqueConstraint("disclosure_id", "number", name=op.f("uq_disclosure_rows_disclosure_id_number")),
    )
    op.create_index("ix_disclosure_rows_disclosure", "disclosure_rows", ["disclosure_id", "id"], unique=False)
    op.create_index(
        "ix_disclosure_rows_facility", "disclosure_rows", ["facility_id", "disclosure_id"], unique=False
    )
    op.create_index("ix_disclosure_rows_supplier", "disclosure_rows", ["supplier_id", "facility_id"], unique=False)
    op.create_index(
        "ix_disclosure_rows_waiting",
        "disclosure_rows",
        ["disclosure_id", "number"],
        unique=False,
        postgresql_where=sa.text("not is_entered"),
    )
    op.create_table(
        "import_rows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "new",
                "matched",
                "review",
                "invalid",
                name="rowstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("facility_id", sa.Uuid(), nullable=True),
        sa.Column("candidates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("raw", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["disclosure_imports.id"], name=op.f("fk_import_rows_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_import_rows_import_id_number")),
    )
    op.create_index("ix_import_rows_import", "import_rows", ["import_id", "id"], unique=False)
    for table, (fence, key) in FENCES.items():
        raise_fence("suppliers", table, fence, key=key, readers_write=table in ANSWERED)
    for table in OPEN:
        # What is published is read by more than its parties; who exactly stands in visibility.py.
        op.execute(f"create policy open on {table} for select to suppliers_app using (is_open)")
    for statement in STORAGE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_import_rows_import", table_name="import_rows")
    op.drop_table("import_rows")
    op.drop_index(
        "ix_disclosure_rows_waiting", table_name="disclosure_rows", postgresql_where=sa.text("not is_entered")
    )
    op.drop_index("ix_disclosure_rows_supplier", table_name="disclosure_rows")
    op.drop_index("ix_disclosure_rows_facility", table_name="disclosure_rows")
    op.drop_index("ix_disclosure_rows_disclosure", table_name="disclosure_rows")
    op.drop_table("disclosure_rows")
    op.drop_index(
        "ix_disclosure_imports_unfinished",
        table_name="disclosure_imports",
        postgresql_where=sa.text("status = 'processing'"),
    )
    op.drop_index("ix_disclosure_imports_owner", table_name="disclosure_imports")
    op.drop_index(op.f("ix_disclosure_imports_disclosure_id"), table_name="disclosure_imports")
    op.drop_table("disclosure_imports")
    op.drop_index(
        "ix_disclosure_acceptances_entering",
        table_name="disclosure_acceptances",
        postgresql_where=sa.text("is_entering"),
    )
    op.drop_index("ix_disclosure_acceptances_owner_supplier", table_name="disclosure_acceptances")
    op.drop_table("disclosure_acceptances")
    op.drop_index("ix_disclosures_supplier", table_name="disclosures")
    op.drop_index(op.f("ix_disclosures_product_id"), table_name="disclosures")
    op.drop_index("ix_disclosures_owner", table_name="disclosures")
    op.drop_table("disclosures")
    op.drop_index(op.f("ix_facility_identifiers_facility_id"), table_name="facility_identifiers")
    op.drop_table("facility_identifiers")
    op.drop_table("key_frequencies")
    op.drop_table("import_chunks")
    op.drop_table("facility_keys")
    op.drop_index(
        "ix_facilities_search",
        table_name="facilities",
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )
    op.drop_index("ix_facilities_registered_by", table_name="facilities")
    op.drop_index("ix_facilities_merged_into", table_name="facilities")
    op.drop_index("ix_facilities_country", table_name="facilities")
    op.drop_table("facilities")

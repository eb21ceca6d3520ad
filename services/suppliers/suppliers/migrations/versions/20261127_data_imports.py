"""Imports of workbooks with their rows, and buyers' own numbers of suppliers."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import row_writers_v1
from chassis.migrations.row_guards_v1 import keep_parents, release_parents
from chassis.migrations.row_security_v4 import secure_table

revision = "data_imports"
down_revision = "contract_imports"
branch_labels = None
depends_on = None

TABLES = ("data_imports", "data_import_rows", "supplier_numbers")
PARENTS = {"data_import_rows": ("import_id", "data_imports")}
STATES = ("processing", "done", "failed")
SHEETS = ("suppliers", "contacts", "products", "contracts", "deliveries", "spend")
OUTCOMES = ("new", "updated", "unchanged", "question", "blocked", "invalid", "waiting")


def stamps() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
    ]


def one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def text_of(length: int) -> sqlmodel.sql.sqltypes.AutoString:
    return sqlmodel.sql.sqltypes.AutoString(length=length)


def json(name: str) -> sa.Column:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=False)


def upgrade() -> None:
    create_imports()
    create_rows()
    create_numbers()
    for table in TABLES:
        secure_table("suppliers", table, "owned")
    keep_parents("suppliers", PARENTS)
    row_writers_v1.withhold("suppliers", {"delete": TABLES})
    row_writers_v1.name_writers(
        "suppliers", {table: {"insert": ["buyer"], "update": ["buyer"]} for table in TABLES}
    )


def create_imports() -> None:
    op.create_table(
        "data_imports",
        *stamps(),
        sa.Column("filename", text_of(200), nullable=False),
        sa.Column("status", one_of("dataimportstatus", *STATES), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        json("outcomes"),
        json("reading"),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("affiliated_to", postgresql.ARRAY(postgresql.UUID(as_uuid=True)), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_imports")),
    )
    op.create_index("ix_data_imports_owner", "data_imports", ["owner_id", "id"])
    op.create_index(
        "ix_data_imports_unfinished", "data_imports", ["id"], postgresql_where=sa.text("status = 'processing'")
    )


def create_rows() -> None:
    op.create_table(
        "data_import_rows",
        *stamps(),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sheet", one_of("sheetname", *SHEETS), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sheet_row", sa.Integer(), nullable=False),
        sa.Column("status", one_of("datarowstatus", *OUTCOMES), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        *(json(name) for name in ("cells", "notes", "messages", "changes", "candidates")),
        sa.Column("chosen_id", sa.Uuid(), nullable=True),
        sa.Column("as_new", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["data_imports.id"], name=op.f("fk_data_import_rows_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_import_rows")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_data_import_rows_import_id_number")),
    )
    op.create_index("ix_data_import_rows_status", "data_import_rows", ["import_id", "status"])


def create_numbers() -> None:
    op.create_table(
        "supplier_numbers",
        *stamps(),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("number", text_of(200), nullable=False),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_supplier_numbers_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_numbers")),
        sa.UniqueConstraint("owner_id", "number", name=op.f("uq_supplier_numbers_owner_id_number")),
        sa.UniqueConstraint("owner_id", "supplier_id", name=op.f("uq_supplier_numbers_owner_id_supplier_id")),
    )
    op.create_index(op.f("ix_supplier_numbers_supplier_id"), "supplier_numbers", ["supplier_id"])


def downgrade() -> None:
    release_parents(PARENTS)
    op.drop_table("supplier_numbers")
    op.drop_table("data_import_rows")
    op.drop_table("data_imports")

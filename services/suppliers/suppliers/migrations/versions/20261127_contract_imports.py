"""Contracts that are drafts, and the notices that they are made from."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import row_guards_v1, row_writers_v1
from chassis.migrations.row_security_v4 import secure_table

revision = "contract_imports"
down_revision = "wordings"
branch_labels = None
depends_on = None

AT = sqlmodel.sql.sqltypes.UTCDateTime()
TEXT = sqlmodel.sql.sqltypes.AutoString
JSON = postgresql.JSONB(astext_type=sa.Text())

BEFORE = (
    *("planned", "tendering", "awarded", "active", "extended", "expired", "cancelled", "terminated"),
    "closed",
)
AFTER = ("draft", *BEFORE)
OPTIONAL = ("supplier_id", "reference", "title", "kind", "model", "starts_on", "ends_on")
COMPLETE = (
    "status in ('draft', 'cancelled') or (num_nulls(supplier_id, reference, title, kind, model, starts_on,"
    " ends_on) = 0 and cardinality(product_categories) > 0)"
)
CONTRACT_STATE = """
create or replace function contract_state(stored text, starts_on date, ends_on date, terminated_on date, today date)
returns text language sql immutable parallel safe as $$
  select case
    when stored in ({before_award}) then stored
    when today < starts_on then 'awarded'
    when today >= terminated_on then case stored when 'closed' then 'closed' else 'terminated' end
    when today > ends_on then case stored when 'closed' then 'closed' else 'expired' end
    else case stored when 'extended' then 'extended' else 'active' end
  end
$$"""
TABLES = ("contract_imports", "contract_import_lots", "contract_import_winners")
PARENTS = {
    "contract_import_lots": ("import_id", "contract_imports"),
    "contract_import_winners": ("lot_id", "contract_import_lots"),
}


def upgrade() -> None:
    for column in OPTIONAL:
        op.alter_column("contracts", column, nullable=True)
    _allow(AFTER)
    op.execute(CONTRACT_STATE.format(before_award="'draft', 'planned', 'tendering', 'cancelled'"))
    op.create_check_constraint(op.f("ck_contracts_only_drafts_are_incomplete"), "contracts", COMPLETE)
    _create_imports()
    _create_lots()
    _create_winners()
    row_guards_v1.keep_parents("suppliers", PARENTS)
    row_writers_v1.withhold("suppliers", {"update": TABLES, "delete": TABLES})
    row_writers_v1.name_writers("suppliers", {table: {"insert": ["buyer"]} for table in TABLES})


def _allow(states: tuple[str, ...]) -> None:
    op.drop_constraint("ck_contracts_contractstatus", "contracts")
    listed = ", ".join(f"'{state}'" for state in states)
    op.create_check_constraint(op.f("ck_contracts_contractstatus"), "contracts", f"status in ({listed})")


def _create_imports() -> None:
    op.create_table(
        "contract_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("filename", TEXT(length=200), nullable=False),
        sa.Column("notice_id", TEXT(length=100), nullable=False),
        sa.Column("notice_version", TEXT(length=100), nullable=True),
        sa.Column("procedure_id", TEXT(length=100), nullable=True),
        sa.Column("publication_number", TEXT(length=100), nullable=True),
        sa.Column("form_type", TEXT(length=100), nullable=True),
        sa.Column("notice_type", TEXT(length=100), nullable=True),
        sa.Column("digest", TEXT(length=64), nullable=False),
        sa.Column("drafted", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("different", sa.Integer(), nullable=False),
        sa.Column("reading", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_imports")),
        sa.UniqueConstraint(
            "owner_id", "notice_id", "digest", name=op.f("uq_contract_imports_owner_id_notice_id_digest")
        ),
    )
    op.create_index("ix_contract_imports_owner", "contract_imports", ["owner_id", "id"])
    secure_table("suppliers", "contract_imports", "owned")


def _create_lots() -> None:
    op.create_table(
        "contract_import_lots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("lot", TEXT(length=100), nullable=False),
        sa.Column("notice_id", TEXT(length=100), nullable=False),
        sa.Column("procedure_id", TEXT(length=100), nullable=True),
        sa.Column("outcome", _choice("lotoutcome", "drafted", "unchanged", "different"), nullable=False),
        sa.Column("remarks", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("reading", JSON, nullable=False),
        sa.Column("proposal", JSON, nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("deviations", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["contract_imports.id"], name=op.f("fk_contract_import_lots_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_contract_import_lots_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_import_lots")),
        sa.UniqueConstraint("import_id", "place", name=op.f("uq_contract_import_lots_import_id_place")),
    )
    op.create_index(op.f("ix_contract_import_lots_contract_id"), "contract_import_lots", ["contract_id"])
    op.create_index("ix_contract_import_lots_notice", "contract_import_lots", ["owner_id", "notice_id", "lot"])
    op.create_index(
        "ix_contract_import_lots_procedure", "contract_import_lots", ["owner_id", "procedure_id", "lot"]
    )
    secure_table("suppliers", "contract_import_lots", "owned")


def _create_winners() -> None:
    matches = ("identifier", "earlier_notice", "registered", "candidates", "not_registered")
    op.create_table(
        "contract_import_winners",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("country", TEXT(length=2), nullable=True),
        sa.Column("numbers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("match", _choice("winnermatch", *matches), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("candidates", JSON, nullable=False),
        sa.Column("guesses", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["contract_import_lots.id"], name=op.f("fk_contract_import_winners_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_contract_import_winners_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_import_winners")),
        sa.UniqueConstraint("lot_id", "place", name=op.f("uq_contract_import_winners_lot_id_place")),
    )
    op.create_index("ix_contract_import_winners_owner", "contract_import_winners", ["owner_id", "country"])
    op.create_index(op.f("ix_contract_import_winners_supplier_id"), "contract_import_winners", ["supplier_id"])
    secure_table("suppliers", "contract_import_winners", "owned")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def downgrade() -> None:
    row_guards_v1.release_parents(PARENTS)
    for table in ("contract_import_winners", "contract_import_lots", "contract_imports"):
        op.drop_table(table)
    op.drop_constraint("ck_contracts_only_drafts_are_incomplete", "contracts")
    op.execute(
        "delete from contract_clauses where contract_id in (select id from contracts where status = 'draft')"
    )
    op.execute("delete from contracts where status = 'draft' or num_nulls(supplier_id, starts_on, ends_on) > 0")
    op.execute(CONTRACT_STATE.format(before_award="'planned', 'tendering', 'cancelled'"))
    _allow(BEFORE)
    for column in reversed(OPTIONAL):
        op.alter_column("contracts", column, nullable=False)

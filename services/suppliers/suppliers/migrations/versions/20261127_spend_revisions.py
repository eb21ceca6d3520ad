"""What figures count of contracts and spend, as it was known on each day.

Of what was there before, only the present values are known: they count from the day of registration.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import row_guards_v1, row_writers_v1
from chassis.migrations.row_security_v4 import secure_table

revision = "spend_revisions"
down_revision = "kept_meaning"
branch_labels = None
depends_on = None

OF_CONTRACT = ("kind", "status", "starts_on", "ends_on", "terminated_on", "product_categories", "monitored_by")
OF_SPEND = (
    *("contract_id", "kind", "period_start", "period_end"),
    *("amount", "currency", "vat_included", "complete"),
)
PARENTS = {"contract_revisions": ("contract_id", "contracts"), "spend_revisions": ("spend_id", "contract_spend")}
KEPT = {
    "contract_revisions": ("contracts", "contract_id", OF_CONTRACT),
    "spend_revisions": ("contract_spend", "spend_id", OF_SPEND),
}

FUNCTION = """
create function keep_{table}() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.{table} ({key}, version, owner_id, recorded_at, {columns})
  values (new.id, new.version, new.owner_id, new.updated_at, {new})
  on conflict ({key}, version) do update set recorded_at = excluded.recorded_at, {excluded};
  return null;
end $$"""


def upgrade() -> None:
    _create_contract_revisions()
    _create_spend_revisions()
    for table, (source, key, columns) in KEPT.items():
        op.create_index(f"ix_{table}_owner", table, ["owner_id", key, "version"])
        secure_table("suppliers", table, "owned")
        _fill(table, source, key, columns)
        _follow(table, source, key, columns)
    row_guards_v1.keep_parents("suppliers", PARENTS)
    row_writers_v1.withhold("suppliers", dict.fromkeys(("insert", "update", "delete"), KEPT))


def downgrade() -> None:
    row_guards_v1.release_parents(PARENTS)
    for table, (source, _, _) in KEPT.items():
        op.execute(f"drop trigger revision_of_new on {source}")
        op.execute(f"drop trigger revision_of_changed on {source}")
        op.execute(f"drop function keep_{table}()")
        op.drop_table(table)


def _fill(table: str, source: str, key: str, columns: Sequence[str]) -> None:
    names = ", ".join(columns)
    op.execute(
        f"insert into {table} ({key}, version, owner_id, recorded_at, {names})"
        f" select id, version, owner_id, created_at, {names} from {source}"
    )


def _follow(table: str, source: str, key: str, columns: Sequence[str]) -> None:
    names, new, old = (", ".join(f"{row}{name}" for name in columns) for row in ("", "new.", "old."))
    excluded = ", ".join(f"{name} = excluded.{name}" for name in columns)
    op.execute(FUNCTION.format(table=table, key=key, columns=names, new=new, excluded=excluded))
    op.execute(f"revoke execute on function keep_{table}() from public")
    after = f"on {source} for each row"
    op.execute(f"create trigger revision_of_new after insert {after} execute function keep_{table}()")
    op.execute(
        f"create trigger revision_of_changed after update {after} when (row({old}) is distinct from row({new}))"
        f" execute function keep_{table}()"
    )


def _head(key: str, source: str, table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(key, sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint([key], [f"{source}.id"], name=op.f(f"fk_{table}_{key}")),
        sa.PrimaryKeyConstraint(key, "version", name=op.f(f"pk_{table}")),
    ]


def _create_contract_revisions() -> None:
    op.create_table(
        "contract_revisions",
        *_head("contract_id", "contracts", "contract_revisions"),
        sa.Column("kind", sa.String(32), nullable=True),
        sa.Column("status", sa.String(32), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("starts_on", "ends_on", "terminated_on")),
        sa.Column("product_categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("monitored_by", postgresql.ARRAY(postgresql.UUID(as_uuid=True)), nullable=False),
    )


def _create_spend_revisions() -> None:
    op.create_table(
        "spend_revisions",
        *_head("spend_id", "contract_spend", "spend_revisions"),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("period_start", "period_end")),
        sa.Column("amount", sa.Numeric(14, 2), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("vat_included", "complete")),
    )

"""A grant opens a row of one table, and what belongs to it; only a contact point can be reserved."""

from alembic import op

from chassis.migrations import grants_by_table_v1

revision = "grants_by_table"
down_revision = "clause_contacts"
branch_labels = None
depends_on = None

SHARED = ("contact_points", "contracts", "disclosures", "disclosure_acceptances")
"""Tables whose owners let others read rows."""
SHARED_BY = {
    **{table: table for table in SHARED},
    "contract_clauses": "contracts",
    "deliveries": "contracts",
    "obligations": "contracts",
    "disclosure_rows": "disclosures",
}
OWNERS_ONLY = {
    "contract_spend": "id",
    "disclosure_imports": "id",
    "import_rows": "import_id",
    "idempotency_answers": "owner_id",
}
"""Tables of which no row was ever granted, and what their policies compared with grants."""

RESERVE_ROW = """
create or replace function reserve_row(kind regclass, target uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare me uuid := public.caller_org();
begin
  if kind is distinct from 'public.contact_points'::regclass then
    raise exception 'only a contact point can be reserved' using errcode = 'insufficient_privilege';
  end if;
  if me is null or exists (select from public.contact_points where id = target) then
    raise exception 'only a row that is not yet written can be reserved' using errcode = 'insufficient_privilege';
  end if;
  insert into public.grants (table_name, row_id, org_id) values ('contact_points', target, me);
end $$"""

RESERVE_ROW_BEFORE = """
create or replace function reserve_row(kind regclass, target uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me uuid := (select caller_org());
  taken boolean;
begin
  execute format('select exists (select 1 from %s where id = $1)', kind) into taken using target;
  if me is null or taken then
    raise exception 'only a row that is not yet written can be reserved' using errcode = 'insufficient_privilege';
  end if;
  insert into grants (row_id, org_id) values (target, me);
end $$"""


def upgrade() -> None:
    grants_by_table_v1.create("suppliers", SHARED)
    grants_by_table_v1.compare_tables(SHARED_BY)
    grants_by_table_v1.keep_for_owners(OWNERS_ONLY)
    op.execute(RESERVE_ROW)


def downgrade() -> None:
    op.execute(RESERVE_ROW_BEFORE)
    grants_by_table_v1.keep_for_no_owners(OWNERS_ONLY)
    grants_by_table_v1.compare_no_tables(SHARED_BY)
    grants_by_table_v1.drop()

"""Grants that name the table of their row. Never edit it once a released migration imports it.

Before, a grant named a row by its id alone. Whoever could insert a row with an id of their choice into any table
could grant themselves the row of another table that has the same id.
"""

from collections.abc import Iterable, Mapping, Sequence

from alembic import op

from chassis.migrations.caller_proofs_v1 import PROVEN, SAID_IN_FUNCTIONS
from chassis.migrations.row_security_v1 import GRANT_ROW as GRANT_ROW_BEFORE
from chassis.migrations.row_security_v1 import REVOKE_ROW as REVOKE_ROW_BEFORE

SHARED_TABLE = """
create or replace function shared_table(kind regclass) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if kind is null or kind <> all (array[{tables}]::regclass[]) then
    raise exception 'rows of this table are not shared' using errcode = 'insufficient_privilege';
  end if;
  return (select relname from pg_class where oid = kind);
end $$"""

OWNER_OF_SHARED_ROW = """
create function owner_of_shared_row(kind regclass, target uuid) returns uuid
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare owner uuid;
begin
  execute format('select owner_id from public.%I where id = $1', public.shared_table(kind)) into owner using target;
  return owner;
end $$"""

GRANT_ROW = """
create or replace function grant_row(kind regclass, target uuid, reader uuid, last_day date default null)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare owner uuid := public.owner_of_shared_row(kind, target);
begin
  if owner is null or owner is distinct from public.caller_org() then
    raise exception 'only the owner of a row lets others read it' using errcode = 'insufficient_privilege';
  end if;
  insert into public.grants (table_name, row_id, org_id, until)
    values (public.shared_table(kind), target, reader, last_day)
    on conflict (table_name, row_id, org_id) do update set until = excluded.until;
end $$"""

REVOKE_ROW = """
create or replace function revoke_row(kind regclass, target uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare owner uuid := public.owner_of_shared_row(kind, target);
begin
  if owner is null or owner is distinct from public.caller_org() then
    raise exception 'only the owner of a row takes a reading right back' using errcode = 'insufficient_privilege';
  end if;
  delete from public.grants where table_name = public.shared_table(kind) and row_id = target;
end $$"""

CALLED_BY_FUNCTIONS = ("owner_of_shared_row(regclass, uuid)", "shared_table(regclass)")

ME_BEFORE = '(select caller_org() as "nullif")'
"""In the words of the policies that `caller_proofs_v1` changed."""
OWNED_BEFORE = (
    f"owner_id = {ME_BEFORE} or {{key}} in (select row_id from grants where org_id = {ME_BEFORE}"
    " and (until is null or until >= (select platform_today())))"
)
BY_ID = "WHERE ((grants.org_id = "
BY_TABLE_AND_ID = "WHERE ((grants.table_name = ''{table}''::text) AND (grants.org_id = "
REPLACE_IN_POLICY = """
do $$
declare used text := (
  select qual from pg_policies where schemaname = 'public' and tablename = '{policy_of}' and policyname = 'fence');
begin
  if strpos(used, '{old}') = 0 then
    raise exception 'the policy of {policy_of} has other words';
  end if;
  execute format('alter policy fence on {policy_of} using (%s)', replace(used, '{old}', '{new}'));
end $$"""


def create(service: str, shared: Sequence[str]) -> None:
    """Rows of the tables `shared`, and of no other, can be granted; each of them has `id` and `owner_id`."""
    _name_tables(shared)
    op.execute("alter table grants enable row level security")
    op.execute(f"create policy fence on grants to {service}_app using (org_id = (select caller_org()))")
    op.execute(f"create policy machine on grants to {service}_worker using (true)")
    share(shared)
    op.execute(OWNER_OF_SHARED_ROW)
    for signature in CALLED_BY_FUNCTIONS:
        op.execute(f"revoke execute on function {signature} from public")
    op.execute(GRANT_ROW)
    op.execute(REVOKE_ROW)


def share(tables: Sequence[str]) -> None:
    """From now on rows of these tables can be granted, and of no other: name the earlier ones as well."""
    op.execute(SHARED_TABLE.format(tables=", ".join(f"'public.{table}'" for table in tables)))


def _name_tables(shared: Sequence[str]) -> None:
    """A grant is of the table that has its row; without a row it opened nothing."""
    op.execute("alter table grants add column table_name text")
    for table in shared:
        has_the_row = f"table_name is null and exists (select from {table} where id = row_id)"
        op.execute(f"update grants set table_name = '{table}' where {has_the_row}")
    op.execute("delete from grants where table_name is null")
    op.execute(
        "alter table grants alter column table_name set not null, drop constraint pk_grants,"
        " add constraint pk_grants primary key (table_name, row_id, org_id)"
    )
    op.execute("drop index ix_grants_org_id")
    op.execute("create index ix_grants_reader on grants (org_id, table_name, row_id)")


def drop() -> None:
    for statement in (GRANT_ROW_BEFORE, REVOKE_ROW_BEFORE):
        replaced = statement.replace("create function", "create or replace function")
        op.execute(replaced.replace(SAID_IN_FUNCTIONS, f"(select {PROVEN})"))
    for signature in CALLED_BY_FUNCTIONS:
        op.execute(f"drop function {signature}")
    op.execute("drop policy fence on grants")
    op.execute("drop policy machine on grants")
    op.execute("alter table grants disable row level security")
    _name_rows_alone()


def _name_rows_alone() -> None:
    same = "(one.row_id, one.org_id) = (other.row_id, other.org_id) and one.table_name > other.table_name"
    op.execute(f"delete from grants one using grants other where {same}")
    op.execute("drop index ix_grants_reader")
    op.execute("alter table grants drop constraint pk_grants, drop column table_name")
    op.execute("alter table grants add constraint pk_grants primary key (row_id, org_id)")
    op.execute("create index ix_grants_org_id on grants (org_id)")


def compare_tables(shared_by: Mapping[str, str]) -> None:
    """The policies of these tables count grants of one table only: of their own, or of their parent's."""
    for table, granted in shared_by.items():
        _replace(table, BY_ID, BY_TABLE_AND_ID.format(table=granted))


def compare_no_tables(shared_by: Mapping[str, str]) -> None:
    """Take `compare_tables` back."""
    for table, granted in shared_by.items():
        _replace(table, BY_TABLE_AND_ID.format(table=granted), BY_ID)


def _replace(table: str, old: str, new: str) -> None:
    op.execute(REPLACE_IN_POLICY.format(policy_of=table, old=old, new=new))


def keep_for_owners(tables: Iterable[str]) -> None:
    """Rows of these tables are never granted: their policies look at the owner alone."""
    for table in tables:
        op.execute(f"alter policy fence on {table} using (owner_id = (select caller_org()))")


def keep_for_no_owners(keys: Mapping[str, str]) -> None:
    """Take `keep_for_owners` back; `keys` has the column that the policy of each table compared with grants."""
    for table, key in keys.items():
        op.execute(f"alter policy fence on {table} using ({OWNED_BEFORE.format(key=key)})")

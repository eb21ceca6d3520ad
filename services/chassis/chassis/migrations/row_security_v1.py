"""Grants and row-level security policies as the first releases created them. Released: never edit.

New migrations use the newest version of this module. The names are those that the released migrations call: a
"fence" is the row class with its policies, the "house" is the tables that each service keeps for itself.
"""

from enum import StrEnum

from alembic import op


class Fence(StrEnum):
    """Whose rows a table holds; in later modules `RowClass`."""

    REGISTER = "register"
    """Readable by every signed-in user. No row-level security."""
    OWNED = "owned"
    """One tenant's own (`owner_id`), and readable by tenants with a row in `grants`."""
    DOSSIER = "dossier"
    """Shared by the parties of a dossier (`dossier_id`)."""
    HOUSE = "house"
    """A service's own tables: journal, cursors, grants, parties, secrets. No public route reads them directly."""


ORG = "(select nullif(current_setting('app.org', true), '')::uuid)"

OWNED_POLICY = (
    "owner_id = {org} or {key} in (select row_id from grants where org_id = {org}"
    " and (until is null or until >= current_date))"
)
DOSSIER_POLICY = (
    "dossier_id = any (array(select dossier_id from parties where org_id = {org}"
    " and (until is null or until >= current_date)))"
)


def raise_fence(
    service: str,
    table: str,
    fence: Fence,
    *,
    key: str = "id",
    writes: bool = True,
    readers_write: bool = False,
) -> None:
    """Grant the service's two roles their rights on a table and create the policies of its class.

    `key` is the column whose value `grants.row_id` names: `id` on the row itself, the parent's id on children.
    `writes=False` leaves the app role without INSERT, UPDATE and DELETE. A row in `grants` gives the right to read;
    with `readers_write` also to insert and update, never to delete.
    """
    rights = "select, insert, update, delete" if writes else "select"
    op.execute(f"grant {rights} on {table} to {service}_app")
    op.execute(f"grant select, insert, update, delete on {table} to {service}_worker")
    policy = {Fence.OWNED: OWNED_POLICY, Fence.DOSSIER: DOSSIER_POLICY}.get(fence)
    if policy:
        condition = policy.format(org=ORG, key=key)
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy fence on {table} to {service}_app using ({condition})")
        op.execute(f"create policy machine on {table} to {service}_worker using (true)")
    if fence is Fence.OWNED:
        _keep_for_the_owner(service, table, *(("delete",) if readers_write else ("insert", "update", "delete")))


def _keep_for_the_owner(service: str, table: str, *acts: str) -> None:
    """Refuse these commands to tenants that only read a row by a grant."""
    for act in acts:
        condition = f"{'with check' if act == 'insert' else 'using'} (owner_id = {ORG})"
        op.execute(f"create policy owner_{act} on {table} as restrictive for {act} to {service}_app {condition}")


OPEN_DOSSIER = """
create function open_dossier(dossier uuid, orgs uuid[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare me uuid := nullif(current_setting('app.org', true), '')::uuid;
begin
  if me is null or not me = any (orgs) and not exists (select 1 from parties where dossier_id = dossier) then
    raise exception 'a dossier is opened by one of its parties' using errcode = 'insufficient_privilege';
  end if;
  if exists (select 1 from parties where dossier_id = dossier)
     and not exists (select 1 from parties where dossier_id = dossier and org_id = me
                       and (until is null or until >= current_date)) then
    raise exception 'only a party opens a dossier further' using errcode = 'insufficient_privilege';
  end if;
  insert into parties (dossier_id, org_id) select dossier, unnest(orgs) on conflict do nothing;
end $$"""

GRANT_ROW = """
create function grant_row(kind regclass, target uuid, reader uuid, last_day date default null) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare owner uuid;
begin
  execute format('select owner_id from %s where id = $1', kind) into owner using target;
  if owner is null or owner is distinct from nullif(current_setting('app.org', true), '')::uuid then
    raise exception 'only the owner of a row lets others read it' using errcode = 'insufficient_privilege';
  end if;
  insert into grants (row_id, org_id, until) values (target, reader, last_day)
    on conflict (row_id, org_id) do update set until = excluded.until;
end $$"""

REVOKE_ROW = """
create function revoke_row(kind regclass, target uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare owner uuid;
begin
  execute format('select owner_id from %s where id = $1', kind) into owner using target;
  if owner is null or owner is distinct from nullif(current_setting('app.org', true), '')::uuid then
    raise exception 'only the owner of a row takes a reading right back' using errcode = 'insufficient_privilege';
  end if;
  delete from grants where row_id = target;
end $$"""

SEALED_ROWS_STAY = """
create function sealed_rows_stay() returns trigger language plpgsql as $$
begin
  if old.position is not null then
    raise exception 'a sealed journal row is immutable' using errcode = 'restrict_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$"""


BOOKS = ("journal", "journal_hearers", "journal_payloads", "read_log", "parties", "grants", "follower_cursors")


def raise_house(service: str) -> None:
    """Rights, functions and the trigger of the tables that `service_tables_v1` creates.

    `app` inserts journal rows but never reads or changes them. It reads `parties` and `grants` for the policies but
    cannot write them: the functions here do that, after checking who owns the row.
    """
    app, worker = f"{service}_app", f"{service}_worker"
    for table in ("journal", "journal_payloads", "read_log"):
        op.execute(f"grant insert on {table} to {app}")
    for table in ("parties", "grants"):
        op.execute(f"grant select on {table} to {app}")
    for table in BOOKS:
        op.execute(f"grant select, insert, update, delete on {table} to {worker}")
    raise_fence(service, "idempotency_answers", Fence.OWNED, key="owner_id")
    op.execute(f"grant usage on all sequences in schema public to {app}, {worker}")
    for statement in (OPEN_DOSSIER, GRANT_ROW, REVOKE_ROW, SEALED_ROWS_STAY):
        op.execute(statement)
    op.execute(
        "create trigger sealed before update or delete on journal for each row execute function sealed_rows_stay()"
    )
    for signature in (
        "open_dossier(uuid, uuid[])",
        "grant_row(regclass, uuid, uuid, date)",
        "revoke_row(regclass, uuid)",
    ):
        op.execute(f"revoke execute on function {signature} from public")
        op.execute(f"grant execute on function {signature} to {app}, {worker}")


def lower_house() -> None:
    """Drop what `raise_house` created and the tables do not take with them."""
    op.execute("drop trigger sealed on journal")
    for function in ("open_dossier", "grant_row", "revoke_row", "sealed_rows_stay"):
        op.execute(f"drop function {function}")

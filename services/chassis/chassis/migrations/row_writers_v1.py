"""Which kind of organisation writes which tables, for new migrations.

Never edit it once a released migration imports it. A policy says whose rows a request writes; in a dossier they
belong to both sides. The triggers here know the kind of organisation. They fire once for a statement, or where
one names a column, and for requests only: jobs and followers have the worker role, and functions the rights of
their owner.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from alembic import op

from chassis.migrations.caller_proofs_v1 import CALLER_ORG as CALLER_ORG_BEFORE

Verb = Literal["insert", "update", "delete"]
Writers = Mapping[str, Mapping[Verb, Sequence[str]]]
"""For each table and verb, the kinds of organisations that use it."""

CALLER_ORG = (
    CALLER_ORG_BEFORE.replace("create function", "create or replace function")
    .replace("convert_to('tenant:' || left(said, 48)", "convert_to('tenant:' || left(said, -64)")
    .replace("substr(said, 49)", "right(said, 64)")
)
"""The kind of the organisation stands between the second at which the proof ends and the HMAC, which covers it."""

HEAD = "language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$"
PROVEN_KIND = f"""
create function caller_kind() returns text {HEAD}
begin
  if public.caller_org() is null then
    return '-';
  end if;
  return nullif(substr(left(current_setting('app.org'), -64), 49), '');
end $$"""
"""Null where a process of the release before signed: it proves an organisation, and no kind."""

STORED_KIND = f"""
create function caller_kind() returns text {HEAD}
begin
  if length(current_setting('app.org', true)) = 112 then
    return null;
  end if;
  return coalesce((select kind from public.organisations where id = public.caller_org()), '-');
end $$"""
"""For the service that keeps the organisations; null for the release before, too."""

DEMAND_KIND = """
create function demand_kind() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not public.caller_kind() = any (tg_argv) then
    raise exception '% is not written by organisations of this kind', tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$"""

FOLLOW_MOVES = """
create function follow_moves() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare move text := case tg_op when 'UPDATE' then old.status else '' end || ' > ' || new.status;
begin
  if not move || ': ' || public.caller_kind() = any (tg_argv) then
    raise exception 'organisations of this kind do not make the transition "%"', move
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$"""

REFUSE_CLAIM = """
create function refuse_claim() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'a row of % says who wrote it and who agreed', tg_table_name
    using errcode = 'insufficient_privilege';
end $$"""


def create(service: str, *, kind: str = PROVEN_KIND) -> None:
    """The functions, once for each database. Identity columns need no right on their sequences."""
    op.execute(CALLER_ORG)
    for function in (kind, DEMAND_KIND, FOLLOW_MOVES, REFUSE_CLAIM):
        op.execute(function)
    op.execute("revoke execute on function caller_kind() from public")
    op.execute(f"grant execute on function caller_kind() to {service}_app, {service}_worker")
    op.execute(f"revoke all on all sequences in schema public from {service}_app, {service}_worker")


def drop(service: str) -> None:
    op.execute(f"grant usage on all sequences in schema public to {service}_app, {service}_worker")
    for function in ("refuse_claim()", "follow_moves()", "demand_kind()", "caller_kind()"):
        op.execute(f"drop function {function}")
    op.execute(CALLER_ORG_BEFORE.replace("create function", "create or replace function"))


def withhold(service: str, unused: Mapping[Verb, Iterable[str]]) -> None:
    """The app role loses rights that no request uses."""
    for verb, tables in unused.items():
        op.execute(f"revoke {verb} on {', '.join(tables)} from {service}_app")


def give_back(service: str, unused: Mapping[Verb, Iterable[str]]) -> None:
    for verb, tables in unused.items():
        op.execute(f"grant {verb} on {', '.join(tables)} to {service}_app")


def name_writers(service: str, writers: Writers) -> None:
    """Refuse statements of requests of other kinds of organisations."""
    for table, verbs in writers.items():
        for verb, kinds in verbs.items():
            op.execute(
                f"create trigger {verb}_by_kind before {verb} on {table} for each statement"
                f" when (current_user = '{service}_app') execute function demand_kind({_listed(kinds)})"
            )


def name_no_writers(writers: Writers) -> None:
    for table, verbs in writers.items():
        for verb in verbs:
            op.execute(f"drop trigger {verb}_by_kind on {table}")


def keep_to_moves(service: str, moves: Mapping[str, Sequence[str]]) -> None:
    """Requests set the status of these tables along their state machine.

    A transition is written `from > to: kind`, and a first state ` > to: kind`.
    """
    is_request = f"current_user = '{service}_app'"
    for table, known in moves.items():
        follow = f"execute function follow_moves({_listed(known)})"
        op.execute(
            f"create trigger first_status before insert on {table} for each row when ({is_request}) {follow}"
        )
        op.execute(
            f"create trigger next_status before update of status on {table} for each row"
            f" when ({is_request} and old.status is distinct from new.status) {follow}"
        )


def keep_to_no_moves(tables: Iterable[str]) -> None:
    for table in tables:
        op.execute(f"drop trigger first_status on {table}")
        op.execute(f"drop trigger next_status on {table}")


def keep_as_written(service: str, columns: Mapping[str, Sequence[str]]) -> None:
    """Requests do not change these columns of a row any more; `row_guards_v1` has the function that refuses."""
    for table, names in columns.items():
        before, after = (", ".join(f"{row}.{name}" for name in names) for row in ("old", "new"))
        op.execute(
            f"create trigger as_written before update of {', '.join(names)} on {table} for each row"
            f" when (current_user = '{service}_app' and row({before}) is distinct from row({after}))"
            " execute function refuse_change()"
        )


def keep_nothing_as_written(tables: Iterable[str]) -> None:
    for table in tables:
        op.execute(f"drop trigger as_written on {table}")


def refuse_claims(service: str, claims: Mapping[tuple[str, str], str]) -> None:
    """Refuse rows that say something untrue of the request; by table and event, the condition for it.

    A condition that asks for the kind compares with `<>`: it is unknown where the release before runs.
    """
    for (table, event), condition in claims.items():
        op.execute(
            f"create trigger {_claim(event)} before {event} on {table} for each row"
            f" when (current_user = '{service}_app' and ({condition})) execute function refuse_claim()"
        )


def refuse_no_claims(claims: Iterable[tuple[str, str]]) -> None:
    for table, event in claims:
        op.execute(f"drop trigger {_claim(event)} on {table}")


def _claim(event: str) -> str:
    return "true_" + event.partition(",")[0].replace(" ", "_")


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)

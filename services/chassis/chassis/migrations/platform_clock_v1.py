"""The platform's time in a service's database. Never edit it once a released migration imports it.

`platform_clock` holds how far a test clock has moved the platform ahead of real time; it has no row on real time.
Policies, functions and statements ask `platform_now()` and `platform_today()`. They are PL/pgSQL because PostgreSQL
before 18 plans an SQL function with a subquery for every statement that calls it, which takes 0.1 to 0.2 ms and not
0.01 ms.
"""

import sqlalchemy as sa
from alembic import op

PLATFORM_NOW = """
create function platform_now() returns timestamptz language plpgsql stable parallel safe as $$
begin
  return now() + coalesce((select shift_microseconds from public.platform_clock), 0) * interval '1 microsecond';
end $$"""

PLATFORM_TODAY = """
create function platform_today() returns date language plpgsql stable parallel safe as $$
begin
  return (public.platform_now() at time zone 'utc')::date;
end $$"""

REPLACE_IN_POLICIES = """
do $$
declare policy record;
begin
  for policy in
    select tablename, policyname, replace(qual, '{old}', '{new}') as condition
    from pg_policies where schemaname = 'public' and strpos(qual, '{old}') > 0
  loop
    execute format('alter policy %I on %I using (%s)', policy.policyname, policy.tablename, policy.condition);
  end loop;
end $$"""

REAL = "CURRENT_DATE"
PLATFORM = "( SELECT platform_today() AS platform_today)"
"""As PostgreSQL writes them back. The subquery is evaluated once for a statement, and only where a row needs it."""

OPEN_DOSSIER = """
create or replace function open_dossier(dossier uuid, orgs uuid[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare me uuid := nullif(current_setting('app.org', true), '')::uuid;
begin
  if me is null or not me = any (orgs) and not exists (select 1 from parties where dossier_id = dossier) then
    raise exception 'a dossier is opened by one of its parties' using errcode = 'insufficient_privilege';
  end if;
  if exists (select 1 from parties where dossier_id = dossier)
     and not exists (select 1 from parties where dossier_id = dossier and org_id = me
                       and (until is null or until >= {today})) then
    raise exception 'only a party opens a dossier further' using errcode = 'insufficient_privilege';
  end if;
  insert into parties (dossier_id, org_id) select dossier, unnest(orgs) on conflict do nothing;
end $$"""


def create(service: str) -> None:
    """The table, its rights and the two functions."""
    op.create_table(
        "platform_clock",
        sa.Column("is_the_row", sa.Boolean(), nullable=False),
        sa.Column("shift_microseconds", sa.BigInteger(), nullable=False),
        sa.Column("moved_to", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("is_the_row", name=op.f("ck_platform_clock_one_row")),
        sa.CheckConstraint("shift_microseconds >= 0", name=op.f("ck_platform_clock_forwards")),
        sa.PrimaryKeyConstraint("is_the_row", name=op.f("pk_platform_clock")),
    )
    op.execute(f"grant select on platform_clock to {service}_app")
    op.execute(f"grant select, insert, update, delete on platform_clock to {service}_worker")
    op.execute(PLATFORM_NOW)
    op.execute(PLATFORM_TODAY)


def drop() -> None:
    op.execute("drop function platform_today()")
    op.execute("drop function platform_now()")
    op.drop_table("platform_clock")


def use_in_row_security() -> None:
    """Policies and `open_dossier` take the day from the platform's clock."""
    op.execute(REPLACE_IN_POLICIES.format(old=REAL, new=PLATFORM))
    op.execute(OPEN_DOSSIER.format(today="platform_today()"))


def use_real_time_in_row_security() -> None:
    """Take `use_in_row_security` back."""
    op.execute(REPLACE_IN_POLICIES.format(old=PLATFORM, new=REAL))
    op.execute(OPEN_DOSSIER.format(today="current_date"))

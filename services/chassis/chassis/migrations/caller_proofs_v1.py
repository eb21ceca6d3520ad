"""Proof of who calls, checked by the database. Never edit it once a released migration imports it.

Row-level security reads the caller's organisation from the setting `app.org`, which any session of the app role
can set. So the setting carries a proof: an HMAC-SHA256 that a process of the service makes with a key from
`caller_keys`. The app role cannot read that table; `caller_org()` reads it with its owner's rights, checks the
proof and gives the organisation. A proof counts for one database connection and for minutes.

The setting has 112 characters: the key's number (1), the organisation's id or 36 hyphens where there is none, the
second since 1970 at which it ends (11), and the HMAC (64) of `tenant:`, all before it, `:` and the connection's
process id. The functions are PL/pgSQL, because PostgreSQL before 18 plans an SQL function anew for every statement.
"""

import sqlalchemy as sa
from alembic import op

REAL_NOW = """
create function real_now() returns timestamptz language sql volatile parallel safe as $$
  select clock_timestamp()
$$"""

HMAC_PAD = """
create function hmac_pad(secret bytea, mask integer) returns bytea
language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
declare pad bytea := secret || decode(repeat('00', 64 - length(secret)), 'hex');
begin
  for place in 0..63 loop
    pad := set_byte(pad, place, get_byte(pad, place) # mask);
  end loop;
  return pad;
end $$"""

RENEW_CALLER_KEY = """
create function renew_caller_key(older_than interval) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  newest public.caller_keys;
  random bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
begin
  lock table public.caller_keys in exclusive mode;
  select * into newest from public.caller_keys order by made_at desc limit 1;
  if newest.made_at > public.real_now() - older_than then
    return false;
  end if;
  delete from public.caller_keys where number <> newest.number;
  insert into public.caller_keys (number, secret, inner_pad, outer_pad, made_at)
    values ((coalesce(newest.number::integer, 0) + 1) % 10, sha256(random), '', '', public.real_now());
  update public.caller_keys set inner_pad = public.hmac_pad(secret, 54), outer_pad = public.hmac_pad(secret, 92)
    where inner_pad = '';
  return true;
end $$"""

CALLER_ORG = """
create function caller_org() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
  said text := current_setting('app.org', true);
  key public.caller_keys;
begin
  if said is null or said = '' then
    return null;
  end if;
  select * into key from public.caller_keys where number = left(said, 1);
  if encode(sha256(key.outer_pad || sha256(key.inner_pad
       || convert_to('tenant:' || left(said, 48) || ':' || pg_backend_pid(), 'UTF8'))), 'hex')
     is distinct from substr(said, 49) then
    raise exception 'the caller is not proven' using errcode = 'insufficient_privilege';
  end if;
  if substr(said, 38, 11)::bigint < extract(epoch from public.real_now()) then
    raise exception 'the proof of the caller has expired' using errcode = 'insufficient_privilege';
  end if;
  return nullif(substr(said, 2, 36), '------------------------------------')::uuid;
end $$"""

DEMAND_PROOF = """
create function demand_proof() returns void
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform public.caller_org();
  if coalesce(current_setting('app.org', true), '') = '' then
    raise exception 'only a process of the service may ask this' using errcode = 'insufficient_privilege';
  end if;
end $$"""

SIGNATURES = (
    "real_now()",
    "hmac_pad(bytea, integer)",
    "renew_caller_key(interval)",
    "caller_org()",
    "demand_proof()",
)


def create(service: str) -> None:
    """The table of keys with a first key, and the functions."""
    op.create_table(
        "caller_keys",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("inner_pad", sa.LargeBinary(), nullable=False),
        sa.Column("outer_pad", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number ~ '^[0-9]$'", name=op.f("ck_caller_keys_number_is_a_digit")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_caller_keys")),
    )
    op.execute(f"grant select on caller_keys to {service}_worker")
    for statement in (REAL_NOW, HMAC_PAD, RENEW_CALLER_KEY, CALLER_ORG, DEMAND_PROOF):
        op.execute(statement)
    for signature in SIGNATURES[1:]:
        op.execute(f"revoke execute on function {signature} from public")
    op.execute(f"grant execute on function renew_caller_key(interval) to {service}_worker")
    op.execute(f"grant execute on function caller_org(), demand_proof() to {service}_app, {service}_worker")
    op.execute("select renew_caller_key(interval '0')")


def drop() -> None:
    for signature in reversed(SIGNATURES):
        op.execute(f"drop function {signature}")
    op.drop_table("caller_keys")


SAID = "(NULLIF(current_setting('app.org'::text, true), ''::text))::uuid"
"""The organisation as policies read it before, in PostgreSQL's own words."""
SAID_IN_FUNCTIONS = "nullif(current_setting('app.org', true), '')::uuid"
PROVEN = "caller_org()"

REPLACE_IN_POLICIES = """
do $$
declare policy record;
begin
  for policy in
    select tablename, policyname, replace(qual, {old}, {new}) as used, replace(with_check, {old}, {new}) as checked
    from pg_policies where schemaname = 'public' and strpos(concat(qual, with_check), {old}) > 0
  loop
    execute format('alter policy %I on %I', policy.policyname, policy.tablename)
      || coalesce(' using (' || policy.used || ')', '') || coalesce(' with check (' || policy.checked || ')', '');
  end loop;
end $$"""

REPLACE_IN_FUNCTIONS = """
do $$
declare said text;
begin
  for said in
    select replace(pg_get_functiondef(oid), {old}, {new}) from pg_proc
    where pronamespace = 'public'::regnamespace and prokind = 'f' and strpos(prosrc, {old}) > 0
  loop
    execute said;
  end loop;
end $$"""


def demand_in_row_security() -> None:
    """Every policy and function that asks for the caller's organisation takes it from the proof."""
    op.execute(REPLACE_IN_POLICIES.format(old=_quoted(SAID), new=_quoted(PROVEN)))
    op.execute(REPLACE_IN_FUNCTIONS.format(old=_quoted(SAID_IN_FUNCTIONS), new=_quoted(f"(select {PROVEN})")))


def demand_nothing_in_row_security() -> None:
    """Take `demand_in_row_security` back."""
    op.execute(REPLACE_IN_POLICIES.format(old=_quoted(PROVEN), new=_quoted(SAID)))
    op.execute(REPLACE_IN_FUNCTIONS.format(old=_quoted(f"(select {PROVEN})"), new=_quoted(SAID_IN_FUNCTIONS)))


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"

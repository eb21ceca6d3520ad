"""What lets a person in is out of the app role's reach: it asks functions, and reads no hash.

The app role keeps all columns of `people`, `api_keys` and `invitations` but the hashes, which it may only write into a
new row. It has no right on `refresh_tokens`. Each function answers one question, and only to a process of the service.
"""

from alembic import op

revision = "account_secrets"
down_revision = "credentials_end_together"
branch_labels = None
depends_on = None

SECRETS = {"people": "password_hash", "api_keys": "secret_hash", "invitations": "token_hash"}
CHANGED = {"api_keys", "invitations"}
"""Of these the app role updates the other columns; nobody changes a person but by `change_password`."""

HEAD = "security definer set search_path = pg_catalog, pg_temp as $$"

IS_PROVEN = f"""
create function is_proven() returns boolean language plpgsql stable parallel restricted {HEAD}
begin
  perform public.demand_proof();
  return true;
end $$"""

PASSWORD_RECIPE = f"""
create function password_recipe(login text) returns text language plpgsql stable {HEAD}
begin
  perform public.demand_proof();
  return (select substring(p.password_hash from '^(.*)[$][^$]*$') from public.people p
          where p.username = login and p.disabled_at is null);
end $$"""

PERSON_WITH_PASSWORD = f"""
create function person_with_password(login text, hash text) returns uuid language plpgsql stable {HEAD}
begin
  perform public.demand_proof();
  return (select p.id from public.people p
          where p.username = login and p.password_hash = hash and p.disabled_at is null);
end $$"""

CHANGE_PASSWORD = f"""
create function change_password(login text, hash text, new_hash text) returns boolean language plpgsql {HEAD}
declare who uuid := public.person_with_password(login, hash);
begin
  update public.people set password_hash = new_hash where id = who and password_hash = hash;
  update public.refresh_tokens set revoked_at = public.platform_now()
    where person_id = who and revoked_at is null and used_at is null;
  return who is not null;
end $$"""

START_SESSION = f"""
create function start_session(
  login text, hash text, organisation uuid, sign_in uuid, token bytea, expires timestamptz)
returns boolean language plpgsql {HEAD}
declare who uuid := public.person_with_password(login, hash);
begin
  if not exists (select from public.members m
                 where m.person_id = who and m.owner_id = organisation and m.ended_at is null) then
    return false;
  end if;
  insert into public.refresh_tokens (token_hash, family, person_id, organisation_id, expires_at)
    values (token, sign_in, who, organisation, expires);
  return true;
end $$"""

RENEW_SESSION = f"""
create function renew_session(token bytea, new_token bytea, expires timestamptz)
returns table (sign_in uuid, person uuid, organisation uuid) language plpgsql {HEAD}
declare used public.refresh_tokens;
begin
  perform public.demand_proof();
  update public.refresh_tokens t set used_at = public.platform_now()
    where t.token_hash = token and t.used_at is null and t.revoked_at is null and t.expires_at > public.real_now()
    returning t.* into used;
  if found then
    insert into public.refresh_tokens (token_hash, family, person_id, organisation_id, expires_at)
      values (new_token, used.family, used.person_id, used.organisation_id, expires);
    return query select used.family, used.person_id, used.organisation_id;
  end if;
end $$"""

REVOKE_USED = f"""
create function revoke_family_of_used(token bytea)
returns table (family uuid, person uuid, organisation uuid) language plpgsql {HEAD}
begin
  perform public.demand_proof();
  return query update public.refresh_tokens t set revoked_at = public.platform_now()
    where t.revoked_at is null
      and t.family = (select u.family from public.refresh_tokens u where u.token_hash = token and u.used_at is not null)
    returning t.family, t.person_id, t.organisation_id;
end $$"""

REVOKE_SESSIONS = f"""
create function revoke_sessions(person uuid) returns void language plpgsql {HEAD}
begin
  update public.refresh_tokens t set revoked_at = public.platform_now()
    where t.organisation_id = (select public.caller_org()) and t.person_id = person
      and t.revoked_at is null and t.used_at is null;
end $$"""

KEY_OF_CLIENT = f"""
create function key_of_client(client text)
returns table (person_id uuid, organisation_id uuid, roles text[]) language plpgsql stable {HEAD}
begin
  perform public.demand_proof();
  return query with recursive line as (
      select k.parent_id, k.revoked_at from public.api_keys k where k.client_id = client
      union
      select k.parent_id, k.revoked_at from public.api_keys k join line on k.id = line.parent_id)
    select k.person_id, k.owner_id, k.roles from public.api_keys k
    where k.client_id = client and not exists (select from line where line.revoked_at is not null);
end $$"""

KEY_WITH_SECRET = f"""
create function key_with_secret(client text, secret bytea)
returns table (person_id uuid, organisation_id uuid, roles text[]) language plpgsql stable {HEAD}
begin
  perform public.demand_proof();
  return query select f.person_id, f.organisation_id, f.roles from public.key_of_client(client) f
    where exists (select from public.api_keys k where k.client_id = client and k.secret_hash = secret);
end $$"""

KEY_OF_CLIENT_BEFORE = """
create function key_of_client(client text)
returns table (person_id uuid, organisation_id uuid, secret_hash bytea, roles text[])
language sql stable security definer set search_path = public, pg_temp as $$
  with recursive line as (
    select k.parent_id, k.revoked_at from api_keys k where k.client_id = client
    union
    select k.parent_id, k.revoked_at from api_keys k join line on k.id = line.parent_id)
  select k.person_id, k.owner_id, k.secret_hash, k.roles from api_keys k
  where k.client_id = client and not exists (select from line where line.revoked_at is not null)
$$"""

FUNCTIONS = {
    "is_proven()": IS_PROVEN,
    "password_recipe(text)": PASSWORD_RECIPE,
    "person_with_password(text, text)": PERSON_WITH_PASSWORD,
    "change_password(text, text, text)": CHANGE_PASSWORD,
    "start_session(text, text, uuid, uuid, bytea, timestamptz)": START_SESSION,
    "renew_session(bytea, bytea, timestamptz)": RENEW_SESSION,
    "revoke_family_of_used(bytea)": REVOKE_USED,
    "revoke_sessions(uuid)": REVOKE_SESSIONS,
    "key_of_client(text)": KEY_OF_CLIENT,
    "key_with_secret(text, bytea)": KEY_WITH_SECRET,
}

GRANT_COLUMNS = """
do $$
begin
  execute (
    select format('grant select (%1$s){update} on {table} to gateway_app',
                  string_agg(quote_ident(attname), ', ' order by attnum))
    from pg_attribute
    where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped and attname <> '{secret}'
  );
end $$"""


def upgrade() -> None:
    op.execute("drop function key_of_client(text)")
    for signature, statement in FUNCTIONS.items():
        op.execute(statement)
        op.execute(f"revoke execute on function {signature} from public")
        op.execute(f"grant execute on function {signature} to gateway_app")
    for table, secret in SECRETS.items():
        op.execute(f"revoke select, update on {table} from gateway_app")
        update = ", update (%1$s)" if table in CHANGED else ""
        op.execute(GRANT_COLUMNS.format(table=table, secret=secret, update=update))
    op.execute("revoke delete on people from gateway_app")
    op.execute("revoke all on refresh_tokens from gateway_app")
    op.execute("alter table people enable row level security")
    op.execute("create policy fence on people to gateway_app using ((select is_proven()))")
    op.execute("create policy machine on people to gateway_worker using (true)")


def downgrade() -> None:
    op.execute("drop policy fence on people")
    op.execute("drop policy machine on people")
    op.execute("alter table people disable row level security")
    for table in SECRETS:
        op.execute(f"revoke all on {table} from gateway_app")
    for table in (*SECRETS, "refresh_tokens"):
        op.execute(f"grant select, insert, update, delete on {table} to gateway_app")
    for signature in FUNCTIONS:
        op.execute(f"drop function {signature}")
    op.execute(KEY_OF_CLIENT_BEFORE)
    op.execute("revoke execute on function key_of_client(text) from public")
    op.execute("grant execute on function key_of_client(text) to gateway_app")

"""Look-ups by exact key, for the moment before it is known whose rows may be read.

Signing in, an API key and an invitation come without a tenant, and row-level security then shows nothing.
These functions answer one exact question each, so that no list of other tenants' people can be read instead.
"""

from alembic import op

revision = "doors"
down_revision = "accounts"
branch_labels = None
depends_on = None

KNOWN_IDENTITY = """
create function known_identity(who uuid, tenant uuid)
returns table (org_kind text, org_name text, supplier_id uuid, roles text[], affiliated_to uuid[])
language sql stable security definer set search_path = public, pg_temp as $$
  select o.kind, o.name,
         case when not exists (select 1 from supplier_links l where l.organisation_id = o.id and l.status = 'refused')
              then o.supplier_id end,
         m.roles,
         array(select a.owner_id from affiliations a
               where a.buyer_id = o.id and a.valid_from <= current_date
                 and (a.valid_to is null or a.valid_to >= current_date))
  from members m
  join organisations o on o.id = m.owner_id
  join people p on p.id = m.person_id
  where m.person_id = who and m.owner_id = tenant and m.ended_at is null and p.disabled_at is null
$$"""

MEMBERSHIPS_OF = """
create function memberships_of(who uuid)
returns table (id uuid, name text, kind text)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.id, o.name, o.kind from members m join organisations o on o.id = m.owner_id
  where m.person_id = who and m.ended_at is null order by m.id
$$"""

KEY_OF_CLIENT = """
create function key_of_client(client text)
returns table (person_id uuid, organisation_id uuid, secret_hash bytea, roles text[])
language sql stable security definer set search_path = public, pg_temp as $$
  select k.person_id, k.owner_id, k.secret_hash, k.roles from api_keys k
  where k.client_id = client and k.revoked_at is null
$$"""

INVITATION_OF = """
create function invitation_of(hash bytea)
returns table (id uuid, owner_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, i.owner_id from invitations i
  where i.token_hash = hash and i.accepted_at is null and i.expires_at > now()
$$"""

FUNCTIONS = {
    "known_identity(uuid, uuid)": KNOWN_IDENTITY,
    "memberships_of(uuid)": MEMBERSHIPS_OF,
    "key_of_client(text)": KEY_OF_CLIENT,
    "invitation_of(bytea)": INVITATION_OF,
}


def upgrade() -> None:
    for signature, statement in FUNCTIONS.items():
        op.execute(statement)
        op.execute(f"revoke execute on function {signature} from public")
        op.execute(f"grant execute on function {signature} to gateway_app")


def downgrade() -> None:
    for signature in FUNCTIONS:
        op.execute(f"drop function {signature}")

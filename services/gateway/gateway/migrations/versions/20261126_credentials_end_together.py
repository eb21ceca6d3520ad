"""A key that was made with a key ends with it, and an access token ends with its sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "credentials_end_together"
down_revision = "proven_callers"
branch_labels = None
depends_on = None

KEY_OF_CLIENT = """
create or replace function key_of_client(client text)
returns table (person_id uuid, organisation_id uuid, secret_hash bytea, roles text[])
language sql stable security definer set search_path = public, pg_temp as $$
  with recursive line as (
    select k.parent_id, k.revoked_at from api_keys k where k.client_id = client
    union
    select k.parent_id, k.revoked_at from api_keys k join line on k.id = line.parent_id)
  select k.person_id, k.owner_id, k.secret_hash, k.roles from api_keys k
  where k.client_id = client and not exists (select from line where line.revoked_at is not null)
$$"""

KEY_OF_CLIENT_BEFORE = """
create or replace function key_of_client(client text)
returns table (person_id uuid, organisation_id uuid, secret_hash bytea, roles text[])
language sql stable security definer set search_path = public, pg_temp as $$
  select k.person_id, k.owner_id, k.secret_hash, k.roles from api_keys k
  where k.client_id = client and k.revoked_at is null
$$"""

IS_SIGNED_IN = """
create function is_signed_in(sign_in uuid, who uuid, tenant uuid, real_now timestamptz)
returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from refresh_tokens t
    where t.family = sign_in and t.person_id = who and t.organisation_id = tenant
      and t.used_at is null and t.revoked_at is null and t.expires_at > real_now)
$$"""


def upgrade() -> None:
    op.add_column("api_keys", sa.Column("parent_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_api_keys_parent_id"), "api_keys", "api_keys", ["parent_id"], ["id"])
    op.create_index(op.f("ix_api_keys_parent_id"), "api_keys", ["parent_id"])
    op.execute(KEY_OF_CLIENT)
    op.execute(IS_SIGNED_IN)
    op.execute("revoke execute on function is_signed_in(uuid, uuid, uuid, timestamptz) from public")
    op.execute("grant execute on function is_signed_in(uuid, uuid, uuid, timestamptz) to gateway_app")


def downgrade() -> None:
    op.execute("drop function is_signed_in(uuid, uuid, uuid, timestamptz)")
    op.execute(KEY_OF_CLIENT_BEFORE)
    op.drop_index(op.f("ix_api_keys_parent_id"), table_name="api_keys")
    op.drop_constraint(op.f("fk_api_keys_parent_id"), "api_keys", type_="foreignkey")
    op.drop_column("api_keys", "parent_id")

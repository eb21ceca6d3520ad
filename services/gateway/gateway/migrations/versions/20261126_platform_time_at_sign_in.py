"""Invitations and affiliations end by the platform's time; the functions are otherwise those of `doors`."""

from alembic import op

revision = "platform_time_at_sign_in"
down_revision = "platform_days"
branch_labels = None
depends_on = None

KNOWN_IDENTITY = """
create or replace function known_identity(who uuid, tenant uuid)
returns table (org_kind text, org_name text, supplier_id uuid, roles text[], affiliated_to uuid[])
language sql stable security definer set search_path = public, pg_temp as $$
  select o.kind, o.name,
         case when not exists (select 1 from supplier_links l where l.organisation_id = o.id and l.status = 'refused')
              then o.supplier_id end,
         m.roles,
         array(select a.owner_id from affiliations a
               where a.buyer_id = o.id and a.valid_from <= {today}
                 and (a.valid_to is null or a.valid_to >= {today}))
  from members m
  join organisations o on o.id = m.owner_id
  join people p on p.id = m.person_id
  where m.person_id = who and m.owner_id = tenant and m.ended_at is null and p.disabled_at is null
$$"""

INVITATION_OF = """
create or replace function invitation_of(hash bytea)
returns table (id uuid, owner_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, i.owner_id from invitations i
  where i.token_hash = hash and i.accepted_at is null and i.expires_at > {now}
$$"""


def upgrade() -> None:
    op.execute(KNOWN_IDENTITY.format(today="(select platform_today())"))
    op.execute(INVITATION_OF.format(now="(select platform_now())"))


def downgrade() -> None:
    op.execute(KNOWN_IDENTITY.format(today="current_date"))
    op.execute(INVITATION_OF.format(now="now()"))

"""An organisation with several links speaks for its supplier while the platform confirms one of them.

`known_identity` is otherwise that of `platform_time_at_sign_in`. The other functions answer one exact question each
about the links of all buyers, which row-level security hides from each of them.
"""

from alembic import op

revision = "who_speaks_for_a_supplier"
down_revision = "requested_links"
branch_labels = None
depends_on = None

KNOWN_IDENTITY = """
create or replace function known_identity(who uuid, tenant uuid)
returns table (org_kind text, org_name text, supplier_id uuid, roles text[], affiliated_to uuid[])
language sql stable security definer set search_path = public, pg_temp as $$
  select o.kind, o.name,
         case when {speaks} then o.supplier_id end,
         m.roles,
         array(select a.owner_id from affiliations a
               where a.buyer_id = o.id and a.valid_from <= (select platform_today())
                 and (a.valid_to is null or a.valid_to >= (select platform_today())))
  from members m
  join organisations o on o.id = m.owner_id
  join people p on p.id = m.person_id
  where m.person_id = who and m.owner_id = tenant and m.ended_at is null and p.disabled_at is null
$$"""
NOT_REFUSED = """not exists (select 1 from supplier_links l where l.organisation_id = o.id and l.status = 'refused')
             """
CONFIRMED = """exists (select 1 from supplier_links l where l.organisation_id = o.id and l.status = 'confirmed')
             or """
CONFIRMED_ORGANISATION_OF = """
create function confirmed_organisation_of(supplier uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select l.organisation_id from supplier_links l
  where l.supplier_id = supplier and l.status = 'confirmed' order by l.decided_at, l.id limit 1
$$"""
IS_CONFIRMED_ORGANISATION = """
create function is_confirmed_organisation(organisation uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from supplier_links l where l.organisation_id = organisation and l.status = 'confirmed')
$$"""
FUNCTIONS = {
    "confirmed_organisation_of(uuid)": CONFIRMED_ORGANISATION_OF,
    "is_confirmed_organisation(uuid)": IS_CONFIRMED_ORGANISATION,
}


def upgrade() -> None:
    op.execute(KNOWN_IDENTITY.format(speaks=CONFIRMED + NOT_REFUSED))
    for signature, statement in FUNCTIONS.items():
        op.execute(statement)
        op.execute(f"revoke execute on function {signature} from public")
        op.execute(f"grant execute on function {signature} to gateway_app, gateway_worker")


def downgrade() -> None:
    for signature in FUNCTIONS:
        op.execute(f"drop function {signature}")
    op.execute(KNOWN_IDENTITY.format(speaks=NOT_REFUSED))

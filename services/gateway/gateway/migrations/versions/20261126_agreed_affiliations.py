"""An affiliation counts when both sides have agreed; those that exist stay active."""

import sqlalchemy as sa
from alembic import op

revision = "agreed_affiliations"
down_revision = "journal_guards"
branch_labels = None
depends_on = None

STATES = "'proposed', 'active', 'ended', 'refused', 'withdrawn'"
OVERLAP = (
    "alter table affiliations add constraint ex_affiliations_overlap exclude using gist"
    " (owner_id with =, buyer_id with =, daterange(valid_from, valid_to, '[]') with &&)"
)
KNOWN_IDENTITY = """
create or replace function known_identity(who uuid, tenant uuid)
returns table (org_kind text, org_name text, supplier_id uuid, roles text[], affiliated_to uuid[])
language sql stable security definer set search_path = public, pg_temp as $$
  select o.kind, o.name,
         case when exists (select 1 from supplier_links l where l.organisation_id = o.id and l.status = 'confirmed')
             or not exists (select 1 from supplier_links l where l.organisation_id = o.id and l.status = 'refused')
              then o.supplier_id end,
         m.roles,
         array(select a.owner_id from affiliations a
               where a.buyer_id = o.id{agreed} and a.valid_from <= (select platform_today())
                 and (a.valid_to is null or a.valid_to >= (select platform_today())))
  from members m
  join organisations o on o.id = m.owner_id
  join people p on p.id = m.person_id
  where m.person_id = who and m.owner_id = tenant and m.ended_at is null and p.disabled_at is null
$$"""


def upgrade() -> None:
    op.add_column("affiliations", sa.Column("proposed_by", sa.Uuid(), nullable=True))
    op.add_column("affiliations", sa.Column("status", sa.String(length=32), nullable=True))
    op.execute("update affiliations set proposed_by = owner_id, status = 'active'")
    op.alter_column("affiliations", "proposed_by", nullable=False)
    op.alter_column("affiliations", "status", nullable=False)
    op.create_foreign_key(
        op.f("fk_affiliations_proposed_by"), "affiliations", "organisations", ["proposed_by"], ["id"]
    )
    op.create_check_constraint(op.f("ck_affiliations_affiliationstatus"), "affiliations", f"status in ({STATES})")
    op.execute("alter table affiliations drop constraint ex_affiliations_overlap")
    op.execute(f"{OVERLAP} where (status in ('proposed', 'active'))")
    op.execute(KNOWN_IDENTITY.format(agreed=" and a.status = 'active'"))


def downgrade() -> None:
    op.execute(KNOWN_IDENTITY.format(agreed=""))
    op.execute("delete from affiliations where status <> 'active'")
    op.execute("alter table affiliations drop constraint ex_affiliations_overlap")
    op.execute(OVERLAP)
    op.drop_constraint(op.f("ck_affiliations_affiliationstatus"), "affiliations", type_="check")
    op.drop_constraint(op.f("fk_affiliations_proposed_by"), "affiliations", type_="foreignkey")
    op.drop_column("affiliations", "status")
    op.drop_column("affiliations", "proposed_by")

"""Each supplier's organisation has an administrator: the person who joined first, where there was none.

Until now a buyer could invite further people into it. From now on only its own administrators do.
"""

from alembic import op

revision = "founders_administer"
down_revision = "who_speaks_for_a_supplier"
branch_labels = None
depends_on = None

PROMOTE = """
update members set version = version + 1, updated_at = platform_now(),
       roles = array(select distinct unnest(array_append(roles, 'supplier_admin')) order by 1)
where id in (
  select distinct on (m.owner_id) m.id from members m
  join organisations o on o.id = m.owner_id join people p on p.id = m.person_id
  where o.kind = 'supplier' and m.ended_at is null and p.disabled_at is null and not exists (
    select 1 from members a
    where a.owner_id = m.owner_id and a.ended_at is null and 'supplier_admin' = any (a.roles))
  order by m.owner_id, m.id
)"""


def upgrade() -> None:
    op.execute(PROMOTE)


def downgrade() -> None:
    """Keeps the administrators: it is not known who was none before."""

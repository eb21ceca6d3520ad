"""Days that jobs look for in the database: the last working day by which a vacated post must be filled again."""

from alembic import op

revision = "working_days"
down_revision = "owner_policies"
branch_labels = None
depends_on = None

WORKING_DAYS_AFTER = """
create function working_days_after(day date, number integer) returns date
language sql immutable strict parallel safe as $$
  select coalesce(max(following), day) from (
    select day + later as following from generate_series(1, number * 7 / 5 + 7) as later
    where extract(isodow from day + later) < 6 order by later limit greatest(number, 0)
  ) as working
$$"""


def upgrade() -> None:
    op.execute(WORKING_DAYS_AFTER)


def downgrade() -> None:
    op.execute("drop function working_days_after(date, integer)")

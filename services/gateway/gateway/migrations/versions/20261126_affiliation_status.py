"""The status of an affiliation on a day: an active one has ended when its last day is over."""

from alembic import op

revision = "affiliation_status"
down_revision = "agreed_affiliations"
branch_labels = None
depends_on = None

STATUS = """
create function affiliation_status(stored text, valid_to date, today date) returns text
language sql immutable parallel safe as $$
  select case when stored = 'active' and valid_to < today then 'ended' else stored end
$$"""


def upgrade() -> None:
    op.execute(STATUS)


def downgrade() -> None:
    op.execute("drop function affiliation_status(text, date, date)")

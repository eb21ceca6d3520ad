"""Whether a reader of a finding was told of it; while an embargo lasts, it was not."""

import sqlalchemy as sa
from alembic import op

revision = "told_readers"
down_revision = "told_of"
branch_labels = None
depends_on = None

NOT_TOLD = """
update finding_readers set is_told = false
where not exists (
  select from finding_releases
  where finding_releases.finding_id = finding_readers.finding_id
    and finding_readers.org_id = any(finding_releases.readers)
    and finding_releases.announced_at is not null
)"""


def upgrade() -> None:
    column = sa.Column("is_told", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("finding_readers", column)
    op.alter_column("finding_readers", "is_told", server_default=None)
    op.execute(NOT_TOLD)


def downgrade() -> None:
    op.drop_column("finding_readers", "is_told")

"""Whether a company has published its reply next to the finding; all replies so far were."""

import sqlalchemy as sa
from alembic import op

revision = "published_replies"
down_revision = "reactions"
branch_labels = None
depends_on = None

EVERYBODY = "'00000000-0000-0000-0000-000000000000'"
PUBLIC = f"finding_id in (select finding_id from finding_readers where org_id = {EVERYBODY})"


def upgrade() -> None:
    column = sa.Column("is_published", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("finding_replies", column)
    op.alter_column("finding_replies", "is_published", server_default=None)
    op.execute("drop policy everybody on finding_replies")
    policy = f"is_published and {PUBLIC}"
    op.execute(f"create policy everybody on finding_replies for select to dialogue_app using ({policy})")


def downgrade() -> None:
    op.execute("drop policy everybody on finding_replies")
    op.execute(f"create policy everybody on finding_replies for select to dialogue_app using ({PUBLIC})")
    op.drop_column("finding_replies", "is_published")

"""A finding can be released with a site that is not in the register yet: it enters with the first reader."""

import sqlalchemy as sa
from alembic import op

revision = "new_sites"
down_revision = "followed_chain"
branch_labels = None
depends_on = None

UNRELEASED = "status in ('draft', 'submitted', 'returned', 'validated', 'withdrawn')"
CHECK = "ck_findings_released_with_site"


def upgrade() -> None:
    op.add_column("findings", sa.Column("is_new_site", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_constraint(op.f(CHECK), "findings", type_="check")
    op.create_check_constraint(op.f(CHECK), "findings", f"{UNRELEASED} or facility_id is not null or is_new_site")


def downgrade() -> None:
    op.drop_constraint(op.f(CHECK), "findings", type_="check")
    op.create_check_constraint(op.f(CHECK), "findings", f"{UNRELEASED} or facility_id is not null")
    op.drop_column("findings", "is_new_site")

"""What a supplier disputes stays what it reads, while the buyer writes the minutes anew."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "disputed_minutes"
down_revision = "review_by_reviewer"
branch_labels = None
depends_on = None

DISPUTED = """
update meetings set disputed_minutes = jsonb_build_object(
  'minutes', minutes, 'decisions', to_jsonb(decisions), 'follow_up_questions', to_jsonb(follow_up_questions))
where status = 'minutes_disputed'"""


def upgrade() -> None:
    op.add_column("meetings", sa.Column("disputed_minutes", postgresql.JSONB(none_as_null=True), nullable=True))
    op.execute(DISPUTED)


def downgrade() -> None:
    op.drop_column("meetings", "disputed_minutes")

"""One review of an answer per organisation, which of them counts, and what each said before."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "review_by_reviewer"
down_revision = "forgotten_answers"
branch_labels = None
depends_on = None

TABLE = "answer_reviews"
ONE_OF_ALL = "uq_answer_reviews_assignment_id_question_code"
ONE_EACH = "uq_answer_reviews_assignment_id_question_code_reviewer_id"

REVIEWERS = """
update answer_reviews set reviewer_id = coalesce(
  (select actor_org from journal where subject_type = 'review' and subject_id = answer_reviews.id
     and verb = 'answer.reviewed' order by seq desc limit 1),
  (select buyer_id from assignments where assignments.id = answer_reviews.assignment_id))"""
"""Whoever wrote it last, from the journal; what was stored so far keeps counting."""


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("reviewer_id", sa.Uuid(), nullable=True))
    op.add_column(TABLE, sa.Column("counts", sa.Boolean(), server_default=sa.true(), nullable=False))
    history = sa.Column("history", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False)
    op.add_column(TABLE, history)
    op.execute(REVIEWERS)
    op.drop_constraint(ONE_OF_ALL, TABLE, type_="unique")
    op.create_unique_constraint(ONE_EACH, TABLE, ["assignment_id", "question_code", "reviewer_id"])
    op.create_index(
        "uq_answer_reviews_counts",
        TABLE,
        ["assignment_id", "question_code"],
        unique=True,
        postgresql_where=sa.text("counts"),
    )


def downgrade() -> None:
    op.drop_index("uq_answer_reviews_counts", table_name=TABLE, postgresql_where=sa.text("counts"))
    op.drop_constraint(ONE_EACH, TABLE, type_="unique")
    op.execute("delete from answer_reviews where not counts")
    op.create_unique_constraint(ONE_OF_ALL, TABLE, ["assignment_id", "question_code"])
    op.drop_column(TABLE, "history")
    op.drop_column(TABLE, "counts")
    op.drop_column(TABLE, "reviewer_id")

"""Drop the columns that said of which date an event was written; `expiry_events` says it."""

import sqlalchemy as sa
from alembic import op

revision = "told_of"
down_revision = "expiry_events"
branch_labels = None
depends_on = None

CLOCKS = {
    "dialogues": ("answer_by", "dialogue.unanswered", "status = 'proposed'"),
    "assignments": (
        "due_at",
        "assignment.became_overdue",
        "status in ('sent', 'acknowledged', 'in_progress', 'extension_granted', 'extension_refused')",
    ),
    "meetings": ("comment_until", "meeting.minutes_agreed", "status = 'minutes_shared'"),
    "action_points": ("due_date", "action.became_overdue", "status in ('agreed', 'in_progress', 'blocked')"),
}
"""By table: the day that counts, the event, and the rows for which it counts."""


def upgrade() -> None:
    for table, (day, _, where) in CLOCKS.items():
        op.drop_index(f"ix_{table}_clock", table)
        op.drop_column(table, "told_of")
        op.create_index(f"ix_{table}_clock", table, [day], postgresql_where=sa.text(where))
    op.drop_column("annual_reviews", "missed_announced_on")


def downgrade() -> None:
    for table, (day, verb, where) in CLOCKS.items():
        op.drop_index(f"ix_{table}_clock", table)
        op.add_column(table, sa.Column("told_of", sa.Date(), nullable=True))
        op.execute(
            f"update {table} set told_of = effective_on - 1 from expiry_events"
            f" where subject_id = id and verb = '{verb}' and effective_on - 1 = {day}"
        )
        where = f"{where} and told_of is distinct from {day}"
        op.create_index(f"ix_{table}_clock", table, [day], postgresql_where=sa.text(where))
    op.add_column("annual_reviews", sa.Column("missed_announced_on", sa.Date(), nullable=True))
    op.execute(
        "update annual_reviews set missed_announced_on = effective_on from expiry_events"
        " where subject_id = id and verb = 'review.missed' and effective_on - 1 = grace_ends"
    )

"""Events of days that pass are written once by a constraint; those that are written already stay written."""

from chassis.migrations import expiry_events_v1

revision = "expiry_events"
down_revision = "owner_policies"
branch_labels = None
depends_on = None

WRITTEN = {
    "dialogue.unanswered": "dialogues",
    "assignment.became_overdue": "assignments",
    "meeting.minutes_agreed": "meetings",
    "action.became_overdue": "action_points",
}
OPEN = "('sent', 'acknowledged', 'in_progress', 'extension_granted', 'extension_refused')"
NOT_HELD = "('scheduled', 'agenda_draft', 'agenda_shared', 'postponed')"


def upgrade() -> None:
    expiry_events_v1.create("dialogue")
    for verb, table in WRITTEN.items():
        expiry_events_v1.mark(verb, table, "told_of + 1", "told_of is not null")
    expiry_events_v1.mark("review.missed", "annual_reviews", "grace_ends + 1", "missed_announced_on is not null")
    _mark_as_past()


def _mark_as_past() -> None:
    """What is new with this release is not announced where something later has happened already."""
    expiry_events_v1.mark(
        "assignment.reminder_due",
        "assignments",
        "due_at - 7",
        f"status in {OPEN} and due_at < platform_today()",
    )
    expiry_events_v1.mark(
        "review.became_due",
        "annual_reviews",
        "greatest(due_on, (created_at at time zone 'utc')::date)",
        f"status in {NOT_HELD} and grace_ends < platform_today()",
    )


def downgrade() -> None:
    expiry_events_v1.drop()

"""Events of days that pass are written once by a constraint; what is past already is not announced any more."""

from chassis.migrations import expiry_events_v1

revision = "expiry_events"
down_revision = "working_days"
branch_labels = None
depends_on = None

REGISTERED = "(created_at at time zone 'utc')::date"
OPEN = "('scheduled', 'partially_fulfilled', 'rejected')"
RUNNING_TO_ITS_END = "status in ('awarded', 'extended') and terminated_on is null"


def upgrade() -> None:
    expiry_events_v1.create("suppliers")
    _mark_obligations()
    expiry_events_v1.mark(
        "contact_point.ended",
        "contact_points",
        f"greatest(active_to + 1, {REGISTERED})",
        "status = 'accepted' and active_to < platform_today()",
    )
    expiry_events_v1.mark(
        "contract.expired",
        "contracts",
        f"greatest(ends_on + 1, {REGISTERED})",
        f"{RUNNING_TO_ITS_END} and ends_on < platform_today()",
    )


def _mark_obligations() -> None:
    """A duty that is overdue is announced as that, and not as due or due soon before it."""
    overdue = "due_at + grace_days < platform_today()"
    expiry_events_v1.mark(
        "obligation.due_soon",
        "obligations",
        f"greatest(due_at - 30, {REGISTERED})",
        f"status in {OPEN} and due_at < platform_today()",
    )
    expiry_events_v1.mark(
        "obligation.became_due",
        "obligations",
        f"greatest(due_at - notice_days, {REGISTERED})",
        f"status = 'scheduled' and {overdue}",
    )


def downgrade() -> None:
    expiry_events_v1.drop()

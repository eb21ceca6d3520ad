"""The platform's time, which a test clock may move ahead of real time."""

from chassis.migrations import platform_clock_v1

revision = "platform_clock"
down_revision = "unseen_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    platform_clock_v1.create("dialogue")


def downgrade() -> None:
    platform_clock_v1.drop()

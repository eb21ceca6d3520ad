"""Grants, parties and dossiers end by the platform's day, in UTC, instead of the database session's."""

from chassis.migrations import platform_clock_v1

revision = "platform_days"
down_revision = "platform_clock"
branch_labels = None
depends_on = None


def upgrade() -> None:
    platform_clock_v1.use_in_row_security()


def downgrade() -> None:
    platform_clock_v1.use_real_time_in_row_security()

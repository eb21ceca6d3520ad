"""Let a monitor read the action points that its own findings led to, also without a seat in their dialogue."""

from alembic import op

revision = "actions_of_findings"
down_revision = "known_codes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_action_points_origin_id"), "action_points", ["origin_id"])
    op.execute(
        "create policy of_its_monitor on action_points for select to dialogue_app using"
        " (shown_to = 'parties' and origin_kind = 'finding'"
        " and origin_id in (select id from findings where owner_id = (select caller_org())))"
    )


def downgrade() -> None:
    op.execute("drop policy of_its_monitor on action_points")
    op.drop_index(op.f("ix_action_points_origin_id"), "action_points")

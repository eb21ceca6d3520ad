"""Annual reviews, their outcomes, and what of them the supplier may not see yet."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.fences import Fence
from chassis.fencing import raise_fence

revision = "reviews"
down_revision = "findings"
branch_labels = None
depends_on = None

STATUS = """
create function review_status(stored text, grace_ends date, today date) returns text
language sql immutable parallel safe as $$
  select case when stored in ('scheduled', 'agenda_draft', 'agenda_shared', 'postponed') and today > grace_ends
              then 'missed' else stored end
$$"""


def upgrade() -> None:
    op.create_table(
        "annual_reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled",
                "agenda_draft",
                "agenda_shared",
                "held",
                "outcomes_draft",
                "outcomes_shared",
                "agreed",
                "closed",
                "postponed",
                "missed",
                name="reviewstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("planned_date", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("grace_ends", sa.Date(), nullable=False),
        sa.Column("postponements", sa.Integer(), nullable=False),
        sa.Column("missed_announced_on", sa.Date(), nullable=True),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("late_days", sa.Integer(), nullable=True),
        sa.Column("next_review_due", sa.Date(), nullable=True),
        sa.Column("overall_conclusion", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("buyer_signed_by", sa.Uuid(), nullable=True),
        sa.Column("buyer_signed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("supplier_signed_by", sa.Uuid(), nullable=True),
        sa.Column("supplier_signed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("agenda_shared", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("agenda_held", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint(
            "(held_on is null) = (status in ('scheduled', 'agenda_draft', 'agenda_shared', 'postponed'))",
            name=op.f("ck_annual_reviews_held_on"),
        ),
        sa.CheckConstraint("status <> 'missed'", name=op.f("ck_annual_reviews_missed_is_computed")),
        sa.CheckConstraint("postponements between 0 and 2", name=op.f("ck_annual_reviews_postponements")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dialogues.id"], name=op.f("fk_annual_reviews_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_reviews")),
        sa.UniqueConstraint("dossier_id", "year", name=op.f("uq_annual_reviews_dossier_id_year")),
    )
    op.create_index("ix_annual_reviews_due", "annual_reviews", ["grace_ends"], unique=False)
    op.create_table(
        "review_annex_items",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_review_annex_items_finding_id")),
        sa.ForeignKeyConstraint(["review_id"], ["annual_reviews.id"], name=op.f("fk_review_annex_items_review_id")),
        sa.PrimaryKeyConstraint("review_id", "finding_id", name=op.f("pk_review_annex_items")),
    )
    op.create_table(
        "review_outcomes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "previous_decision",
                "overdue_supplier_action",
                "overdue_buyer_action",
                "open_action",
                "finding",
                "audit_report",
                "disclosure_gap",
                "generic_answer",
                "obligation_due",
                "contact_point",
                "standing_question",
                "new_action",
                "next_date",
                name="agendakind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "completed",
                "progress_ok",
                "carry_over",
                "escalate",
                "drop",
                "new_action",
                "noted",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("new_due_date", sa.Date(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.CheckConstraint(
            "outcome <> 'carry_over' or new_due_date is not null", name=op.f("ck_review_outcomes_carried_to_a_date")
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dialogues.id"], name=op.f("fk_review_outcomes_dossier_id")),
        sa.ForeignKeyConstraint(["review_id"], ["annual_reviews.id"], name=op.f("fk_review_outcomes_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_outcomes")),
        sa.UniqueConstraint(
            "review_id", "kind", "subject_id", name=op.f("uq_review_outcomes_review_id_kind_subject_id")
        ),
    )
    op.create_index(op.f("ix_review_outcomes_dossier_id"), "review_outcomes", ["dossier_id"], unique=False)
    raise_fence("dialogue", "annual_reviews", Fence.DOSSIER)
    raise_fence("dialogue", "review_outcomes", Fence.DOSSIER)
    raise_fence("dialogue", "review_annex_items", Fence.OWNED, key="finding_id")
    op.execute(STATUS)


def downgrade() -> None:
    op.execute("drop function review_status")
    op.drop_index(op.f("ix_review_outcomes_dossier_id"), table_name="review_outcomes")
    op.drop_table("review_outcomes")
    op.drop_table("review_annex_items")
    op.drop_index("ix_annual_reviews_due", table_name="annual_reviews")
    op.drop_table("annual_reviews")

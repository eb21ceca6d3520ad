"""Dialogues and all that hangs below them: assignments, meetings, evidence, action points, and their clock."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.fences import Fence
from chassis.fencing import raise_fence

revision = "dialogues"
down_revision = "questionnaires"
branch_labels = None
depends_on = None

TABLES = ("dialogues", "assignments", "answers", "answer_reviews", "meetings", "evidence", "action_points")

CLOCKS = {
    "dialogue_status(stored text, answer_by date, today date) returns text": (
        "case when stored = 'proposed' and today > answer_by then 'no_response' else stored end"
    ),
    "assignment_status(stored text, due_at date, today date) returns text": (
        "case when stored in ('sent', 'acknowledged', 'in_progress', 'extension_granted', 'extension_refused')"
        " and today > due_at then 'overdue' else stored end"
    ),
    "meeting_status(stored text, comment_until date, today date) returns text": (
        "case when stored = 'minutes_shared' and today > comment_until then 'minutes_agreed' else stored end"
    ),
    "action_is_overdue(stored text, due_date date, today date) returns boolean": (
        "stored in ('agreed', 'in_progress', 'blocked') and today > due_date"
    ),
}

SEAT = """
create function seat_participant(dossier uuid, org uuid, last_day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1 from dialogues
    where id = dossier and buyer_id = nullif(current_setting('app.org', true), '')::uuid
  ) then
    raise exception 'only the buyer gives a seat in its dossier' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select 1 from organisations where id = org and kind in ('monitor', 'expert')) then
    raise exception 'a seat is for a monitor or an expert' using errcode = 'insufficient_privilege';
  end if;
  insert into parties (dossier_id, org_id, until) values (dossier, org, last_day)
    on conflict (dossier_id, org_id) do update set until = excluded.until;
end $$"""


def upgrade() -> None:
    op.create_table(
        "dialogues",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("contract_ids", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("contracts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "clause",
                "voluntary",
                "legal_duty",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "phase",
            sa.Enum(
                "market_consultation",
                "tender",
                "execution",
                "post_contract",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("topics", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("objectives", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("lead_officer", sa.Uuid(), nullable=False),
        sa.Column("next_step", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("next_step_due", sa.Date(), nullable=True),
        sa.Column("depth_level", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "accepted",
                "active",
                "on_hold",
                "escalated",
                "concluded",
                "declined",
                "no_response",
                name="dialoguestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("active_since", sa.Date(), nullable=True),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("closing_summary", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("last_event_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("told_of", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status <> 'concluded' or closing_summary is not null", name=op.f("ck_dialogues_concluded_with_summary")
        ),
        sa.CheckConstraint("depth_level between 0 and 4", name=op.f("ck_dialogues_depth_level")),
        sa.CheckConstraint("dossier_id = id", name=op.f("ck_dialogues_is_its_own_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogues")),
    )
    op.create_index("ix_dialogues_contracts", "dialogues", ["contract_ids"], unique=False, postgresql_using="gin")
    op.create_index(op.f("ix_dialogues_dossier_id"), "dialogues", ["dossier_id"], unique=False)
    op.create_index("ix_dialogues_pair", "dialogues", ["buyer_id", "supplier_id"], unique=False)
    op.create_index(op.f("ix_dialogues_supplier_id"), "dialogues", ["supplier_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("issuer", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("page", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("file_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pdf",
                "png",
                "jpeg",
                "xlsx",
                "docx",
                "text",
                name="filekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("uploaded_by_org", sa.Uuid(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_evidence_size")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dialogues.id"], name=op.f("fk_evidence_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_dossier", "evidence", ["dossier_id", "id"], unique=False)
    op.create_table(
        "meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "kick_off",
                "deepening",
                "auditor_session",
                "annual_review",
                "escalation",
                "market_consultation",
                name="meetingkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("duration_min", sa.Integer(), nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "on_site", "online", "hybrid", name="mode", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("participants", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("agenda", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("minutes", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("decisions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("follow_up_questions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("internal_notes", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("addenda", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "confirmed",
                "postponed",
                "cancelled",
                "held",
                "minutes_draft",
                "minutes_shared",
                "minutes_disputed",
                "minutes_agreed",
                name="meetingstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("minutes_shared_on", sa.Date(), nullable=True),
        sa.Column("comment_until", sa.Date(), nullable=True),
        sa.Column("minutes_agreed_on", sa.Date(), nullable=True),
        sa.Column("told_of", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status <> 'minutes_shared' or comment_until is not null", name=op.f("ck_meetings_shared_until")
        ),
        sa.CheckConstraint(
            "status not in ('minutes_draft', 'minutes_shared', 'minutes_disputed', 'minutes_agreed') or minutes is not null",
            name=op.f("ck_meetings_minuted"),
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dialogues.id"], name=op.f("fk_meetings_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index("ix_meetings_dossier", "meetings", ["dossier_id", "id"], unique=False)
    op.create_table(
        "action_points",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column(
            "owner_side",
            sa.Enum(
                "supplier",
                "buyer",
                "group",
                "joint",
                name="ownerside",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "proposed_by",
            sa.Enum("buyer", "supplier", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "claimed_by",
            sa.Enum("buyer", "supplier", name="claimed_by", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("owner_contact", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("description", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "corrective",
                "preventive",
                "remedy",
                "transparency",
                "process",
                "purchasing_practice",
                "information",
                name="actionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "origin_kind",
            sa.Enum(
                "meeting",
                "answer",
                "finding",
                "review",
                "obligation",
                "idea",
                name="originkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("origin_id", sa.Uuid(), nullable=True),
        sa.Column("provisions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("facility_ids", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column(
            "priority",
            sa.Enum(
                "low",
                "medium",
                "high",
                "critical",
                name="priority",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("success_criterion", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("due_history", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("progress_pct", sa.Integer(), nullable=False),
        sa.Column("obstacles", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("evidence_ids", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column(
            "workers_input",
            sa.Enum(
                "yes", "no", "unknown", name="workersinput", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column(
            "drop_proposed_by",
            sa.Enum(
                "buyer", "supplier", name="drop_proposed_by", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("carried_over_from", sa.Uuid(), nullable=True),
        sa.Column("carry_count", sa.Integer(), nullable=False),
        sa.Column("is_escalated", sa.Boolean(), nullable=False),
        sa.Column(
            "shown_to",
            sa.Enum("parties", "buyer_only", name="shownto", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "agreed",
                "rejected",
                "in_progress",
                "blocked",
                "done_claimed",
                "verified",
                "dropped",
                name="actionstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("told_of", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'remedy' or workers_input is not null", name=op.f("ck_action_points_remedy_says_workers_input")
        ),
        sa.CheckConstraint(
            "(origin_id is null) or (origin_kind is not null)", name=op.f("ck_action_points_origin_has_a_kind")
        ),
        sa.CheckConstraint("progress_pct between 0 and 100", name=op.f("ck_action_points_progress")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dialogues.id"], name=op.f("fk_action_points_dossier_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_action_points_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_points")),
    )
    op.create_index("ix_action_points_dossier", "action_points", ["dossier_id", "id"], unique=False)
    op.create_index(op.f("ix_action_points_meeting_id"), "action_points", ["meeting_id"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("scope", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("questions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column("parent_assignment_id", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("due_at", sa.Date(), nullable=False),
        sa.Column("extension_until", sa.Date(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "sent",
                "acknowledged",
                "in_progress",
                "extension_requested",
                "extension_granted",
                "extension_refused",
                "overdue",
                "submitted",
                "under_review",
                "review_shared",
                "follow_up_open",
                "closed",
                "cancelled",
                name="assignmentstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("told_of", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(round_no = 1) = (parent_assignment_id is null)",
            name=op.f("ck_assignments_later_rounds_have_a_parent"),
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dialogues.id"], name=op.f("fk_assignments_dossier_id")),
        sa.ForeignKeyConstraint(
            ["parent_assignment_id"], ["assignments.id"], name=op.f("fk_assignments_parent_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["questionnaire_versions.id"], name=op.f("fk_assignments_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("parent_assignment_id", name=op.f("uq_assignments_parent_assignment_id")),
    )
    op.create_index("ix_assignments_dossier", "assignments", ["dossier_id", "id"], unique=False)
    op.create_table(
        "answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("question_code", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("answer_text", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("na_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("refusal_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.CheckConstraint(
            "answer_text is not null or na_reason is not null or refusal_reason is not null",
            name=op.f("ck_answers_says_something"),
        ),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_answers_assignment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("assignment_id", "question_code", name=op.f("uq_answers_assignment_id_question_code")),
    )
    op.create_index("ix_answers_dossier", "answers", ["dossier_id"], unique=False)
    op.create_table(
        "answer_reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("question_code", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column(
            "excluded",
            sa.Enum(
                "na", "lawful_refusal", name="excludedas", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("motive", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("flags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("concrete_elements", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("follow_up_text", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint(
            "(level is null) <> (excluded is null)", name=op.f("ck_answer_reviews_level_or_excluded")
        ),
        sa.CheckConstraint("level between 0 and 3", name=op.f("ck_answer_reviews_level")),
        sa.CheckConstraint(
            "motive is not null or level is null or level > 1",
            name=op.f("ck_answer_reviews_low_levels_have_a_motive"),
        ),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_answer_reviews_answer_id")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_answer_reviews_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_reviews")),
        sa.UniqueConstraint(
            "assignment_id", "question_code", name=op.f("uq_answer_reviews_assignment_id_question_code")
        ),
    )
    op.create_index("ix_answer_reviews_dossier", "answer_reviews", ["dossier_id"], unique=False)
    op.create_index(
        "ix_dialogues_clock",
        "dialogues",
        ["answer_by"],
        unique=False,
        postgresql_where=sa.text("status = 'proposed' and told_of is distinct from answer_by"),
    )
    op.create_index(
        "ix_assignments_clock",
        "assignments",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text(
            "status in ('sent', 'acknowledged', 'in_progress', 'extension_granted', 'extension_refused') and told_of is distinct from due_at"
        ),
    )
    op.create_index(
        "ix_meetings_clock",
        "meetings",
        ["comment_until"],
        unique=False,
        postgresql_where=sa.text("status = 'minutes_shared' and told_of is distinct from comment_until"),
    )
    op.create_index(
        "ix_action_points_clock",
        "action_points",
        ["due_date"],
        unique=False,
        postgresql_where=sa.text(
            "status in ('agreed', 'in_progress', 'blocked') and told_of is distinct from due_date"
        ),
    )
    for signature, condition in CLOCKS.items():
        op.execute(f"create function {signature} language sql immutable parallel safe as $$ select {condition} $$")
    op.execute(SEAT)
    op.execute("revoke execute on function seat_participant(uuid, uuid, date) from public")
    op.execute("grant execute on function seat_participant(uuid, uuid, date) to dialogue_app")
    for table in TABLES:
        raise_fence("dialogue", table, Fence.DOSSIER)


def downgrade() -> None:
    op.execute("drop function seat_participant")
    for signature in CLOCKS:
        op.execute(f"drop function {signature.partition('(')[0]}")
    op.drop_index("ix_answer_reviews_dossier", table_name="answer_reviews")
    op.drop_table("answer_reviews")
    op.drop_index("ix_answers_dossier", table_name="answers")
    op.drop_table("answers")
    op.drop_index("ix_assignments_dossier", table_name="assignments")
    op.drop_table("assignments")
    op.drop_index(op.f("ix_action_points_meeting_id"), table_name="action_points")
    op.drop_index("ix_action_points_dossier", table_name="action_points")
    op.drop_table("action_points")
    op.drop_index("ix_meetings_dossier", table_name="meetings")
    op.drop_table("meetings")
    op.drop_index("ix_evidence_dossier", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_dialogues_supplier_id"), table_name="dialogues")
    op.drop_index(op.f("ix_dialogues_dossier_id"), table_name="dialogues")
    op.drop_index("ix_dialogues_pair", table_name="dialogues")
    op.drop_index("ix_dialogues_contracts", table_name="dialogues", postgresql_using="gin")
    op.drop_table("dialogues")

"""Questionnaires and their versions, and those the platform ships."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.fences import Fence
from chassis.fencing import raise_fence
from dialogue.questionnaires.shipping import ship

revision = "questionnaires"
down_revision = "copies"
branch_labels = None
depends_on = None

PUBLISHED_STAYS = """
create function published_stays() returns trigger language plpgsql as $$
begin
  if old.status in ('published', 'retired') and (
    tg_op = 'DELETE' or new.status = 'draft' or new.status = 'in_review'
    or (new.no, new.languages, new.sections, new.questions, new.published_at)
       is distinct from (old.no, old.languages, old.sections, old.questions, old.published_at)
  ) then
    raise exception 'a published version is immutable' using errcode = 'restrict_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$"""


def upgrade() -> None:
    op.create_table(
        "questionnaires",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "baseline",
                "annual_report",
                "deepening",
                "tender_information",
                "saq",
                name="questionnairepurpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "reach",
            sa.Enum("own", "library", name="reach", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("published_no", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaires")),
        sa.UniqueConstraint("owner_id", "code", name="uq_questionnaires_code", postgresql_nulls_not_distinct=True),
    )
    op.create_table(
        "questionnaire_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "in_review",
                "published",
                "retired",
                name="versionstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sections", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("questions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaires.id"], name=op.f("fk_questionnaire_versions_questionnaire_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_versions")),
        sa.UniqueConstraint("questionnaire_id", "no", name=op.f("uq_questionnaire_versions_questionnaire_id_no")),
    )
    op.create_index(
        "uq_questionnaire_versions_draft",
        "questionnaire_versions",
        ["questionnaire_id"],
        unique=True,
        postgresql_where=sa.text("status in ('draft', 'in_review')"),
    )
    op.execute(PUBLISHED_STAYS)
    op.execute(
        "create trigger published before update or delete on questionnaire_versions"
        " for each row execute function published_stays()"
    )
    raise_fence("dialogue", "questionnaires", Fence.REGISTER)
    raise_fence("dialogue", "questionnaire_versions", Fence.REGISTER)
    for name in ("hrdd-start-1", "hrdd-baseline-1"):
        ship(op.get_bind(), name)


def downgrade() -> None:
    op.execute("drop trigger published on questionnaire_versions")
    op.execute("drop function published_stays")
    op.drop_index(
        "uq_questionnaire_versions_draft",
        table_name="questionnaire_versions",
        postgresql_where=sa.text("status in ('draft', 'in_review')"),
    )
    op.drop_table("questionnaire_versions")
    op.drop_table("questionnaires")

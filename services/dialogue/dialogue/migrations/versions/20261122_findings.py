"""Findings of monitors, their readers, releases and replies, and the monitors' keys."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.fences import Fence
from chassis.fencing import raise_fence

revision = "findings"
down_revision = "dialogues"
branch_labels = None
depends_on = None

EVERYBODY = "'00000000-0000-0000-0000-000000000000'"
"""Who reads what was released to the public: such rows open to every tenant, for reading alone."""

PUBLIC = {
    "finding_readers": f"org_id = {EVERYBODY}",
    "findings": f"id in (select finding_id from finding_readers where org_id = {EVERYBODY})",
    "finding_replies": f"finding_id in (select finding_id from finding_readers where org_id = {EVERYBODY})",
}

ERASE = """
create function erase_finding(target uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare owner uuid;
begin
  select owner_id from findings where id = target into owner;
  if owner is null or owner is distinct from nullif(current_setting('app.org', true), '')::uuid then
    raise exception 'only its monitor erases a finding' using errcode = 'insufficient_privilege';
  end if;
  delete from journal_payloads where journal_id in (select id from journal where subject_id = target);
  delete from idempotency_answers where position(convert_to(target::text, 'UTF8') in body) > 0;
end $$"""


def upgrade() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("owner_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "validated",
                "shared",
                "acknowledged",
                "disputed",
                "amended",
                "in_remediation",
                "remediation_claimed",
                "remediation_verified",
                "closed",
                "closed_unremedied",
                "withdrawn",
                name="findingstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("given_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("given_address", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("given_country", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=True),
        sa.Column("facility_id", sa.Uuid(), nullable=True),
        sa.Column("facility_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("facility_country", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=True),
        sa.Column("site_candidates", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("needs_rematch", sa.Boolean(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("method", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("summary_public", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("provisions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("salient_issue", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("rights_holders", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("workers_affected_estimate", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column(
            "certainty",
            sa.Enum("actual", "potential", name="certainty", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("irremediability", sa.Integer(), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=True),
        sa.Column("imminent_danger", sa.Boolean(), nullable=False),
        sa.Column(
            "severity",
            sa.Enum(
                "critical",
                "high",
                "medium",
                "low",
                name="severity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("severity_index", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column(
            "evidence_strength",
            sa.Enum(
                "single_source",
                "several_sources",
                "documented",
                "acknowledged_by_company",
                name="evidencestrength",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "source_risk",
            sa.Enum(
                "low",
                "medium",
                "high",
                "unknown",
                name="sourcerisk",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("do_not_contact_factory", sa.Boolean(), nullable=False),
        sa.Column("embargo_until", sa.Date(), nullable=True),
        sa.Column(
            "remediation_status",
            sa.Enum(
                "none",
                "plan_requested",
                "plan_agreed",
                "immediate_protection_done",
                "in_progress",
                "claimed",
                "verified_partial",
                "verified_full",
                "failed",
                name="remediationstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("validated_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(certainty = 'potential') = (likelihood is not null)", name=op.f("ck_findings_likelihood")
        ),
        sa.CheckConstraint(
            "status in ('draft', 'submitted', 'returned', 'validated', 'withdrawn') or facility_id is not null",
            name=op.f("ck_findings_released_with_site"),
        ),
        sa.CheckConstraint("period_from <= period_to", name=op.f("ck_findings_period")),
        sa.CheckConstraint(
            "scale between 1 and 4 and scope between 1 and 4 and irremediability between 1 and 4 and likelihood between 1 and 4 and severity_index between 1 and 4",
            name=op.f("ck_findings_measures"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_facility", "findings", ["facility_id"], unique=False)
    op.create_index("ix_findings_owner", "findings", ["owner_id", "id"], unique=False)
    op.create_index(
        "ix_findings_unresolved", "findings", ["id"], unique=False, postgresql_where=sa.text("needs_rematch")
    )
    op.create_table(
        "monitor_keys",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_monitor_keys")),
    )
    op.create_table(
        "finding_readers",
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "supplier",
                "affiliates",
                "named_buyers",
                "public",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_finding_readers_finding_id")),
        sa.PrimaryKeyConstraint("finding_id", "org_id", name=op.f("pk_finding_readers")),
    )
    op.create_index("ix_finding_readers_org", "finding_readers", ["org_id", "finding_id"], unique=False)
    op.create_table(
        "finding_releases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("audiences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("released_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("released_by", sa.Uuid(), nullable=False),
        sa.Column("consent_confirmed", sa.Boolean(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.Column("readers", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("announced_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint("cardinality(audiences) > 0", name=op.f("ck_finding_releases_audiences")),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_finding_releases_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_releases")),
    )
    op.create_index("ix_finding_releases_finding", "finding_releases", ["finding_id"], unique=False)
    op.create_index(
        "ix_finding_releases_waiting",
        "finding_releases",
        ["id"],
        unique=False,
        postgresql_where=sa.text("announced_at is null"),
    )
    op.create_table(
        "finding_replies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("reply", "dispute", name="replykind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_finding_replies_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_replies")),
    )
    op.create_index("ix_finding_replies_finding", "finding_replies", ["finding_id"], unique=False)
    raise_fence("dialogue", "findings", Fence.OWNED, readers_write=True)
    raise_fence("dialogue", "finding_readers", Fence.OWNED, key="finding_id", readers_write=True)
    raise_fence("dialogue", "finding_releases", Fence.OWNED)
    raise_fence("dialogue", "finding_replies", Fence.OWNED, key="finding_id", readers_write=True)
    raise_fence("dialogue", "monitor_keys", Fence.OWNED, key="owner_id")
    for table, condition in PUBLIC.items():
        op.execute(f"create policy everybody on {table} for select to dialogue_app using ({condition})")
    op.execute(ERASE)
    op.execute("revoke execute on function erase_finding(uuid) from public")
    op.execute("grant execute on function erase_finding(uuid) to dialogue_app")


def downgrade() -> None:
    op.execute("drop function erase_finding")
    for table in PUBLIC:
        op.execute(f"drop policy everybody on {table}")
    op.drop_index("ix_finding_replies_finding", table_name="finding_replies")
    op.drop_table("finding_replies")
    op.drop_index(
        "ix_finding_releases_waiting",
        table_name="finding_releases",
        postgresql_where=sa.text("announced_at is null"),
    )
    op.drop_index("ix_finding_releases_finding", table_name="finding_releases")
    op.drop_table("finding_releases")
    op.drop_index("ix_finding_readers_org", table_name="finding_readers")
    op.drop_table("finding_readers")
    op.drop_table("monitor_keys")
    op.drop_index("ix_findings_unresolved", table_name="findings", postgresql_where=sa.text("needs_rematch"))
    op.drop_index("ix_findings_owner", table_name="findings")
    op.drop_index("ix_findings_facility", table_name="findings")
    op.drop_table("findings")

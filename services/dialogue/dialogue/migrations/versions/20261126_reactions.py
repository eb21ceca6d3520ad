"""Give each company its own reaction to a finding: what it said so far moves out of the finding's state."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from chassis.migrations.row_security_v3 import secure_table

revision = "reactions"
down_revision = "proven_callers"
branch_labels = None
depends_on = None

STATUSES = (
    "awaited",
    "acknowledged",
    "disputed",
    "answered",
    "remediation_claimed",
    "remediation_confirmed",
    "remediation_refused",
)

MOVE_OUT = """
insert into finding_reactions (finding_id, org_id, owner_id, supplier_id, status, reacted_on)
select distinct on (f.id, j.actor_org) f.id, j.actor_org, f.owner_id,
  coalesce(o.supplier_id, r.supplier_id, l.supplier_id),
  case
    when j.verb = 'finding.acknowledged' then 'acknowledged'
    when j.verb = 'finding.disputed' and f.status = 'disputed' then 'disputed'
    when j.verb = 'finding.disputed' then 'answered'
    when f.status = 'remediation_claimed' then 'remediation_claimed'
    when f.status in ('remediation_verified', 'closed') then 'remediation_confirmed'
    else 'remediation_refused'
  end,
  (j.at at time zone 'UTC')::date
from journal j
join findings f on f.id = j.subject_id and f.status <> 'withdrawn' and f.owner_id <> j.actor_org
left join organisations o on o.id = j.actor_org
left join lateral (select supplier_id from finding_replies where org_id = j.actor_org limit 1) r on true
left join lateral (select supplier_id from supplier_links where org_id = j.actor_org limit 1) l on true
where j.subject_type = 'finding'
  and j.verb in ('finding.acknowledged', 'finding.disputed', 'finding.remediation_claimed')
  and coalesce(o.supplier_id, r.supplier_id, l.supplier_id) is not null
order by f.id, j.actor_org, j.seq desc"""
"""The last word of each organisation, from the journal."""

OWN_STATE = """
update findings set
  status = case when status = 'remediation_claimed' then 'in_remediation' else 'shared' end,
  remediation_status = case when remediation_status = 'claimed' then 'in_progress' else remediation_status end
where status in ('acknowledged', 'disputed', 'remediation_claimed')"""


SAID_BY_COMPANIES = frozenset({"acknowledged", "disputed", "remediation_claimed"})
BEFORE = (
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
)
CHECK = "ck_findings_findingstatus"


def _allow(statuses: Iterable[str]) -> None:
    """Let the state of a finding be one of these."""
    listed = ", ".join(f"'{status}'" for status in statuses)
    op.drop_constraint(op.f(CHECK), "findings", type_="check")
    op.create_check_constraint(op.f(CHECK), "findings", f"status in ({listed})")


def upgrade() -> None:
    op.create_table(
        "finding_reactions",
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(*STATUSES, name="reactionstatus", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reacted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_finding_reactions_finding_id")),
        sa.PrimaryKeyConstraint("finding_id", "org_id", name=op.f("pk_finding_reactions")),
    )
    secure_table("dialogue", "finding_reactions", "owned", key="finding_id", readers_write=True)
    op.execute(MOVE_OUT)
    op.execute(OWN_STATE)
    _allow([status for status in BEFORE if status not in SAID_BY_COMPANIES])


def downgrade() -> None:
    _allow(BEFORE)
    op.drop_table("finding_reactions")

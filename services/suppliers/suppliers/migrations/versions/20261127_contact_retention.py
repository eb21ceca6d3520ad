"""Until when the data of contact persons are kept, why they may be, and why a person was rejected."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import row_guards_v1

revision = "contact_retention"
down_revision = "spend_revisions"
branch_labels = None
depends_on = None

STATES = ("proposed", "accepted", "rejected", "ended")
REJECTIONS = ("sales", "no_mandate", "incomplete", "other")
BASES = ("public_task", "legitimate_interest", "legal_obligation", "consent")
STAMPS = ("id", "created_at", "created_by", "owner_id", "supplier_id")
OF_THE_OWNER = (*STAMPS, "rejection", "rejected_on", "lawful_basis", "anonymised_on")
DAYS = ("rejected_on", "retention_until", "anonymised_on")

FILL = """
update contact_points set
  rejection = case status when 'rejected' then 'other' end,
  rejected_on = case status when 'rejected' then (updated_at at time zone 'UTC')::date end,
  retention_until = case
    when status in ('proposed', 'rejected')
      then ((updated_at at time zone 'UTC')::date + interval '6 months')::date
    when status = 'ended'
      then (coalesce(active_to, (updated_at at time zone 'UTC')::date) + interval '24 months')::date
    else (active_to + interval '24 months')::date
  end"""


def upgrade() -> None:
    op.add_column("contact_points", sa.Column("rejection", _one_of("rejection", REJECTIONS), nullable=True))
    basis = sa.Column("lawful_basis", _one_of("lawfulbasis", BASES), nullable=False, server_default="public_task")
    op.add_column("contact_points", basis)
    for name in DAYS:
        op.add_column("contact_points", sa.Column(name, sa.Date(), nullable=True))
    _allow((*STATES, "anonymised"))
    op.create_check_constraint(
        op.f("ck_contact_points_anonymised_is_computed"), "contact_points", "status <> 'anonymised'"
    )
    op.create_index(
        "ix_contact_points_retention",
        "contact_points",
        ["retention_until"],
        postgresql_where=sa.text("anonymised_on is null"),
    )
    op.execute(FILL)
    _keep(OF_THE_OWNER)


def downgrade() -> None:
    _keep(STAMPS)
    op.drop_index("ix_contact_points_retention", "contact_points")
    op.drop_constraint(op.f("ck_contact_points_anonymised_is_computed"), "contact_points", type_="check")
    _allow(STATES)
    for name in (*DAYS, "lawful_basis", "rejection"):
        op.drop_column("contact_points", name)


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _allow(states: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_contact_points_contactstatus"), "contact_points", type_="check")
    values = ", ".join(f"'{state}'" for state in states)
    op.create_check_constraint(op.f("ck_contact_points_contactstatus"), "contact_points", f"status in ({values})")


def _keep(columns: tuple[str, ...]) -> None:
    row_guards_v1.release_columns({"contact_points": columns})
    row_guards_v1.keep_columns("suppliers", {"contact_points": columns})

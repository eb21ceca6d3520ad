"""Obligations that a request, a breach, a change or a delivery brings; deadlines that were agreed in a contract."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrations import row_guards_v1, row_writers_v1

revision = "duties_on_demand"
down_revision = "obligations_by_due_date"
branch_labels = None
depends_on = None

SUBJECTS = ("chain", "supplier", "product")
OF_PRODUCTS = (
    *("DISCLOSURE_ASSEMBLY", "DISCLOSURE_COMPONENTS", "LABEL", "WARRANTY", "SPARE_PARTS", "MAINTENANCE"),
    *("TAKE_BACK", "SECOND_LIFE", "EOL_TRANSPARENCY", "DATA_WIPE", "CHEMICALS_PRODUCT"),
)
OF_SUPPLIERS = ("DIALOGUE", "CONTACT", "ANNUAL_REVIEW")
BEFORE = (
    *("id", "created_at", "created_by", "owner_id", "contract_id", "clause_id", "type", "instance", "recurrence"),
    *("due_at", "grace_days", "notice_days", "weight", "dd_alternative"),
)
ADDED = ("verification_subject", "asked_on", "cause", "breach_id", "delivery_id", "assessed_on")
OF_THE_OWNER = {"obligations": (*BEFORE, *ADDED)}
"""What a supplier that answers an obligation does not change."""
WRITERS: row_writers_v1.Writers = {"contract_clauses": {"update": ("buyer",)}}


def upgrade() -> None:
    _add_terms()
    _add_causes()
    _number_by_recurrence()
    row_guards_v1.release_columns(OF_THE_OWNER)
    row_guards_v1.keep_columns("suppliers", OF_THE_OWNER)
    row_writers_v1.give_back("suppliers", {"update": tuple(WRITERS)})
    row_writers_v1.name_writers("suppliers", WRITERS)


def downgrade() -> None:
    row_writers_v1.name_no_writers(WRITERS)
    row_writers_v1.withhold("suppliers", {"update": tuple(WRITERS)})
    row_guards_v1.release_columns(OF_THE_OWNER)
    op.execute("delete from obligations where asked_on is not null")
    op.drop_constraint(op.f("uq_obligations_clause_id_type_recurrence_delivery_id"), "obligations", type_="unique")
    op.drop_constraint(op.f("uq_obligations_clause_id_type_recurrence_instance"), "obligations", type_="unique")
    columns = ["clause_id", "type", "instance"]
    op.create_unique_constraint(op.f("uq_obligations_clause_id_type_instance"), "obligations", columns)
    for column in reversed(ADDED):
        op.drop_column("obligations", column)
    row_guards_v1.keep_columns("suppliers", {"obligations": BEFORE})
    op.drop_column("contract_clauses", "terms_agreed_on")
    op.drop_column("contract_clauses", "terms")


def _add_terms() -> None:
    none = sa.text("'{}'::jsonb")
    op.add_column("contract_clauses", sa.Column("terms", JSONB(), nullable=False, server_default=none))
    op.add_column("contract_clauses", sa.Column("terms_agreed_on", sa.Date(), nullable=True))


def _add_causes() -> None:
    subject = sa.Enum(*SUBJECTS, name="verificationsubject", native_enum=False, create_constraint=True, length=32)
    op.add_column("obligations", sa.Column("verification_subject", subject, nullable=False, server_default="chain"))
    for value, types in (("product", OF_PRODUCTS), ("supplier", OF_SUPPLIERS)):
        op.execute(f"update obligations set verification_subject = '{value}' where type in {types!r}")
    op.add_column("obligations", sa.Column("asked_on", sa.Date(), nullable=True))
    op.add_column("obligations", sa.Column("cause", sa.String(20_000), nullable=True))
    for column, table in (("breach_id", "obligations"), ("delivery_id", "deliveries")):
        op.add_column("obligations", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_obligations_{column}"), "obligations", table, [column], ["id"])
    op.add_column("obligations", sa.Column("assessed_on", sa.Date(), nullable=True))


def _number_by_recurrence() -> None:
    """A clause may have several duties of one type, such as one at the beginning and one after a breach."""
    op.drop_constraint(op.f("uq_obligations_clause_id_type_instance"), "obligations", type_="unique")
    for last in ("instance", "delivery_id"):
        columns = ["clause_id", "type", "recurrence", last]
        op.create_unique_constraint(op.f(f"uq_obligations_{'_'.join(columns)}"), "obligations", columns)

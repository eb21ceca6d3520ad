"""Links that a buyer asks for: an organisation may be linked to several buyers, and a buyer again after a
refusal."""

from alembic import op

revision = "requested_links"
down_revision = "owner_policies"
branch_labels = None
depends_on = None

BEFORE = ("pending", "confirmed", "refused")
AFTER = ("requested", "declined", "withdrawn", *BEFORE)
ONE_LINK = "uq_supplier_links_owner_id_supplier_id"
ONE_BUYER = "uq_supplier_links_organisation_id"


def upgrade() -> None:
    _allow(AFTER)
    op.drop_constraint(op.f(ONE_LINK), "supplier_links", type_="unique")
    op.drop_constraint(op.f(ONE_BUYER), "supplier_links", type_="unique")
    op.create_index(op.f("ix_supplier_links_organisation_id"), "supplier_links", ["organisation_id"])
    op.execute(
        "create unique index uq_supplier_links_live on supplier_links (owner_id, supplier_id)"
        " where status not in ('declined', 'withdrawn', 'refused')"
    )


def downgrade() -> None:
    """Keeps the oldest link of each organisation and of each buyer and supplier."""
    op.execute("delete from supplier_links where status in ('requested', 'declined', 'withdrawn')")
    for columns in ("organisation_id", "owner_id, supplier_id"):
        op.execute(
            "delete from supplier_links where id not in"
            f" (select distinct on ({columns}) id from supplier_links order by {columns}, id)"
        )
    op.drop_index("uq_supplier_links_live", "supplier_links")
    op.drop_index(op.f("ix_supplier_links_organisation_id"), "supplier_links")
    op.create_unique_constraint(op.f(ONE_BUYER), "supplier_links", ["organisation_id"])
    op.create_unique_constraint(op.f(ONE_LINK), "supplier_links", ["owner_id", "supplier_id"])
    _allow(BEFORE)


def _allow(states: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_supplier_links_linkstatus"), "supplier_links", type_="check")
    values = ", ".join(f"'{state}'" for state in states)
    op.create_check_constraint(op.f("ck_supplier_links_linkstatus"), "supplier_links", f"status in ({values})")

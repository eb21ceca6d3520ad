"""The buyer or the supplier's organisation can end a link."""

from alembic import op

revision = "ended_links"
down_revision = "kept_owners"
branch_labels = None
depends_on = None

BEFORE = ("requested", "declined", "withdrawn", "pending", "confirmed", "refused")
OVER = ("declined", "withdrawn", "refused")


def upgrade() -> None:
    _write((*BEFORE, "ended"), (*OVER, "ended"))


def downgrade() -> None:
    op.execute("update supplier_links set status = 'refused' where status = 'ended'")
    _write(BEFORE, OVER)


def _write(statuses: tuple[str, ...], over: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_supplier_links_linkstatus"), "supplier_links", type_="check")
    op.create_check_constraint(
        op.f("ck_supplier_links_linkstatus"), "supplier_links", f"status in ({_listed(statuses)})"
    )
    op.drop_index("uq_supplier_links_live", "supplier_links")
    op.execute(
        "create unique index uq_supplier_links_live on supplier_links (owner_id, supplier_id)"
        f" where status not in ({_listed(over)})"
    )


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)

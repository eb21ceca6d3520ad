"""What kind an organisation is, and for which supplier it speaks, is decided when it is made.

No request changes either. SQL that is injected into one would make its organisation the platform.
"""

from alembic import op

revision = "fixed_kinds"
down_revision = "hidden_parties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create trigger fixed_kind before update of kind, supplier_id on organisations for each row"
        " when (current_user = 'gateway_app'"
        " and row(old.kind, old.supplier_id) is distinct from row(new.kind, new.supplier_id))"
        " execute function refuse_change()"
    )


def downgrade() -> None:
    op.execute("drop trigger fixed_kind on organisations")

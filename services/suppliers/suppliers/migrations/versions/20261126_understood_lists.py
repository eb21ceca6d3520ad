"""How the file of an import was understood, and the sheet that a row is in; of earlier imports that is not known."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "understood_lists"
down_revision = "facility_registrations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("disclosure_imports", sa.Column("reading", postgresql.JSONB(), nullable=True))
    op.add_column("import_rows", sa.Column("sheet", sa.Text(), nullable=True))
    op.add_column("import_rows", sa.Column("sheet_row", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("import_rows", "sheet_row")
    op.drop_column("import_rows", "sheet")
    op.drop_column("disclosure_imports", "reading")

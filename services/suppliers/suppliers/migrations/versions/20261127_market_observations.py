"""What buyers observed of the market before they asked for a label."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import row_writers_v1
from chassis.migrations.row_security_v4 import secure_table

revision = "market_observations"
down_revision = "equivalence_dossiers"
branch_labels = None
depends_on = None

CATEGORIES = (
    *("laptop", "desktop", "all_in_one", "workstation", "thin_client", "tablet", "smartphone", "monitor", "server"),
    *("storage", "network_switch", "router", "access_point", "printer", "mfp", "projector", "headset"),
    *("keyboard_mouse", "dock", "cable_charger", "ups_battery", "av_equipment", "iot", "cloud_service", "other"),
)
SCHEMES = (
    *("TCO_CERTIFIED", "EPEAT", "BLUE_ANGEL", "EU_ECOLABEL", "NORDIC_SWAN", "ENERGY_STAR", "FAIRTRADE_GOLD"),
    *("RMAP_CONFORMANT", "IRMA"),
)
TABLE = "market_observations"
CHECKS = {
    "models": "models_with_label between 0 and models_total",
    "bidders": "bidders_with_label between 0 and bidders_total",
    "models_and_total": "num_nonnulls(models_total, models_with_label) <> 1",
    "bidders_and_total": "num_nonnulls(bidders_total, bidders_with_label) <> 1",
    "counts_something": "num_nonnulls(models_total, bidders_total) > 0",
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("category", _one_of("productcategory", *CATEGORIES), nullable=False),
        sa.Column("scheme", _one_of("labelscheme", *SCHEMES), nullable=False),
        sa.Column("level", sa.String(16), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        *(
            sa.Column(f"{what}_{which}", sa.Integer(), nullable=True)
            for what in ("models", "bidders")
            for which in ("total", "with_label")
        ),
        sa.Column("note", sa.String(20_000), nullable=True),
        *(sa.CheckConstraint(text, name=op.f(f"ck_{TABLE}_{name}")) for name, text in CHECKS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index("ix_market_observations_owner", TABLE, ["owner_id", "id"])
    secure_table("suppliers", TABLE, "owned")
    row_writers_v1.withhold("suppliers", {"delete": [TABLE]})
    row_writers_v1.name_writers("suppliers", {TABLE: {"insert": ("buyer",), "update": ("buyer",)}})


def downgrade() -> None:
    op.drop_table(TABLE)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)

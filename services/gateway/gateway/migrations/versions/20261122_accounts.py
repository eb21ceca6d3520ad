"""Organisations, people and how they stand to each other"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.fences import Fence
from chassis.fencing import raise_fence

revision = "accounts"
down_revision = "house"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "buyer",
                "monitor",
                "supplier",
                "expert",
                "platform",
                "system",
                name="orgkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'supplier') = (supplier_id is not null)",
            name=op.f("ck_organisations_suppliers_name_their_supplier"),
        ),
        sa.CheckConstraint("kind <> 'system'", name=op.f("ck_organisations_is_no_machine")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_index(op.f("ix_organisations_supplier_id"), "organisations", ["supplier_id"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=True),
        sa.Column("password_hash", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("disabled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint("username = lower(username)", name=op.f("ck_people_username_is_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("username", name=op.f("uq_people_username")),
    )
    op.create_table(
        "affiliations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.text("owner_id"), "="),
            (sa.text("buyer_id"), "="),
            (sa.text("daterange(valid_from, valid_to, '[]')"), "&&"),
            using="gist",
            name="ex_affiliations_overlap",
        ),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from", name=op.f("ck_affiliations_period_is_not_empty")
        ),
        sa.ForeignKeyConstraint(["buyer_id"], ["organisations.id"], name=op.f("fk_affiliations_buyer_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_affiliations_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliations")),
    )
    op.create_index(op.f("ix_affiliations_buyer_id"), "affiliations", ["buyer_id"], unique=False)
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("revoked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "roles <@ array['buyer_officer', 'buyer_manager', 'buyer_viewer', 'supplier_contact', 'supplier_admin', 'monitor_author', 'monitor_editor', 'group_coordinator', 'expert', 'dashboard_client', 'platform_admin']::text[] and cardinality(roles) > 0",
            name=op.f("ck_api_keys_roles_exist"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_api_keys_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_api_keys_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("client_id", name=op.f("uq_api_keys_client_id")),
    )
    op.create_index("ix_api_keys_owner", "api_keys", ["owner_id", "id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "buyer_officer",
                "buyer_manager",
                "buyer_viewer",
                "supplier_contact",
                "supplier_admin",
                "monitor_author",
                "monitor_editor",
                "group_coordinator",
                "expert",
                "dashboard_client",
                "platform_admin",
                "system",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("supplier_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("accepted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(organisation_id, supplier_id) = 1", name=op.f("ck_invitations_leads_to_one_place")
        ),
        sa.ForeignKeyConstraint(["accepted_by"], ["people.id"], name=op.f("fk_invitations_accepted_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_invitations_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_invitations_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index("ix_invitations_owner", "invitations", ["owner_id", "id"], unique=False)
    op.create_table(
        "members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "roles <@ array['buyer_officer', 'buyer_manager', 'buyer_viewer', 'supplier_contact', 'supplier_admin', 'monitor_author', 'monitor_editor', 'group_coordinator', 'expert', 'dashboard_client', 'platform_admin']::text[] and cardinality(roles) > 0",
            name=op.f("ck_members_roles_exist"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_members_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_members_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_person_id"), "members", ["person_id"], unique=False)
    op.create_index(
        "uq_members_current",
        "members",
        ["owner_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("family", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("used_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("revoked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_refresh_tokens_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_refresh_tokens_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_refresh_tokens")),
    )
    op.create_index(op.f("ix_refresh_tokens_expires_at"), "refresh_tokens", ["expires_at"], unique=False)
    op.create_index(op.f("ix_refresh_tokens_family"), "refresh_tokens", ["family"], unique=False)
    op.create_table(
        "supplier_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "confirmed",
                "refused",
                name="linkstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "basis",
            sa.Enum(
                "domain",
                "identifier",
                "document",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(status = 'confirmed') = (basis is not null)", name=op.f("ck_supplier_links_confirmed_on_a_basis")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_supplier_links_decided_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_supplier_links_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_supplier_links_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_links")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_supplier_links_organisation_id")),
        sa.UniqueConstraint("owner_id", "supplier_id", name=op.f("uq_supplier_links_owner_id_supplier_id")),
    )
    op.create_index(op.f("ix_supplier_links_supplier_id"), "supplier_links", ["supplier_id"], unique=False)
    for table in ("organisations", "people", "refresh_tokens"):
        raise_fence("gateway", table, Fence.REGISTER if table == "organisations" else Fence.HOUSE)
    for table in ("members", "api_keys", "invitations"):
        raise_fence("gateway", table, Fence.OWNED)
    for table in ("supplier_links", "affiliations"):  # the platform decides on them, by a grant
        raise_fence("gateway", table, Fence.OWNED, readers_write=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_supplier_links_supplier_id"), table_name="supplier_links")
    op.drop_table("supplier_links")
    op.drop_index(op.f("ix_refresh_tokens_family"), table_name="refresh_tokens")
    op.drop_index(op.f("ix_refresh_tokens_expires_at"), table_name="refresh_tokens")
    op.drop_table("refresh_tokens")
    op.drop_index("uq_members_current", table_name="members", postgresql_where=sa.text("ended_at is null"))
    op.drop_index(op.f("ix_members_person_id"), table_name="members")
    op.drop_table("members")
    op.drop_index("ix_invitations_owner", table_name="invitations")
    op.drop_table("invitations")
    op.drop_index("ix_api_keys_owner", table_name="api_keys")
    op.drop_table("api_keys")
    op.drop_index(op.f("ix_affiliations_buyer_id"), table_name="affiliations")
    op.drop_table("affiliations")
    op.drop_table("people")
    op.drop_index(op.f("ix_organisations_supplier_id"), table_name="organisations")
    op.drop_table("organisations")

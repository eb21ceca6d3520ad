"""Organisations, their people and their credentials."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, inspect, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from chassis.clock import now
from chassis.database import choice
from chassis.ids import uuid7
from chassis.row_security import RowClass
from chassis.rows import Stamped
from chassis.vocabulary import OrgKind, Role
from gateway.tables.base import Table

PERSONAL_ROLES = "array[" + ", ".join(f"'{role.value}'" for role in Role if role is not Role.SYSTEM) + "]::text[]"


class Organisation(Stamped, Table, table=True):
    """A tenant. One of kind `supplier` represents a supplier towards one buyer (see `SupplierLink`)."""

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint(f"kind <> '{OrgKind.SYSTEM}'", name="is_no_machine"),
        CheckConstraint(
            f"(kind = '{OrgKind.SUPPLIER}') = (supplier_id is not null)", name="suppliers_name_their_supplier"
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.REGISTER

    name: str = Field(max_length=200)
    kind: OrgKind = Field(sa_type=choice(OrgKind))
    country: str | None = Field(default=None, max_length=2)
    supplier_id: UUID | None = Field(default=None, index=True, description="the supplier it represents")


class Person(Table, table=True):
    """A person who can sign in; a person may be a member of several organisations."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("username = lower(username)", name="username_is_lower_case"),)
    row_class: ClassVar[RowClass] = RowClass.SERVICE

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    username: str = Field(max_length=100, unique=True)
    name: str = Field(max_length=200)
    email: str | None = Field(default=None, max_length=254)
    password_hash: str = Field(max_length=200)
    created_at: datetime = Field(default_factory=now)
    disabled_at: datetime | None = None


class Member(Stamped, Table, table=True):
    """What a person may do in an organisation, until the membership ends."""

    __tablename__ = "members"
    __table_args__ = (
        CheckConstraint(f"roles <@ {PERSONAL_ROLES} and cardinality(roles) > 0", name="roles_exist"),
        Index(
            "uq_members_current", "owner_id", "person_id", unique=True, postgresql_where=text("ended_at is null")
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID = Field(foreign_key="organisations.id")
    person_id: UUID = Field(foreign_key="people.id", index=True)
    roles: list[str] = Field(sa_type=ARRAY(Text))
    ended_at: datetime | None = None


class ApiKey(Table, table=True):
    """A credential for a program. It acts as the member who created it and never has more than their roles."""

    __tablename__ = "api_keys"
    __table_args__ = (
        CheckConstraint(f"roles <@ {PERSONAL_ROLES} and cardinality(roles) > 0", name="roles_exist"),
        Index("ix_api_keys_owner", "owner_id", "id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    owner_id: UUID = Field(foreign_key="organisations.id")
    person_id: UUID = Field(foreign_key="people.id")
    client_id: str = Field(max_length=32, unique=True)
    secret_hash: bytes = Field(sa_type=LargeBinary, description="SHA-256; the secret has 256 bits of its own")
    name: str = Field(max_length=200)
    roles: list[str] = Field(sa_type=ARRAY(Text))
    created_at: datetime = Field(default_factory=now)
    revoked_at: datetime | None = None
    parent_id: UUID | None = Field(
        default=None, foreign_key="api_keys.id", index=True, description="the key it was made with, and ends with"
    )


class Invitation(Stamped, Table, table=True):
    """An invitation to join an organisation; only the hash of its one-time token is stored."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("num_nonnulls(organisation_id, supplier_id) = 1", name="leads_to_one_place"),
        Index("ix_invitations_owner", "owner_id", "id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID = Field(foreign_key="organisations.id", description="the organisation that invites")
    email: str = Field(max_length=254)
    role: Role = Field(sa_type=choice(Role))
    organisation_id: UUID | None = Field(default=None, foreign_key="organisations.id")
    supplier_id: UUID | None = None
    supplier_name: str | None = Field(default=None, max_length=200)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    opens_at: datetime | None = Field(default=None, description="of an administrator whom the platform offers")
    expires_at: datetime
    accepted_at: datetime | None = None
    accepted_by: UUID | None = Field(default=None, foreign_key="people.id")


def _keep_from_reading(table: type[SQLModel], column: str) -> None:
    """Let no statement of the ORM read the column unless it asks for it: the app role has no right to."""
    mapped = inspect(table).get_property(column)
    mapped.deferred = mapped.raiseload = True
    mapped.strategy_key = (("deferred", True), ("instrument", True), ("raiseload", True))


_keep_from_reading(Person, "password_hash")
_keep_from_reading(ApiKey, "secret_hash")
_keep_from_reading(Invitation, "token_hash")


class RefreshToken(Table, table=True):
    """One token of a family of renewals; a token that is used twice revokes its whole family."""

    __tablename__ = "refresh_tokens"
    row_class: ClassVar[RowClass] = RowClass.SERVICE

    token_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    family: UUID = Field(index=True)
    person_id: UUID = Field(foreign_key="people.id")
    organisation_id: UUID = Field(foreign_key="organisations.id")
    expires_at: datetime = Field(index=True)
    used_at: datetime | None = None
    revoked_at: datetime | None = None

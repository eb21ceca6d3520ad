"""The register of sites, and the index by which they are found."""

from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, Text, literal_column, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from chassis.database import choice
from chassis.folded_text import folded_sql
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.facilities.rules import FacilityStatus, GeoPrecision, Verification
from suppliers.tables.base import Table


class Facility(Stamped, Table, table=True):
    """A site of the register. Only disclosures say what is made there for whom.

    A record that is not listed is no part of the register: only rows name it that others may not know of.

    The id is random, so that neither it nor the order in lists reveals when the site was registered, or with which
    others.
    """

    __tablename__ = "facilities"
    __table_args__ = (
        CheckConstraint("merged_into <> id", name="not_merged_into_itself"),
        Index("ix_facilities_country", "country", "id"),
        Index(
            "ix_facilities_search",
            "search",
            postgresql_using="gin",
            postgresql_ops={"search": "gin_trgm_ops"},
        ),
        Index(
            "ix_facilities_folded",
            literal_column(folded_sql("search")).label("folded"),
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
        Index("ix_facilities_registered_by", "registered_by"),
        Index("ix_facilities_merged_into", "merged_into"),
        Index("ix_facilities_unlisted", "id", postgresql_where=text("not is_listed")),
    )
    row_class: ClassVar[RowClass] = RowClass.REGISTER

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=200)
    aliases: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    address: str | None = Field(default=None, max_length=500, description="null: only the place is known")
    city: str | None = Field(default=None, max_length=200)
    region: str | None = Field(default=None, max_length=200)
    postal_code: str | None = Field(default=None, max_length=40)
    country: str = Field(max_length=2)
    lat: float | None = None
    lon: float | None = None
    geo_precision: GeoPrecision = Field(default=GeoPrecision.UNKNOWN, sa_type=choice(GeoPrecision))
    identifiers: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    types: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    workers_total: int | None = None
    parent_company: str | None = Field(default=None, max_length=200)
    verification: Verification = Field(default=Verification.UNVERIFIED, sa_type=choice(Verification))
    status: FacilityStatus = Field(default=FacilityStatus.ACTIVE, sa_type=choice(FacilityStatus))
    sources: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB, description="kind and year only")
    possible_duplicate_of: UUID | None = Field(default=None, foreign_key="facilities.id")
    merged_into: UUID | None = Field(default=None, foreign_key="facilities.id")
    registered_by: UUID = Field(description="the organisation that registered it")
    is_listed: bool = Field(default=True, description="in the register; else its record only holds rows together")
    normalised: dict[str, Any] = Field(sa_type=JSONB, description="what the matcher compares")
    search: str = Field(sa_type=Text, description="the text in which a search looks")

    @property
    def canonical_id(self) -> UUID:
        return self.merged_into or self.id


class FacilityIdentifier(Table, table=True):
    """A number that belongs to one site only."""

    __tablename__ = "facility_identifiers"
    row_class: ClassVar[RowClass] = RowClass.REGISTER

    scheme: str = Field(primary_key=True, max_length=16)
    value: str = Field(primary_key=True, max_length=64)
    facility_id: UUID = Field(foreign_key="facilities.id", index=True)


class FacilityRegistration(Table, table=True):
    """A registration that another service asked for; repeated with the same id, it gives the same facility."""

    __tablename__ = "facility_registrations"
    row_class: ClassVar[RowClass] = RowClass.SERVICE

    id: UUID = Field(primary_key=True)
    facility_id: UUID = Field(foreign_key="facilities.id")


class FacilityKey(Table, table=True):
    """A key under which a site is found (see `suppliers.matching.keys`)."""

    __tablename__ = "facility_keys"
    row_class: ClassVar[RowClass] = RowClass.SERVICE

    key: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    facility_id: UUID = Field(primary_key=True)


class KeyFrequency(Table, table=True):
    """About how many sites have a key."""

    __tablename__ = "key_frequencies"
    row_class: ClassVar[RowClass] = RowClass.SERVICE

    key: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    n: int

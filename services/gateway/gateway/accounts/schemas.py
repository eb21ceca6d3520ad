"""Organisations, people and members on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from chassis.rows import StampedOut
from chassis.text import Country, Line, storable
from chassis.vocabulary import OrgKind, Role

Username = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._@+-]{1,98}[A-Za-z0-9]$"
    ),
    Field(description="3 to 100 letters, digits and `._@+-`, in any case", examples=["an.example"]),
]

Password = Annotated[
    str,
    StringConstraints(min_length=8, max_length=200),
    AfterValidator(storable),
    Field(description="8 to 200 characters of any kind (NIST SP 800-63B: length, no composition rules)"),
]

Roles = Annotated[list[Role], Field(min_length=1, max_length=8)]


class PersonOut(BaseModel, from_attributes=True):
    """Somebody who can sign in."""

    id: UUID
    username: str
    name: str


class OrganisationRef(BaseModel, from_attributes=True):
    """An organisation, named."""

    id: UUID
    name: str
    kind: OrgKind


class MeOut(BaseModel):
    """Who is signed in, for which organisation, with which rights."""

    person: PersonOut
    organisation: OrganisationRef
    roles: list[Role]
    supplier_id: UUID | None = Field(description="the market party this organisation speaks for")
    affiliated_to: list[UUID] = Field(description="the monitors this buyer is affiliated to today")
    memberships: list[OrganisationRef] = Field(description="where else this person may sign in")


class OrganisationIn(BaseModel):
    """A tenant as the platform takes it in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "City of Voorbeeld", "kind": "buyer", "country": "BE"}]},
    )

    name: Line
    kind: OrgKind
    country: Country | None = None
    supplier_id: UUID | None = None


class OrganisationItem(StampedOut):
    """An organisation in a list."""

    name: str
    kind: OrgKind
    country: str | None
    supplier_id: UUID | None


class OrganisationOut(OrganisationItem):
    """A tenant: buyer, monitor, supplier's people, experts or the platform itself."""


class MemberItem(StampedOut):
    """A colleague in a list."""

    person_id: UUID
    username: str
    name: str
    roles: list[Role]


class MemberOut(MemberItem):
    """What a person may do in this organisation."""


class MemberPatch(BaseModel):
    """A member's roles from now on; they replace the present ones."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"roles": ["buyer_officer"]}]})

    roles: Roles


class Membership(BaseModel):
    """A new member with what they may do, as they find themselves."""

    person: PersonOut
    organisation: OrganisationRef
    roles: list[Role]
    supplier_id: UUID | None
    joined_at: datetime

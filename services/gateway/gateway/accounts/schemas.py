"""Organisations, people and members on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.pages import ListQuery
from chassis.patterns import worded
from chassis.rows import StampedOut
from chassis.stored_values import on_input
from chassis.text import Country, Line, storable
from chassis.vocabulary import OrgKind, Role
from gateway.accounts.passwords.rules import LONGEST, SHORTEST

Username = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        to_lower=True,
        pattern=worded(
            r"^[A-Za-z0-9][A-Za-z0-9._@+-]{1,98}[A-Za-z0-9]$", "a username of 3 to 100 letters, digits and ._@+-"
        ),
    ),
    Field(
        description="The user name: 3 to 100 letters, digits and `._@+-`; upper and lower case are the same.",
        examples=["an.example"],
    ),
]

Password = Annotated[
    str,
    StringConstraints(min_length=SHORTEST, max_length=LONGEST),
    on_input(storable),
    Field(
        description="The new password: 10 to 200 characters of any kind, but no common password and not the name of"
        " the person (NIST SP 800-63B).",
        examples=["correct horse"],
    ),
]

Roles = Annotated[list[Role], Field(min_length=1, max_length=8)]


class PersonOut(BaseModel, from_attributes=True):
    """A person who can sign in."""

    id: UUID = Field(description="The id of the person.")
    username: str = Field(description="The name to sign in with, in lower case.", examples=["an.example"])
    name: str = Field(description="The name that others see.", examples=["An Example"])


class OrganisationRef(BaseModel, from_attributes=True):
    """An organisation by id, name and kind."""

    id: UUID = Field(description="The id of the organisation.")
    name: str = Field(description="The name of the organisation.", examples=["City of Voorbeeld"])
    kind: OrgKind = Field(description="What the organisation is; it decides what its members can see.")


class MeOut(BaseModel):
    """Who is signed in, for which organisation, with which rights."""

    person: PersonOut = Field(description="The person who is signed in, or who created the API key.")
    organisation: OrganisationRef = Field(description="The organisation that the credential is valid for.")
    roles: list[Role] = Field(description="The roles that this credential has now.")
    supplier_id: UUID | None = Field(
        description="The supplier that this organisation represents; null for other kinds of organisations."
    )
    affiliated_to: list[UUID] = Field(
        description="Ids of the monitors that this buyer is affiliated to today; empty for other organisations."
    )
    memberships: list[OrganisationRef] = Field(
        description="All organisations that this person can sign in for, the current one included."
    )


TenantKind = Literal[OrgKind.BUYER, OrgKind.MONITOR, OrgKind.SUPPLIER, OrgKind.EXPERT, OrgKind.PLATFORM]
"""What an organisation of people can be; `system` stands for the services themselves."""


class OrganisationIn(BaseModel):
    """A new organisation."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "City of Voorbeeld", "kind": "buyer", "country": "BE"}]},
    )

    name: Line = Field(description="The name of the organisation.")
    kind: TenantKind = Field(description="What the organisation is; it decides what its members can see.")
    country: Country | None = Field(
        None, description="The country, as ISO 3166-1 alpha-2. Null if it is not known.", examples=["BE"]
    )
    supplier_id: UUID | None = Field(
        None, description="The supplier it represents. Required for kind `supplier`, not allowed otherwise."
    )


class OrganisationQuery(ListQuery):
    """Which organisations a list holds."""

    q: Line | None = Field(None, description="Only organisations with this text in their name.")
    kind: OrgKind | None = Field(None, description="Only organisations of this kind.")


class OrganisationItem(StampedOut):
    """An organisation in a list."""

    name: str = Field(description="The name of the organisation.", examples=["City of Voorbeeld"])
    kind: OrgKind = Field(description="What the organisation is; it decides what its members can see.")
    country: str | None = Field(description="ISO 3166-1 alpha-2; null if it is not known.")
    supplier_id: UUID | None = Field(description="The supplier it represents; null unless kind is `supplier`.")


class OrganisationOut(OrganisationItem):
    """An organisation: a buyer, a monitor, a supplier's people, experts, or the platform itself."""


class MemberItem(StampedOut):
    """A member in a list."""

    person_id: UUID = Field(description="The person who is a member.")
    username: str = Field(description="The name that the person signs in with.", examples=["an.example"])
    name: str = Field(description="The name that others see.", examples=["An Example"])
    roles: list[Role] = Field(description="What the person may do in this organisation.")


class MemberOut(MemberItem):
    """A member of the organisation and the roles they have."""


class MemberPatch(BaseModel):
    """The new roles of a member. They replace the present ones."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"roles": ["buyer_officer"]}]})

    roles: Roles = Field(description="All roles that the member has from now on; at least one.")

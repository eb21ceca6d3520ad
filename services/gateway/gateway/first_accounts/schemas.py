"""The document that names the first accounts of an installation."""

from uuid import UUID

from pydantic import BaseModel

from chassis.text import Country, Line
from chassis.vocabulary import OrgKind
from gateway.accounts.schemas import Password, Roles, Username


class FirstMember(BaseModel, extra="forbid"):
    """Somebody who is there from the start; `api_key` reads `<client_id>.<secret>`."""

    username: Username
    password: Password
    name: Line | None = None
    roles: Roles
    api_key: str | None = None


class FirstOrganisation(BaseModel, extra="forbid"):
    """An organisation that is there from the start; a supplier's also names the buyer it speaks with."""

    name: Line
    kind: OrgKind
    country: Country | None = None
    supplier_id: UUID | None = None
    buyer: Line | None = None
    members: list[FirstMember] = []


class FirstAffiliation(BaseModel, extra="forbid"):
    """A buyer that is affiliated to a monitor from today, both by name."""

    buyer: Line
    monitor: Line


class Founding(BaseModel, extra="forbid"):
    """Who is there before anybody was invited."""

    organisations: list[FirstOrganisation]
    affiliations: list[FirstAffiliation] = []

"""The document that lists the first accounts of an installation."""

from uuid import UUID

from pydantic import BaseModel

from chassis.text import Country, Line
from gateway.accounts.schemas import Password, Roles, TenantKind, Username


class FirstMember(BaseModel, extra="forbid"):
    """A person of an organisation; `api_key` has the form `<client_id>.<client_secret>`."""

    username: Username
    password: Password
    name: Line | None = None
    roles: Roles
    api_key: str | None = None


class FirstOrganisation(BaseModel, extra="forbid"):
    """An organisation; one of a supplier also names the buyer that it works with."""

    name: Line
    kind: TenantKind
    country: Country | None = None
    supplier_id: UUID | None = None
    buyer: Line | None = None
    members: list[FirstMember] = []


class FirstAffiliation(BaseModel, extra="forbid"):
    """A buyer that is affiliated to a monitor from today, both by name."""

    buyer: Line
    monitor: Line


class FirstAccounts(BaseModel, extra="forbid"):
    """The accounts that exist before the first invitation."""

    organisations: list[FirstOrganisation]
    affiliations: list[FirstAffiliation] = []

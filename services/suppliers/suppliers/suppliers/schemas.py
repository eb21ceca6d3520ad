"""Market parties in requests and answers."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Instant
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.stored_values import on_input
from chassis.text import Country, Line, WebAddress, storable
from suppliers.suppliers.rules import Scheme, SupplierKind, SupplierStatus


class Identifier(BaseModel):
    """A number in an external register. Where the register has a check digit, it is verified."""

    model_config = ConfigDict(extra="forbid")

    scheme: Scheme = Field(description="The register that issued the number.", examples=["BE-KBO"])
    value: Annotated[str, Field(min_length=1, max_length=64), on_input(storable)] = Field(
        description="The number, in any usual notation; answers use the register's own.", examples=["0419.052.173"]
    )


NAME = Field(description="The name under which the party is known.", examples=["Meridiaan Systems"])
LEGAL_NAME = Field(description="The registered name; null where it is the same or not known.")
COUNTRY = Field(description="Country of the registered office (ISO 3166-1 alpha-2).", examples=["BE"])
KINDS = Field(description="What the party does; at least one.", examples=[["supplier", "brand"]])
WEBSITE = Field(description="Address of its website; null where none is recorded.")
IDENTIFIERS = Field(description="Its numbers in external registers. No other party may have one of them.")


class SupplierIn(BaseModel):
    """A market party to register."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "Meridiaan Systems",
                    "country": "BE",
                    "kinds": ["supplier", "brand"],
                    "identifiers": [{"scheme": "BE-KBO", "value": "0419.052.173"}],
                }
            ]
        },
    )

    name: Annotated[Line, NAME]
    legal_name: Annotated[Line | None, LEGAL_NAME] = None
    country: Annotated[Country, COUNTRY]
    kinds: Annotated[list[SupplierKind], Field(min_length=1, max_length=9), KINDS]
    website: Annotated[WebAddress | None, WEBSITE] = None
    identifiers: Annotated[list[Identifier], Field(max_length=20), IDENTIFIERS] = []


class SupplierPatch(Patch):
    """What can be changed of a market party. `identifiers` replaces the whole list."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"website": "https://meridiaan.example"}]})

    clearable: ClassVar[frozenset[str]] = frozenset({"legal_name", "website"})

    name: Annotated[Line | None, NAME] = None
    legal_name: Annotated[Line | None, LEGAL_NAME] = None
    country: Annotated[Country | None, COUNTRY] = None
    kinds: Annotated[Annotated[list[SupplierKind], Field(min_length=1, max_length=9)] | None, KINDS] = None
    website: Annotated[WebAddress | None, WEBSITE] = None
    identifiers: Annotated[Annotated[list[Identifier], Field(max_length=20)] | None, IDENTIFIERS] = None


class SupplierQuery(ListQuery):
    """Which market parties a list holds."""

    q: Line | None = Field(None, description="Only market parties with this text in their name.")
    country: Country | None = Field(None, description="Only market parties in this country (ISO 3166-1).")
    kind: SupplierKind | None = Field(None, description="Only market parties of this kind.")
    updated_since: Instant | None = Field(None, description="Only market parties changed at this moment or later.")


class SupplierItem(StampedOut):
    """A market party in a list."""

    name: Annotated[str, NAME]
    legal_name: Annotated[str | None, LEGAL_NAME]
    country: Annotated[str, COUNTRY]
    kinds: Annotated[list[SupplierKind], KINDS]
    website: Annotated[str | None, WEBSITE]
    identifiers: Annotated[list[Identifier], IDENTIFIERS]
    status: SupplierStatus = Field(description="State of the party; `active` from its first contract or dialogue.")


class SupplierOut(SupplierItem):
    """A market party."""

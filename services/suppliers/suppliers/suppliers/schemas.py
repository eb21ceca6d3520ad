"""Market parties on the wire."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from chassis.dates import Instant
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Country, Line, storable
from suppliers.suppliers.rules import Scheme, SupplierKind, SupplierStatus


class Identifier(BaseModel):
    """A number in an outside register; its checksum is verified where the register has one."""

    scheme: Scheme
    value: Annotated[str, Field(min_length=1, max_length=64), AfterValidator(storable)]


class SupplierIn(BaseModel):
    """A market party as it is registered."""

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

    name: Line
    legal_name: Line | None = None
    country: Country
    kinds: Annotated[list[SupplierKind], Field(min_length=1, max_length=9)]
    website: Line | None = None
    identifiers: Annotated[list[Identifier], Field(max_length=20)] = []


class SupplierPatch(Patch):
    """What may change of a market party; identifiers are replaced as a whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"website": "https://meridiaan.example"}]})

    clearable: ClassVar[frozenset[str]] = frozenset({"legal_name", "website"})

    name: Line | None = None
    legal_name: Line | None = None
    country: Country | None = None
    kinds: Annotated[list[SupplierKind], Field(min_length=1, max_length=9)] | None = None
    website: Line | None = None
    identifiers: Annotated[list[Identifier], Field(max_length=20)] | None = None


class SupplierQuery(ListQuery):
    """Which market parties a list holds."""

    q: Line | None = Field(None, description="Only market parties with this text in their name.")
    country: Country | None = Field(None, description="Only market parties in this country (ISO 3166-1).")
    kind: SupplierKind | None = Field(None, description="Only market parties of this kind.")
    updated_since: Instant | None = Field(None, description="Only market parties changed at this moment or later.")


class SupplierItem(StampedOut):
    """A market party in a list."""

    name: str
    legal_name: str | None
    country: str
    kinds: list[SupplierKind]
    website: str | None
    identifiers: list[Identifier]
    status: SupplierStatus


class SupplierOut(SupplierItem):
    """A market party."""

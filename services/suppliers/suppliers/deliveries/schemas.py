"""Deliveries in requests and answers."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.numbers import WHOLE_NUMBER
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut

Units = Annotated[int, Field(ge=0, le=10_000_000), WHOLE_NUMBER]

PRODUCT_ID = Field(description="The product that was delivered.")
DELIVERED_FROM = Field(description="Day of the delivery, or first day of a period.")
DELIVERED_TO = Field(description="Last day of a period; null for one day, or where deliveries go on.")
UNITS = Field(description="Number of units delivered in these days.")


class DeliveryIn(BaseModel):
    """Units of a product that were delivered on a day or in a period (both days included)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "product_id": "0197f3a2-0000-7000-8000-000000000002",
                    "delivered_from": "2026-04-01",
                    "units": 1200,
                }
            ]
        },
    )

    product_id: Annotated[UUID, PRODUCT_ID]
    delivered_from: Annotated[Day, DELIVERED_FROM]
    delivered_to: Annotated[Day | None, DELIVERED_TO] = None
    units: Annotated[Units, UNITS]


class DeliveryPatch(Patch):
    """What can be changed of a delivery. Fields that are left out stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"units": 1180}]})

    clearable: ClassVar[frozenset[str]] = frozenset({"delivered_to"})

    delivered_from: Annotated[Day | None, DELIVERED_FROM] = None
    delivered_to: Annotated[Day | None, DELIVERED_TO] = None
    units: Annotated[Units | None, UNITS] = None


class DeliveryQuery(ListQuery):
    """Which deliveries a list holds."""

    product_id: UUID | None = Field(None, description="Only deliveries of this product.")


class DeliveryOut(StampedOut):
    """A delivery under a contract."""

    contract_id: UUID = Field(description="The contract.")
    product_id: Annotated[UUID, PRODUCT_ID]
    delivered_from: Annotated[date, DELIVERED_FROM]
    delivered_to: Annotated[date | None, DELIVERED_TO]
    units: Annotated[int, UNITS]

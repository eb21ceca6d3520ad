"""Deliveries on the wire."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut

Units = Annotated[int, Field(ge=0, le=10_000_000)]


class DeliveryIn(BaseModel):
    """Units of a product that came on a day, or from one day to another (both included)."""

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

    product_id: UUID
    delivered_from: Day
    delivered_to: Day | None = Field(default=None, description="the last day; left out for a single day")
    units: Units


class DeliveryPatch(Patch):
    """What may change of a delivery."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"units": 1180}]})

    clearable: ClassVar[frozenset[str]] = frozenset({"delivered_to"})

    delivered_from: Day | None = None
    delivered_to: Day | None = None
    units: Units | None = None


class DeliveryQuery(ListQuery):
    """Which deliveries a list holds."""

    product_id: UUID | None = Field(None, description="Only deliveries of this product.")


class DeliveryOut(StampedOut):
    """A delivery."""

    contract_id: UUID
    product_id: UUID
    delivered_from: date
    delivered_to: date | None
    units: int

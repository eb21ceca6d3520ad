"""Units of a product by year, in answers."""

from uuid import UUID

from pydantic import BaseModel, Field


class UnitsOfYear(BaseModel):
    """Units that were delivered within a year."""

    year: int = Field(description="The calendar year.", examples=[2026])
    units: int = Field(description="Units of deliveries that began and ended in it.", examples=[1200])


class ProductUnits(BaseModel):
    """Units of a product, by year, of the deliveries that the caller may see."""

    product_id: UUID = Field(description="The product.")
    items: list[UnitsOfYear] = Field(description="The years with deliveries, the earliest first.")
    across_years: int = Field(
        description="Units of deliveries that lasted over the turn of a year; they are not divided.",
        examples=[300],
    )
    next: None = Field(default=None, description="Always null: there is no further page.")

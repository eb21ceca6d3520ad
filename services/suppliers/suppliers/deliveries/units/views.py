"""Units of a product as an API answer."""

from uuid import UUID

from suppliers.deliveries.units.rules import UnitsOfYears
from suppliers.deliveries.units.schemas import ProductUnits, UnitsOfYear


def units_out(product_id: UUID, units: UnitsOfYears) -> ProductUnits:
    return ProductUnits(
        product_id=product_id,
        items=[UnitsOfYear(year=year, units=count) for year, count in units.by_year.items()],
        across_years=units.across_years,
    )

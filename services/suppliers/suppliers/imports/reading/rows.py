"""A row of a list: what it says, and what is wrong with it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from suppliers.imports.reading.reasons import Reason
from suppliers.matching.normalisation.sites import Site


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """What a row says about a site.

    `tier` is None where the row names none; `workers` are the least and the most.
    """

    name: str
    address: str
    country: str
    city: str = ""
    region: str = ""
    postal_code: str = ""
    tier: str | None = None
    relation: str | None = None
    facility_type: str | None = None
    process: str = ""
    product: str = ""
    component: str = ""
    material: str = ""
    parent_company: str = ""
    sector: str = ""
    local_name: str = ""
    remarks: str = ""
    share_pct: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    latitude: float | None = None
    longitude: float | None = None
    workers: tuple[int, int] | None = None
    identifiers: dict[str, str] = field(default_factory=dict)

    def site(self) -> Site:
        return Site(
            name=self.name,
            address=self.address,
            country=self.country,
            city=self.city,
            region=self.region,
            postal_code=self.postal_code,
            identifiers=self.identifiers,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """`parsed` is None where the row is invalid.

    `number` counts rows as a spreadsheet does, and goes on where a further sheet begins; `sheet` and `sheet_row`
    say where the row is in a workbook with several lists.
    """

    number: int
    raw: dict[str, str]
    parsed: ParsedRow | None
    reasons: list[Reason]
    sheet: str | None = None
    sheet_row: int | None = None

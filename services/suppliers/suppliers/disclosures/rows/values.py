"""The values of a draft's rows."""

from typing import Any

from suppliers.disclosures.rows.rules import BASIS_OF_SOURCE, RELATION_OF_TIER, Tier
from suppliers.disclosures.rows.schemas import RowIn
from suppliers.disclosures.rows.sites import StatedSite
from suppliers.matching.normalisation.sites import SITE_FIELDS
from suppliers.tables import Disclosure, Facility

Values = dict[str, Any]

OPTIONAL = (
    "facility_id",
    "possible_duplicate_of",
    "address",
    "city",
    "region",
    "postal_code",
    "component",
    "share_pct",
    "valid_from",
    "valid_to",
)


def row_values(draft: Disclosure, number: int, tier: Tier, *, site: StatedSite, **values: Any) -> Values:
    """All columns of a row but its id; a value that is missing or None comes from the tier or the version."""
    return {
        **dict.fromkeys(OPTIONAL),
        "relation": RELATION_OF_TIER.get(tier),
        "confidentiality": draft.default_confidentiality,
        "basis": BASIS_OF_SOURCE[draft.source],
        **{name: value for name, value in values.items() if value is not None},
        "owner_id": draft.owner_id,
        "disclosure_id": draft.id,
        "supplier_id": draft.supplier_id,
        "number": number,
        "tier": tier,
        "site": site.model_dump(mode="json"),
        "is_decided": False,
        "is_entered": False,
        "is_open": False,
    }


def typed_row_values(draft: Disclosure, number: int, row: RowIn, facility: Facility | None) -> Values:
    """A row entered by hand; where it names a facility, name and address are those of the register."""
    values = row.model_dump(exclude={"tier", "identifiers"})
    if facility is not None:
        values |= {name: getattr(facility, name) for name in SITE_FIELDS}
    identifiers = {item.scheme.value: item.value for item in row.identifiers}
    return row_values(draft, number, row.tier, **values, site=StatedSite(identifiers=identifiers))

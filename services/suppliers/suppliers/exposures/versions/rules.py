"""What versions disclose of what was bought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from suppliers.disclosures.rows.rules import Tier
from suppliers.exposures.rules import Purchase, family_fits, is_stale


@dataclass(frozen=True, slots=True)
class Version:
    """A version that counts for some of the days in question."""

    disclosure_id: UUID
    supplier_id: UUID
    product_id: UUID | None
    family: str | None
    tiers: frozenset[Tier]
    confirmed_on: date

    def is_stale(self, day: date) -> bool:
        return is_stale(self.confirmed_on, day)


def disclosing(purchase: Purchase, versions: Iterable[Version]) -> list[Version]:
    """The versions that disclose a purchase: of its product, else of its family; of a contract, of its supplier."""
    versions = list(versions)
    if purchase.product_id is None:
        return [version for version in versions if version.supplier_id == purchase.supplier_id]
    own = [version for version in versions if version.product_id == purchase.product_id]
    traders = {purchase.supplier_id, purchase.brand_id}
    return own or [
        version
        for version in versions
        if version.family and version.supplier_id in traders and family_fits(version.family, purchase)
    ]


class GapKind(StrEnum):
    """What is missing: any version, a final-assembly site, or a confirmation within 12 months."""

    UNDISCLOSED = "undisclosed"
    NO_ASSEMBLY_SITE = "no_assembly_site"
    STALE = "stale"


def gaps(versions: Sequence[Version], day: date) -> list[GapKind]:
    """What is missing where these versions disclose a purchase."""
    if not versions:
        return [GapKind.UNDISCLOSED]
    kinds = []
    if not any(Tier.T0 in version.tiers for version in versions):
        kinds.append(GapKind.NO_ASSEMBLY_SITE)
    if all(version.is_stale(day) for version in versions):
        kinds.append(GapKind.STALE)
    return kinds


@dataclass(frozen=True, slots=True)
class DisclosedProducts:
    """Of the products bought in some days under contracts that require disclosure, how many are disclosed."""

    first: date
    last: date
    disclosed: int
    required: int
    not_required: int
    contracts_without_deliveries: int

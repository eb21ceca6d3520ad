"""What versions disclose of what was bought."""

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from suppliers.disclosures.rows.rules import Tier
from suppliers.exposures.rules import Purchase, family_fits
from suppliers.exposures.statements.rules import is_stale


@dataclass(frozen=True, slots=True)
class Version:
    """A version that counts for some of the days in question."""

    disclosure_id: UUID
    supplier_id: UUID
    product_id: UUID | None
    family: str | None
    tiers: frozenset[Tier]
    """Tiers with at least one site whose place is known."""
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
    """What is missing: any version, the place of a final-assembly site, or a confirmation within 12 months."""

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


def disclosed_among(purchases: Iterable[Purchase], versions: Collection[Version]) -> frozenset[UUID]:
    """The products of these purchases that a version discloses."""
    return frozenset(each.product_id for each in purchases if each.product_id and disclosing(each, versions))


def located_among(purchases: Iterable[Purchase], versions: Collection[Version]) -> frozenset[UUID]:
    """The products of which a version names at least one place."""
    return disclosed_among(purchases, [version for version in versions if version.tiers])


def count_disclosed(
    days: tuple[date, date],
    purchases: Collection[Purchase],
    versions: Collection[Version],
    requiring: Container[UUID],
) -> DisclosedProducts:
    """Count what versions disclose of the purchases of some days; `requiring` are contracts that require it."""
    delivered = {each.product_id for each in purchases if each.product_id}
    required = [each for each in purchases if each.product_id and each.contract_id in requiring]
    required_products = {each.product_id for each in required}
    return DisclosedProducts(
        first=days[0],
        last=days[1],
        disclosed=len(disclosed_among(required, versions)),
        required=len(required_products),
        not_required=len(delivered - required_products),
        contracts_without_deliveries=sum(
            each.product_id is None and each.contract_id in requiring for each in purchases
        ),
    )

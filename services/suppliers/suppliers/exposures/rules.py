"""Links from a site that a list names to what was bought, and how sure they are.

A link does not say who is responsible, and no link does not prove that there is none: links are always shown with
how much is disclosed at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from suppliers.disclosures.rows.rules import Tier
from suppliers.exposures.statements.rules import Statement
from suppliers.products.rules import is_category, is_of_family


class MatchKind(StrEnum):
    """How precisely a version names the product, from the most to the least precise.

    `exact_product`: it is about this product, and the site is near its assembly; `ancestor_tier`: it is about this
    product, but the site makes parts or materials for many; `product_family`: it is about a family that contains
    the product; `supplier_level`: it is about the supplier or its brand in general; `last_known_site`: an earlier
    version named the site, and the later one says less without saying that the site was left.
    """

    EXACT_PRODUCT = "exact_product"
    ANCESTOR_TIER = "ancestor_tier"
    PRODUCT_FAMILY = "product_family"
    SUPPLIER_LEVEL = "supplier_level"
    LAST_KNOWN_SITE = "last_known_site"


class Confidence(StrEnum):
    """How sure a link is: lower where the version is general, doubtful, stale or about other days."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


DEEPER_TIERS = frozenset({Tier.T2, Tier.T3, Tier.T4})
"""Sites of these tiers make parts and materials for many products."""
USUAL_CONFIDENCE = {
    MatchKind.EXACT_PRODUCT: Confidence.HIGH,
    MatchKind.ANCESTOR_TIER: Confidence.MEDIUM,
    MatchKind.PRODUCT_FAMILY: Confidence.MEDIUM,
    MatchKind.SUPPLIER_LEVEL: Confidence.LOW,
    MatchKind.LAST_KNOWN_SITE: Confidence.LOW,
}
OF_THE_PRODUCT = frozenset({MatchKind.EXACT_PRODUCT, MatchKind.ANCESTOR_TIER})
"""The version is about this product."""
KINDS, LEVELS = list(MatchKind), list(Confidence)


@dataclass(frozen=True, slots=True)
class Purchase:
    """A product delivered under a contract; without a product, a contract whose deliveries are not known.

    Of such a contract, `known_products` and `known_brands` are those of its deliveries at other times.
    """

    contract_id: UUID
    reference: str
    supplier_id: UUID
    categories: frozenset[str]
    product_id: UUID | None = None
    product_name: str | None = None
    brand_id: UUID | None = None
    units: int | None = None
    known_products: frozenset[UUID] = frozenset()
    known_brands: frozenset[UUID] = frozenset()

    @property
    def traders(self) -> frozenset[UUID | None]:
        """The contractor, and the brands that are delivered."""
        return frozenset({self.supplier_id, self.brand_id}) | self.known_brands


@dataclass(frozen=True, slots=True)
class Link:
    """A site works, or may work, for something that was bought."""

    purchase: Purchase
    statement: Statement
    kind: MatchKind
    confidence: Confidence


def family_fits(family: str, purchase: Purchase) -> bool:
    """Whether a purchase is of a family."""
    return is_of_family(family, purchase.categories, [purchase.product_name] if purchase.product_name else [])


def link(statement: Statement, purchase: Purchase, disclosed: frozenset[UUID]) -> Link | None:
    """The link from a statement to a purchase, if there is one.

    `disclosed` are the products with a version of their own in the window that names a place: statements about the
    supplier as a whole, or about its other products, say nothing about these.
    """
    kind = _kind(statement, purchase)
    if kind is MatchKind.SUPPLIER_LEVEL and purchase.product_id in disclosed:
        return None
    if kind and statement.is_last_known:
        kind = MatchKind.LAST_KNOWN_SITE
    return Link(purchase, statement, kind, _confidence(statement, kind)) if kind else None


def _kind(statement: Statement, purchase: Purchase) -> MatchKind | None:
    if statement.product_id is not None and statement.product_id == purchase.product_id:
        return MatchKind.ANCESTOR_TIER if statement.tier in DEEPER_TIERS else MatchKind.EXACT_PRODUCT
    if statement.product_id in purchase.known_products:
        return MatchKind.SUPPLIER_LEVEL
    if statement.supplier_id not in purchase.traders:
        return None
    if statement.family is not None:
        if family_fits(statement.family, purchase):
            return MatchKind.PRODUCT_FAMILY if purchase.product_id else MatchKind.SUPPLIER_LEVEL
        return None if is_category(statement.family) else MatchKind.SUPPLIER_LEVEL
    if statement.category is not None and statement.category not in purchase.categories:
        return None
    return MatchKind.SUPPLIER_LEVEL


def _confidence(statement: Statement, kind: MatchKind) -> Confidence:
    usual = USUAL_CONFIDENCE[kind]
    if statement.is_stale:
        return Confidence.LOW
    if usual is Confidence.HIGH and (statement.is_doubtful or not statement.is_direct):
        return Confidence.MEDIUM
    return usual


def links(statements: Iterable[Statement], purchases: Iterable[Purchase], disclosed: frozenset[UUID]) -> list[Link]:
    """For each purchase the links of its most precise kind, the surest of each tier."""
    statements = list(statements)
    precise: list[Link] = []
    for purchase in purchases:
        candidates = [each for statement in statements if (each := link(statement, purchase, disclosed))]
        precise.extend(_most_precise(candidates))
    return precise


def _most_precise(candidates: list[Link]) -> list[Link]:
    candidates.sort(key=lambda each: (KINDS.index(each.kind), LEVELS.index(each.confidence)))
    kept: dict[Tier, Link] = {}
    for each in candidates:
        if each.kind is candidates[0].kind or {each.kind, candidates[0].kind} <= OF_THE_PRODUCT:
            kept.setdefault(each.statement.tier, each)
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class Exposure:
    """The links of a site to the caller's purchases, and which of the products are disclosed at all."""

    links: list[Link]
    purchases: list[Purchase]
    disclosed: frozenset[UUID]

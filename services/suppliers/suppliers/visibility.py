"""Who may see which rows: WHERE clauses by kind of organisation.

A kind of organisation that is not listed sees nothing. For owned rows, row-level security is a second check.
"""

from typing import Any

from sqlalchemy import ColumnElement, Uuid, and_, case, cast, or_, select, true
from sqlmodel import col

from chassis.listing import ORG, SUPPLIER, Clause
from chassis.vocabulary import OrgKind
from suppliers.contracts.rules import BEFORE_AWARD
from suppliers.disclosures.rules import OPEN_LEVELS, SHARED_LEVELS
from suppliers.tables import (
    ContactPoint,
    Contract,
    ContractSpend,
    Delivery,
    Disclosure,
    DisclosureAcceptance,
    DisclosureImport,
    DisclosureRow,
    Facility,
    Grant,
    ImportRow,
    Product,
    ProductOffer,
    Supplier,
)

REGISTER_READERS = (OrgKind.BUYER, OrgKind.MONITOR, OrgKind.EXPERT, OrgKind.PLATFORM)

granted = select(col(Grant.row_id)).where(col(Grant.org_id) == ORG)
"""Ids of rows that others own and the caller's organisation may read."""

SUPPLIERS: dict[OrgKind, Clause] = {
    **dict.fromkeys(REGISTER_READERS, true()),
    OrgKind.SUPPLIER: col(Supplier.id) == SUPPLIER,
}

CONTRACTS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: col(Contract.owner_id) == ORG,
    OrgKind.SUPPLIER: and_(col(Contract.id).in_(granted), col(Contract.status).not_in(BEFORE_AWARD)),
}
"""A supplier does not see a contract before the award, even if it is with itself."""

DELIVERIES: dict[OrgKind, Clause] = {
    OrgKind.BUYER: col(Delivery.owner_id) == ORG,
    OrgKind.SUPPLIER: col(Delivery.contract_id).in_(granted),
}

SPEND: dict[OrgKind, Clause] = {OrgKind.BUYER: col(ContractSpend.owner_id) == ORG}

PRODUCTS: dict[OrgKind, Clause] = {
    **dict.fromkeys(REGISTER_READERS, true()),
    OrgKind.SUPPLIER: or_(
        col(Product.brand_id) == SUPPLIER,
        col(Product.id).in_(select(col(ProductOffer.product_id)).where(col(ProductOffer.supplier_id) == SUPPLIER)),
    ),
}

CONTACTS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: col(ContactPoint.owner_id) == ORG,
    OrgKind.SUPPLIER: col(ContactPoint.id).in_(granted),
}

_row_of_a_party = and_(
    col(DisclosureRow.disclosure_id).in_(granted), col(DisclosureRow.confidentiality).in_(SHARED_LEVELS)
)
_open_row = and_(col(DisclosureRow.is_open), col(DisclosureRow.confidentiality).in_(OPEN_LEVELS))
_visible_row = or_(col(DisclosureRow.owner_id) == ORG, _row_of_a_party, _open_row)

DISCLOSURE_ROWS: dict[OrgKind, Clause] = {
    **dict.fromkeys(REGISTER_READERS, _visible_row),
    OrgKind.SUPPLIER: and_(col(DisclosureRow.supplier_id) == SUPPLIER, _visible_row),
}
"""A supplier never sees what was published about another supplier."""

_visible_version = or_(col(Disclosure.owner_id) == ORG, col(Disclosure.id).in_(granted), col(Disclosure.is_open))

DISCLOSURES: dict[OrgKind, Clause] = {
    **dict.fromkeys(REGISTER_READERS, _visible_version),
    OrgKind.SUPPLIER: and_(col(Disclosure.supplier_id) == SUPPLIER, _visible_version),
}

visible_acceptance = or_(
    col(DisclosureAcceptance.owner_id) == ORG,
    col(DisclosureAcceptance.id).in_(granted),
    col(DisclosureAcceptance.is_open),
)
"""Decisions that the caller may see: its own, those on its versions, and those of the platform on public lists."""

DISCLOSURE_IMPORTS: dict[OrgKind, Clause] = dict.fromkeys(
    (OrgKind.BUYER, OrgKind.PLATFORM, OrgKind.SUPPLIER), col(DisclosureImport.owner_id) == ORG
)
IMPORT_ROWS: dict[OrgKind, Clause] = dict.fromkeys(
    (OrgKind.BUYER, OrgKind.PLATFORM, OrgKind.SUPPLIER), col(ImportRow.owner_id) == ORG
)


def sites_in_lists_of(supplier: Any) -> Clause:
    """Facilities, also merged ones, that lists of this supplier name, as far as the caller may see these."""
    visible = and_(
        col(DisclosureRow.is_entered),
        col(DisclosureRow.supplier_id) == supplier,
        or_(cast(SUPPLIER, Uuid).is_(None), col(DisclosureRow.supplier_id) == cast(SUPPLIER, Uuid)),
        _visible_row,
    )
    named = select(col(DisclosureRow.facility_id)).where(visible)
    survivors = select(col(Facility.merged_into)).where(col(Facility.id).in_(named))
    return or_(col(Facility.id).in_(named), col(Facility.id).in_(survivors))


FACILITIES: dict[OrgKind, Clause] = {
    **dict.fromkeys(REGISTER_READERS, true()),
    OrgKind.SUPPLIER: or_(col(Facility.registered_by) == ORG, sites_in_lists_of(SUPPLIER)),
}


def hidden_from_suppliers(column: Any) -> ColumnElement[Any]:
    """The column, but null for suppliers: it reveals that others know a similar site."""
    return case((cast(SUPPLIER, Uuid).is_(None), column), else_=None).label(column.key)

"""Who may see which rows: WHERE clauses by kind of organisation, in one place.

A kind that is absent sees nothing. Row-level security stands behind these for owned rows and dossiers.
"""

from sqlalchemy import select, true
from sqlmodel import col

from chassis.auth import OrgKind
from chassis.listing import ORG, SUPPLIER, Clause
from suppliers.tables import ContactPoint, Grant, Supplier

REGISTER_READERS = (OrgKind.BUYER, OrgKind.MONITOR, OrgKind.EXPERT, OrgKind.PLATFORM)

granted = select(col(Grant.row_id)).where(col(Grant.org_id) == ORG)
"""Ids of rows others own and this caller's organisation may read."""

SUPPLIERS: dict[OrgKind, Clause] = {
    **dict.fromkeys(REGISTER_READERS, true()),
    OrgKind.SUPPLIER: col(Supplier.id) == SUPPLIER,
}

CONTACTS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: col(ContactPoint.owner_id) == ORG,
    OrgKind.SUPPLIER: col(ContactPoint.id).in_(granted),
}

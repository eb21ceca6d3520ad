"""Who may see which rows: WHERE clauses by kind of organisation, in one place.

A kind that is absent sees nothing. Row-level security stands behind these for owned rows.
"""

from typing import Any

from sqlalchemy import select, true
from sqlmodel import col

from chassis.listing import ORG, Clause
from chassis.vocabulary import OrgKind
from gateway.tables import Affiliation, ApiKey, Grant, Invitation, Member, Organisation, SupplierLink

KINDS = (OrgKind.BUYER, OrgKind.MONITOR, OrgKind.SUPPLIER, OrgKind.EXPERT, OrgKind.PLATFORM)

granted = select(col(Grant.row_id)).where(col(Grant.org_id) == ORG)
"""Ids of rows others own and this caller's organisation may read."""

itself = col(Organisation.id) == ORG


def _linked(mine: Any, theirs: Any) -> Clause:
    found: Clause = col(Organisation.id).in_(select(theirs).where(mine == ORG))
    return found


ORGANISATIONS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: itself
    | (col(Organisation.kind) == OrgKind.MONITOR)
    | _linked(col(SupplierLink.owner_id), col(SupplierLink.organisation_id)),
    OrgKind.MONITOR: itself | (col(Organisation.kind) == OrgKind.BUYER),
    OrgKind.SUPPLIER: itself | _linked(col(SupplierLink.organisation_id), col(SupplierLink.owner_id)),
    OrgKind.EXPERT: itself,
    OrgKind.PLATFORM: true(),
}
"""Which tenants one may know of: a buyer never finds another buyer, a supplier only those who invited it."""

MEMBERS: dict[OrgKind, Clause] = dict.fromkeys(
    KINDS, (col(Member.owner_id) == ORG) & col(Member.ended_at).is_(None)
)
KEYS: dict[OrgKind, Clause] = dict.fromkeys(KINDS, (col(ApiKey.owner_id) == ORG) & col(ApiKey.revoked_at).is_(None))
INVITATIONS: dict[OrgKind, Clause] = dict.fromkeys(KINDS, col(Invitation.owner_id) == ORG)

LINKS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: col(SupplierLink.owner_id) == ORG,
    OrgKind.SUPPLIER: col(SupplierLink.organisation_id) == ORG,
    OrgKind.PLATFORM: true(),
}

AFFILIATIONS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: col(Affiliation.buyer_id) == ORG,
    OrgKind.MONITOR: col(Affiliation.owner_id) == ORG,
    OrgKind.PLATFORM: true(),
}

"""Which rows each kind of organisation may see, as WHERE clauses.

A kind that is absent sees nothing. For owned rows, row-level security enforces the same in the database.
"""

from typing import Any

from sqlalchemy import select, true
from sqlmodel import col

from chassis.listing import ORG, Clause
from chassis.vocabulary import OrgKind
from gateway.affiliations.rules import AffiliationStatus
from gateway.tables import Affiliation, ApiKey, Grant, Invitation, Member, Organisation, SupplierLink

KINDS = (OrgKind.BUYER, OrgKind.MONITOR, OrgKind.SUPPLIER, OrgKind.EXPERT, OrgKind.PLATFORM)

_invitations_into_it = select(col(Grant.row_id)).where(
    col(Grant.org_id) == ORG, col(Grant.table_name) == Invitation.__tablename__
)

itself = col(Organisation.id) == ORG


def _linked(own: Any, other: Any) -> Clause:
    """Organisations on the other side of a supplier link."""
    clause: Clause = col(Organisation.id).in_(select(other).where(own == ORG))
    return clause


ORGANISATIONS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: itself
    | (col(Organisation.kind) == OrgKind.MONITOR)
    | _linked(col(SupplierLink.owner_id), col(SupplierLink.organisation_id)),
    OrgKind.MONITOR: itself | (col(Organisation.kind) == OrgKind.BUYER),
    OrgKind.SUPPLIER: itself | _linked(col(SupplierLink.organisation_id), col(SupplierLink.owner_id)),
    OrgKind.EXPERT: itself,
    OrgKind.PLATFORM: true(),
}
"""A buyer never sees another buyer; a supplier sees only the buyers that invited it."""

MEMBERS: dict[OrgKind, Clause] = dict.fromkeys(
    KINDS, (col(Member.owner_id) == ORG) & col(Member.ended_at).is_(None)
)
KEYS: dict[OrgKind, Clause] = dict.fromkeys(KINDS, (col(ApiKey.owner_id) == ORG) & col(ApiKey.revoked_at).is_(None))
INVITATIONS: dict[OrgKind, Clause] = dict.fromkeys(
    KINDS, (col(Invitation.owner_id) == ORG) | col(Invitation.id).in_(_invitations_into_it)
)
"""Those that it made, and those of the platform into it."""

LINKS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: col(SupplierLink.owner_id) == ORG,
    OrgKind.SUPPLIER: col(SupplierLink.organisation_id) == ORG,
    OrgKind.PLATFORM: true(),
}

AFFILIATIONS: dict[OrgKind, Clause] = {
    OrgKind.BUYER: col(Affiliation.buyer_id) == ORG,
    OrgKind.MONITOR: col(Affiliation.owner_id) == ORG,
    OrgKind.PLATFORM: col(Affiliation.status) == AffiliationStatus.ACTIVE,
}
"""Only the two sides see what was not agreed."""

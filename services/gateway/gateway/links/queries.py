"""Read supplier links and affiliations, with the names of both sides."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import aliased, join
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from chassis.vocabulary import OrgKind
from gateway import visibility
from gateway.links.rules import AffiliationNotFound, LinkNotFound
from gateway.links.schemas import LinkQuery
from gateway.tables import Affiliation, Organisation, SupplierLink

_buyers = aliased(Organisation)
_counterparts = aliased(Organisation)

LINKS = Listing(
    name="supplier_links",
    columns=(
        col(SupplierLink.id),
        col(SupplierLink.version),
        col(SupplierLink.created_at),
        col(SupplierLink.updated_at),
        col(SupplierLink.owner_id).label("buyer_id"),
        col(_buyers.name).label("buyer_name"),
        col(SupplierLink.supplier_id),
        col(SupplierLink.organisation_id),
        col(_counterparts.name).label("organisation_name"),
        col(SupplierLink.status),
        col(SupplierLink.basis),
        col(SupplierLink.reason),
        col(SupplierLink.decided_at),
        col(SupplierLink.decided_by),
    ),
    key=col(SupplierLink.id),
    visible=visibility.LINKS,
    query=LinkQuery,
    filters={"status": equals(col(SupplierLink.status)), "supplier_id": equals(col(SupplierLink.supplier_id))},
    source=join(SupplierLink, _buyers, col(_buyers.id) == col(SupplierLink.owner_id)).join(
        _counterparts, col(_counterparts.id) == col(SupplierLink.organisation_id)
    ),
)

AFFILIATIONS = Listing(
    name="affiliations",
    columns=(
        col(Affiliation.id),
        col(Affiliation.version),
        col(Affiliation.created_at),
        col(Affiliation.updated_at),
        col(Affiliation.buyer_id),
        col(_buyers.name).label("buyer_name"),
        col(Affiliation.owner_id).label("monitor_id"),
        col(_counterparts.name).label("monitor_name"),
        col(Affiliation.valid_from),
        col(Affiliation.valid_to),
        col(Affiliation.reason),
    ),
    key=col(Affiliation.id),
    visible=visibility.AFFILIATIONS,
    source=join(Affiliation, _buyers, col(_buyers.id) == col(Affiliation.buyer_id)).join(
        _counterparts, col(_counterparts.id) == col(Affiliation.owner_id)
    ),
)


@dataclass(frozen=True, slots=True)
class LinkParties:
    """A link and the two organisations it connects."""

    link: SupplierLink
    buyer: Organisation
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class AffiliationParties:
    """An affiliation and the two organisations it connects."""

    affiliation: Affiliation
    buyer: Organisation
    monitor: Organisation


async def link(session: AsyncSession, caller: Caller, link_id: UUID, *, lock: bool = False) -> SupplierLink:
    """Raises LinkNotFound."""
    return await find(session, SupplierLink, link_id, caller, visibility.LINKS, lock=lock, missing=LinkNotFound)


async def link_between(session: AsyncSession, buyer: UUID, supplier_id: UUID) -> SupplierLink | None:
    statement = select(SupplierLink).where(SupplierLink.owner_id == buyer, SupplierLink.supplier_id == supplier_id)
    return (await session.exec(statement)).first()


async def link_parties(session: AsyncSession, row: SupplierLink) -> LinkParties:
    buyer = await session.get_one(Organisation, row.owner_id)
    return LinkParties(row, buyer=buyer, organisation=await session.get_one(Organisation, row.organisation_id))


async def affiliation(
    session: AsyncSession, caller: Caller, affiliation_id: UUID, *, lock: bool = False
) -> Affiliation:
    """Raises AffiliationNotFound."""
    return await find(
        session,
        Affiliation,
        affiliation_id,
        caller,
        visibility.AFFILIATIONS,
        lock=lock,
        missing=AffiliationNotFound,
    )


async def affiliation_parties(session: AsyncSession, row: Affiliation) -> AffiliationParties:
    buyer = await session.get_one(Organisation, row.buyer_id)
    return AffiliationParties(row, buyer=buyer, monitor=await session.get_one(Organisation, row.owner_id))


async def one_of_kind(session: AsyncSession, organisation_id: UUID, kind: OrgKind) -> Organisation | None:
    statement = select(Organisation).where(Organisation.id == organisation_id, Organisation.kind == kind)
    return (await session.exec(statement)).first()

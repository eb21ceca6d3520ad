"""Read supplier links, with the names of both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import aliased, join
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import fetch_rows, find
from gateway import visibility
from gateway.links.rules import LIVE, LinkNotFound
from gateway.links.schemas import LinkQuery
from gateway.tables import Organisation, SupplierLink

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


@dataclass(frozen=True, slots=True)
class LinkParties:
    """A link and the two organisations it connects."""

    link: SupplierLink
    buyer: Organisation
    organisation: Organisation


async def link(session: AsyncSession, caller: Caller, link_id: UUID, *, lock: bool = False) -> SupplierLink:
    """Raises LinkNotFound."""
    return await find(
        session, SupplierLink, link_id, caller, visible=visibility.LINKS, lock=lock, missing=LinkNotFound
    )


async def link_between(session: AsyncSession, buyer: UUID, supplier_id: UUID) -> SupplierLink | None:
    """The link of this buyer and supplier that is not over; the transaction's tenant must be the buyer."""
    statement = select(SupplierLink).where(
        SupplierLink.owner_id == buyer,
        SupplierLink.supplier_id == supplier_id,
        col(SupplierLink.status).in_(LIVE),
    )
    return (await session.exec(statement)).first()


async def confirmed_organisation(session: AsyncSession, supplier_id: UUID) -> UUID | None:
    """The organisation that the platform has confirmed for this supplier, whichever buyer it is linked to."""
    (row,) = await fetch_rows(session, "select confirmed_organisation_of(:supplier) as id", supplier=supplier_id)
    found: UUID | None = row.id
    return found


async def is_confirmed(session: AsyncSession, organisation_id: UUID) -> bool:
    """Whether the platform confirms that this organisation represents its supplier as a whole."""
    statement = "select is_confirmed_organisation(:organisation) as is_confirmed"
    (row,) = await fetch_rows(session, statement, organisation=organisation_id)
    return bool(row.is_confirmed)


async def links_of(session: AsyncSession, organisation_id: UUID) -> Sequence[SupplierLink]:
    """The links of an organisation that the transaction's tenant sees, the oldest first."""
    statement = select(SupplierLink).where(SupplierLink.organisation_id == organisation_id)
    return (await session.exec(statement.order_by(col(SupplierLink.id)))).all()


async def link_parties(session: AsyncSession, row: SupplierLink) -> LinkParties:
    buyer = await session.get_one(Organisation, row.owner_id)
    return LinkParties(row, buyer=buyer, organisation=await session.get_one(Organisation, row.organisation_id))

"""Reading which lists in force name a site, who wrote them, and who accepted them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import case
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from suppliers.disclosures.rows.rules import SHARED_LEVELS, DisclosureSource
from suppliers.disclosures.rules import IN_FORCE, DisclosureStatus
from suppliers.exposures.candidates.rules import Mention
from suppliers.links.queries import IS_NOW
from suppliers.tables import Disclosure, DisclosureAcceptance, DisclosureRow, Supplier, SupplierLink

_is_own_statement = ~col(Disclosure.entered_by_buyer) & (col(Disclosure.source) == DisclosureSource.SUPPLIER)
_stated_by = case((_is_own_statement, col(Disclosure.owner_id)), else_=col(Disclosure.confirmed_by))
_is_acceptance = ~col(DisclosureAcceptance.is_open) & (
    col(DisclosureAcceptance.status) != DisclosureStatus.CONTESTED
)
_accepted_by = case((_is_acceptance, col(DisclosureAcceptance.owner_id)), else_=None)
_confirmed_name = (
    select_columns(col(SupplierLink.confirmed_as)["name"].astext)
    .where(
        col(SupplierLink.supplier_id) == col(Disclosure.supplier_id),
        col(SupplierLink.org_id) == _stated_by,
        col(SupplierLink.is_confirmed),
        col(SupplierLink.confirmed_as) != IS_NOW,
    )
    .limit(1)
    .correlate(Disclosure, Supplier)
    .scalar_subquery()
)


async def mentions(session: AsyncSession, facility_ids: Iterable[UUID]) -> list[Mention]:
    """The lists that name the facility for their parties, each once for every decision about what it says today."""
    statement = (
        select_columns(
            col(Disclosure.supplier_id),
            col(Supplier.name).label("supplier_name"),
            col(Supplier.registered_by),
            col(Disclosure.owner_id).label("author"),
            _stated_by.label("stated_by"),
            _accepted_by.label("accepted_by"),
            col(DisclosureRow.is_open),
            _confirmed_name.label("confirmed_name"),
        )
        .select_from(DisclosureRow)
        .join(Disclosure, col(Disclosure.id) == col(DisclosureRow.disclosure_id))
        .join(Supplier, col(Supplier.id) == col(Disclosure.supplier_id))
        .join(DisclosureAcceptance, col(DisclosureAcceptance.disclosure_id) == col(Disclosure.id))
        .where(
            col(DisclosureRow.facility_id).in_(list(facility_ids)),
            col(DisclosureRow.is_entered),
            col(DisclosureRow.confidentiality).in_(SHARED_LEVELS),
            col(Disclosure.status) == DisclosureStatus.SUBMITTED,
            col(DisclosureAcceptance.submission) == col(Disclosure.submission),
            col(DisclosureAcceptance.status).in_(IN_FORCE),
        )
    )
    rows = (await (await session.connection()).execute(statement)).all()
    return [Mention(**row._mapping) for row in rows]

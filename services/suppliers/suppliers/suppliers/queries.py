"""Reading market parties."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import false
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, binds, contains, equals, holds, since
from chassis.rows import find
from suppliers import visibility
from suppliers.suppliers.rules import SupplierNotFound
from suppliers.suppliers.schemas import SupplierQuery
from suppliers.tables import Supplier, SupplierIdentifier

SUPPLIERS = Listing(
    name="suppliers",
    columns=(
        col(Supplier.id),
        col(Supplier.version),
        col(Supplier.created_at),
        col(Supplier.updated_at),
        col(Supplier.name),
        col(Supplier.legal_name),
        col(Supplier.country),
        col(Supplier.kinds),
        col(Supplier.website),
        col(Supplier.identifiers),
        col(Supplier.status),
    ),
    key=col(Supplier.id),
    visible=visibility.SUPPLIERS,
    query=SupplierQuery,
    filters={
        "q": contains(col(Supplier.name), col(Supplier.legal_name)),
        "country": equals(col(Supplier.country)),
        "kind": holds(col(Supplier.kinds)),
        "updated_since": since(col(Supplier.updated_at)),
    },
)


async def supplier(session: AsyncSession, caller: Caller, supplier_id: UUID, *, lock: bool = False) -> Supplier:
    """Raises SupplierNotFound."""
    return await find(
        session, Supplier, supplier_id, caller, visible=visibility.SUPPLIERS, lock=lock, missing=SupplierNotFound
    )


async def known(session: AsyncSession, caller: Caller, ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are market parties which this caller may see."""
    clause = visibility.SUPPLIERS.get(caller.org_kind, false())
    statement = select(Supplier.id).where(col(Supplier.id).in_(ids), clause)
    return set((await session.exec(statement, params=binds(caller))).all())


async def names_in(session: AsyncSession, caller: Caller, country: str) -> list[tuple[UUID, str, str | None]]:
    """The market parties of a country that the caller may see: id, name and legal name."""
    clause = visibility.SUPPLIERS.get(caller.org_kind, false())
    statement = select(Supplier.id, Supplier.name, Supplier.legal_name).where(
        col(Supplier.country) == country, clause
    )
    return list((await session.exec(statement, params=binds(caller))).all())


async def owners_of(session: AsyncSession, identifiers: Sequence[dict[str, str]]) -> set[UUID]:
    """The market parties that have any of these identifiers."""
    owners: set[UUID] = set()
    for identifier in identifiers:
        statement = select(SupplierIdentifier.supplier_id).where(
            col(SupplierIdentifier.scheme) == identifier["scheme"],
            col(SupplierIdentifier.value) == identifier["value"],
        )
        owners |= set((await session.exec(statement)).all())
    return owners

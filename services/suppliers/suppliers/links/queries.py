"""Reading which organisations represent a supplier."""

from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from suppliers.links.rules import IDENTITY
from suppliers.tables import Supplier, SupplierLink

_names_and_values = chain.from_iterable((literal_column(f"'{name}'"), getattr(Supplier, name)) for name in IDENTITY)
IS_NOW: ColumnElement[Any] = func.jsonb_build_object(*_names_and_values, type_=JSONB)
"""Who the supplier of a statement is now, in the form of `confirmed_as`."""

_is_somebody_else = (
    select(Supplier.id)
    .where(col(Supplier.id) == col(SupplierLink.supplier_id), col(SupplierLink.confirmed_as) != IS_NOW)
    .correlate(SupplierLink)
    .exists()
)


async def supplier_orgs(session: AsyncSession, *, supplier_id: UUID, buyer_id: UUID) -> list[UUID]:
    """The organisations that represent a supplier towards one buyer."""
    statement = select(SupplierLink.org_id).where(
        col(SupplierLink.supplier_id) == supplier_id,
        col(SupplierLink.buyer_id) == buyer_id,
        col(SupplierLink.is_of_buyer),
    )
    return list((await session.exec(statement)).all())


async def orgs_of(session: AsyncSession, supplier_id: UUID) -> list[UUID]:
    """The organisations that represent a supplier towards any buyer, or are known to the platform."""
    statement = select(SupplierLink.org_id).where(col(SupplierLink.supplier_id) == supplier_id).distinct()
    return list((await session.exec(statement)).all())


async def has_confirmed_org(session: AsyncSession, supplier_id: UUID) -> bool:
    """Whether the platform has confirmed that an organisation represents this supplier towards all buyers."""
    statement = select(SupplierLink.org_id).where(
        col(SupplierLink.supplier_id) == supplier_id, col(SupplierLink.is_confirmed)
    )
    return (await session.exec(statement.limit(1))).first() is not None


async def waits_for_confirmation(session: AsyncSession, supplier_id: UUID) -> bool:
    """Whether the supplier is somebody else than when the platform confirmed an organisation for it."""
    statement = select(SupplierLink.org_id).where(
        col(SupplierLink.supplier_id) == supplier_id, col(SupplierLink.is_confirmed), _is_somebody_else
    )
    return (await session.exec(statement.limit(1))).first() is not None


async def both_sides(session: AsyncSession, row: Any) -> list[UUID]:
    """The buyer that owns a row about a supplier, and the organisations that represent the supplier towards it."""
    return [row.owner_id, *await supplier_orgs(session, supplier_id=row.supplier_id, buyer_id=row.owner_id)]


async def buyers_of(session: AsyncSession, caller: Caller) -> set[UUID]:
    """The buyers towards whom the caller's organisation represents its supplier."""
    statement = select(SupplierLink.buyer_id).where(
        col(SupplierLink.org_id) == caller.org,
        col(SupplierLink.supplier_id) == caller.supplier_id,
        col(SupplierLink.is_of_buyer),
    )
    return set((await session.exec(statement)).all())


async def represents_a_supplier(session: AsyncSession, org_id: UUID) -> bool:
    """Whether an organisation represents a supplier towards any buyer."""
    statement = select(SupplierLink.org_id).where(col(SupplierLink.org_id) == org_id).limit(1)
    return (await session.exec(statement)).first() is not None


async def was_confirmed(session: AsyncSession, *, org_id: UUID, supplier_id: UUID | None) -> bool:
    """Whether the platform has confirmed that an organisation represents a supplier, whoever that is now."""
    return await _has_link(session, org_id, supplier_id, col(SupplierLink.is_confirmed))


async def is_confirmed(session: AsyncSession, *, org_id: UUID, supplier_id: UUID | None) -> bool:
    """Whether the platform has confirmed that an organisation represents the supplier, as it is now, to all buyers.

    Until then it represents the supplier only towards the buyer that invited it, and a buyer can invite any person.
    """
    return await _has_link(session, org_id, supplier_id, col(SupplierLink.is_confirmed), ~_is_somebody_else)


async def _has_link(
    session: AsyncSession, org_id: UUID, supplier_id: UUID | None, *terms: ColumnElement[bool] | Mapped[bool]
) -> bool:
    statement = select(SupplierLink.org_id).where(
        col(SupplierLink.org_id) == org_id, col(SupplierLink.supplier_id) == supplier_id, *terms
    )
    return (await session.exec(statement.limit(1))).first() is not None

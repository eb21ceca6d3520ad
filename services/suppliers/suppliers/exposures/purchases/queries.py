"""Reading what was bought under contracts in some days, and the contracts of which that is not known."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Clause, binds
from suppliers import visibility
from suppliers.clauses.rules import DISCLOSURE_DUTIES
from suppliers.contracts.rules import BEFORE_AWARD
from suppliers.exposures.rules import Purchase
from suppliers.tables import Contract, Delivery, Obligation, Product

_runs_until = func.coalesce(col(Delivery.delivered_to), col(Contract.ends_on))
"""A delivery without an end lasts as long as its contract."""


async def purchases(
    session: AsyncSession, caller: Caller, first: date, last: date, *, contracts: Iterable[UUID] | None = None
) -> list[Purchase]:
    """Products delivered under the caller's contracts in these days, and contracts without known deliveries."""
    visible = [visibility.CONTRACTS[caller.org_kind]]
    if contracts is not None:
        visible.append(col(Contract.id).in_(list(contracts)))
    return [
        *await _delivered(session, caller, visible, first, last=last),
        *await _without_deliveries(session, caller, visible, first, last=last),
    ]


async def _delivered(
    session: AsyncSession, caller: Caller, visible: list[Clause], first: date, *, last: date
) -> list[Purchase]:
    statement = (
        select(Contract, Product, func.sum(Delivery.units))
        .join(Delivery, col(Delivery.contract_id) == col(Contract.id))
        .join(Product, col(Product.id) == col(Delivery.product_id))
        .where(*visible, col(Delivery.delivered_from) <= last, _runs_until >= first)
        .group_by(col(Contract.id), col(Product.id))
        .order_by(col(Contract.id), col(Product.id))
    )
    return [
        Purchase(
            contract_id=contract.id,
            reference=contract.reference or "",
            supplier_id=contract.contractor,
            categories=frozenset({product.category.value}),
            product_id=product.id,
            product_name=f"{product.brand} {product.model_name}",
            brand_id=product.brand_id,
            units=units,
        )
        for contract, product, units in (await session.exec(statement, params=binds(caller))).all()
    ]


async def _without_deliveries(
    session: AsyncSession, caller: Caller, visible: list[Clause], first: date, *, last: date
) -> list[Purchase]:
    """Contracts that ran in these days and for which no delivery in these days was recorded."""
    deliveries = select(Delivery.id).where(
        col(Delivery.contract_id) == col(Contract.id), col(Delivery.delivered_from) <= last, _runs_until >= first
    )
    statement = (
        select(Contract)
        .where(
            *visible,
            ~deliveries.exists(),
            col(Contract.status).not_in(BEFORE_AWARD),
            col(Contract.starts_on) <= last,
            col(Contract.ends_on) >= first,
        )
        .order_by(col(Contract.id))
    )
    rows = (await session.exec(statement, params=binds(caller))).all()
    known = await _delivered_at_other_times(session, [row.id for row in rows])
    return [
        Purchase(
            row.id,
            row.reference or "",
            row.contractor,
            frozenset(row.product_categories),
            known_products=frozenset(product_id for product_id, _ in known[row.id]),
            known_brands=frozenset(brand_id for _, brand_id in known[row.id] if brand_id),
        )
        for row in rows
    ]


async def _delivered_at_other_times(
    session: AsyncSession, contract_ids: list[UUID]
) -> dict[UUID, list[tuple[UUID, UUID | None]]]:
    """The products, with their brands, of all recorded deliveries under these contracts."""
    statement = (
        select(Delivery.contract_id, Product.id, Product.brand_id)
        .join(Product, col(Product.id) == col(Delivery.product_id))
        .where(col(Delivery.contract_id).in_(contract_ids))
        .distinct()
    )
    known: dict[UUID, list[tuple[UUID, UUID | None]]] = defaultdict(list)
    for contract_id, product_id, brand_id in (await session.exec(statement)).all():
        known[contract_id].append((product_id, brand_id))
    return known


async def contracts_requiring_disclosure(session: AsyncSession, contract_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the contracts that have an obligation to disclose."""
    statement = (
        select(Obligation.contract_id)
        .where(col(Obligation.contract_id).in_(list(contract_ids)), col(Obligation.type).in_(DISCLOSURE_DUTIES))
        .distinct()
    )
    return set((await session.exec(statement)).all())

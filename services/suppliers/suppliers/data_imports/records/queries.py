"""Finding what the rows of a workbook name, and the records that a buyer's own workbook holds."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, false, func, literal, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.folded_text import folded
from chassis.listing import binds
from suppliers import visibility
from suppliers.contacts.rules import ContactStatus
from suppliers.matching.normalisation.spelling import plain
from suppliers.tables import (
    ContactPoint,
    Contract,
    ContractSpend,
    Delivery,
    Product,
    ProductOffer,
    Supplier,
    SupplierNumber,
)

MOST = 20


async def suppliers_named(session: AsyncSession, caller: Caller, name: str) -> list[Supplier]:
    """The market parties with this name or registered name, in whatever case."""
    lowered = name.lower()
    statement = select(Supplier).where(
        or_(func.lower(col(Supplier.name)) == lowered, func.lower(col(Supplier.legal_name)) == lowered),
        visibility.SUPPLIERS.get(caller.org_kind, false()),
    )
    return list((await session.exec(statement.order_by(col(Supplier.id)).limit(MOST), params=binds(caller))).all())


async def suppliers_beginning(session: AsyncSession, caller: Caller, word: str) -> list[Supplier]:
    """The market parties whose name begins with this word, in whatever case and with whatever accents."""
    name = col(Supplier.name)
    has_marks = or_(func.octet_length(name) != func.char_length(name), name.contains("'"))
    statement = select(Supplier).where(
        or_(
            func.lower(name).startswith(word.lower(), autoescape=True),
            func.lower(name).startswith(plain(word).strip(), autoescape=True),
            and_(has_marks, func.strpos(folded(name), folded(literal(word))) == 1),
        ),
        visibility.SUPPLIERS.get(caller.org_kind, false()),
    )
    return list((await session.exec(statement.order_by(col(Supplier.id)).limit(200), params=binds(caller))).all())


async def suppliers_by_id(session: AsyncSession, ids: Collection[UUID]) -> list[Supplier]:
    statement = select(Supplier).where(col(Supplier.id).in_(ids)).order_by(col(Supplier.id))
    return list((await session.exec(statement)).all())


async def number_of(session: AsyncSession, caller: Caller, supplier_id: UUID) -> SupplierNumber | None:
    """The caller's own number of a supplier."""
    statement = select(SupplierNumber).where(
        col(SupplierNumber.owner_id) == caller.org, col(SupplierNumber.supplier_id) == supplier_id
    )
    return (await session.exec(statement)).first()


async def numbered(session: AsyncSession, caller: Caller, number: str) -> UUID | None:
    """The supplier with this number of the caller's own."""
    statement = select(SupplierNumber.supplier_id).where(
        col(SupplierNumber.owner_id) == caller.org, col(SupplierNumber.number) == number
    )
    return (await session.exec(statement)).first()


async def contacts_with(
    session: AsyncSession, caller: Caller, supplier_id: UUID, *, email: str, day: date
) -> list[ContactPoint]:
    """The caller's contact points of a supplier with this address that have not ended."""
    statement = select(ContactPoint).where(
        col(ContactPoint.owner_id) == caller.org,
        col(ContactPoint.supplier_id) == supplier_id,
        func.lower(col(ContactPoint.email)) == email.lower(),
        col(ContactPoint.status).in_((ContactStatus.ACCEPTED, ContactStatus.PROPOSED)),
        or_(col(ContactPoint.active_to).is_(None), col(ContactPoint.active_to) >= day),
    )
    return list((await session.exec(statement.order_by(col(ContactPoint.id)))).all())


async def contracts_named(session: AsyncSession, caller: Caller, reference: str) -> list[Contract]:
    statement = select(Contract).where(
        col(Contract.owner_id) == caller.org, func.lower(col(Contract.reference)) == func.lower(reference)
    )
    return list((await session.exec(statement.order_by(col(Contract.id)).limit(MOST))).all())


async def products_numbered(session: AsyncSession, caller: Caller, number_key: str) -> list[Product]:
    """The products with this number, of whatever brand."""
    statement = select(Product).where(
        col(Product.number_key) == number_key, visibility.PRODUCTS.get(caller.org_kind, false())
    )
    return list((await session.exec(statement.order_by(col(Product.id)).limit(MOST), params=binds(caller))).all())


async def sellers(session: AsyncSession, product_id: UUID) -> list[UUID]:
    statement = select(ProductOffer.supplier_id).where(col(ProductOffer.product_id) == product_id)
    return list((await session.exec(statement.order_by(col(ProductOffer.supplier_id)))).all())


async def deliveries_on(
    session: AsyncSession, caller: Caller, *, contract_id: UUID, product_id: UUID, day: date
) -> list[Delivery]:
    statement = select(Delivery).where(
        col(Delivery.owner_id) == caller.org,
        col(Delivery.contract_id) == contract_id,
        col(Delivery.product_id) == product_id,
        col(Delivery.delivered_from) == day,
    )
    return list((await session.exec(statement.order_by(col(Delivery.id)))).all())


async def spend_in(
    session: AsyncSession, caller: Caller, *, contract_id: UUID, kind: str, period: tuple[date, date]
) -> list[ContractSpend]:
    statement = select(ContractSpend).where(
        col(ContractSpend.owner_id) == caller.org,
        col(ContractSpend.contract_id) == contract_id,
        col(ContractSpend.kind) == kind,
        col(ContractSpend.period_start) == period[0],
        col(ContractSpend.period_end) == period[1],
    )
    return list((await session.exec(statement.order_by(col(ContractSpend.id)))).all())


async def own_contracts(session: AsyncSession, caller: Caller) -> Sequence[Contract]:
    statement = select(Contract).where(col(Contract.owner_id) == caller.org).order_by(col(Contract.id))
    return (await session.exec(statement)).all()


async def own_contacts(session: AsyncSession, caller: Caller, day: date) -> Sequence[ContactPoint]:
    """The caller's accepted contact points that have not ended."""
    statement = select(ContactPoint).where(
        col(ContactPoint.owner_id) == caller.org,
        col(ContactPoint.status) == ContactStatus.ACCEPTED,
        or_(col(ContactPoint.active_to).is_(None), col(ContactPoint.active_to) >= day),
    )
    return (await session.exec(statement.order_by(col(ContactPoint.id)))).all()


async def own_deliveries(session: AsyncSession, caller: Caller) -> Sequence[Delivery]:
    statement = select(Delivery).where(col(Delivery.owner_id) == caller.org).order_by(col(Delivery.id))
    return (await session.exec(statement)).all()


async def own_spend(session: AsyncSession, caller: Caller) -> Sequence[ContractSpend]:
    statement = select(ContractSpend).where(col(ContractSpend.owner_id) == caller.org)
    return (await session.exec(statement.order_by(col(ContractSpend.id)))).all()


async def own_products(session: AsyncSession, caller: Caller) -> Sequence[Product]:
    """The products that were delivered to the caller, or that it registered."""
    delivered = select(Delivery.product_id).where(col(Delivery.owner_id) == caller.org)
    statement = select(Product).where(
        or_(col(Product.registered_by) == caller.org, col(Product.id).in_(delivered)),
        visibility.PRODUCTS.get(caller.org_kind, false()),
    )
    return (await session.exec(statement.order_by(col(Product.id)), params=binds(caller))).all()


async def own_suppliers(session: AsyncSession, caller: Caller) -> Sequence[Supplier]:
    """The market parties that the caller registered, numbered, or has a contract or a contact with."""
    related = [
        select(column).where(owner == caller.org)
        for column, owner in (
            (Contract.supplier_id, col(Contract.owner_id)),
            (ContactPoint.supplier_id, col(ContactPoint.owner_id)),
            (SupplierNumber.supplier_id, col(SupplierNumber.owner_id)),
        )
    ]
    statement = select(Supplier).where(
        or_(col(Supplier.registered_by) == caller.org, *(col(Supplier.id).in_(ids) for ids in related)),
        visibility.SUPPLIERS.get(caller.org_kind, false()),
    )
    return (await session.exec(statement.order_by(col(Supplier.id)), params=binds(caller))).all()

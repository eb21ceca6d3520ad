"""Reading contracts."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, func, literal_column, or_
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import join
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, contains, equals, holds, since
from chassis.rows import find
from suppliers import visibility
from suppliers.clauses import queries as clause_queries
from suppliers.clauses.rules import ObligationType
from suppliers.contacts.posts import queries as post_queries
from suppliers.contacts.posts.rules import Post, is_holder, post_on, primary_of
from suppliers.contracts.rules import BEFORE_AWARD, ContractNotFound, vacancy_in
from suppliers.contracts.schemas import ContractQuery
from suppliers.obligations.states.rules import Vacancy
from suppliers.tables import (
    ContactPoint,
    Contract,
    ContractClause,
    Delivery,
    Obligation,
    Product,
    Supplier,
    SupplierLink,
)
from suppliers.tables.states import contract_runs, contract_status

STATUS = contract_status()

CLAUSE_FIELDS = ("id", "template", "template_version", "kind", "included_at", "agreed_on", "inherited")
_parts = chain.from_iterable((literal_column(f"'{name}'"), getattr(ContractClause, name)) for name in CLAUSE_FIELDS)
_clause = func.jsonb_build_object(*_parts)
CLAUSES = func.coalesce(
    select_columns(func.jsonb_agg(aggregate_order_by(_clause, col(ContractClause.id))))
    .where(col(ContractClause.contract_id) == col(Contract.id))
    .correlate(Contract)
    .scalar_subquery(),
    literal_column("'[]'::jsonb"),
    type_=JSONB,
)

VERSION = visibility.as_readers_count(Contract, "version", "shared_version")
UPDATED_AT = visibility.as_readers_count(Contract, "updated_at", "shared_at")

CONTRACTS = Listing(
    name="contracts",
    columns=(
        col(Contract.id),
        VERSION,
        col(Contract.created_at),
        UPDATED_AT,
        col(Contract.owner_id).label("buyer_id"),
        col(Contract.supplier_id),
        col(Supplier.name).label("supplier_name"),
        visibility.PARENT_OF_CONTRACT,
        col(Contract.reference),
        col(Contract.title),
        col(Contract.kind),
        col(Contract.model),
        col(Contract.brands),
        col(Contract.product_categories),
        col(Contract.starts_on).label("start"),
        col(Contract.ends_on).label("end"),
        col(Contract.estimated_units_per_year),
        STATUS.label("status"),
        CLAUSES.label("clauses"),
    ),
    key=col(Contract.id),
    visible=visibility.CONTRACTS,
    query=ContractQuery,
    filters={
        "q": contains(col(Contract.reference), col(Contract.title), col(Supplier.name)),
        "status": equals(STATUS),
        "supplier_id": equals(col(Contract.supplier_id)),
        "parent_contract_id": equals(visibility.PARENT_OF_CONTRACT.element),
        "category": holds(col(Contract.product_categories)),
        "updated_since": since(UPDATED_AT.element),
    },
    source=join(Contract, Supplier, col(Contract.supplier_id) == col(Supplier.id), isouter=True),
)


class ContractDetails(NamedTuple):
    """What is read for an answer about one contract, beside its row."""

    supplier_name: str | None
    clauses: Sequence[ContractClause]
    requires_contact: bool
    escalation_level: int
    vacancy: Vacancy | None
    primary_contact_id: UUID | None
    has_own_contact: bool


async def contract(session: AsyncSession, caller: Caller, contract_id: UUID, *, lock: bool = False) -> Contract:
    """Raises ContractNotFound."""
    return await find(
        session, Contract, contract_id, caller, visible=visibility.CONTRACTS, lock=lock, missing=ContractNotFound
    )


async def contracts(session: AsyncSession, ids: Collection[UUID]) -> list[Contract]:
    """Contracts by their ids, regardless of who may see them, locked in the order of their ids."""
    statement = select(Contract).where(col(Contract.id).in_(ids)).order_by(col(Contract.id))
    return list((await session.exec(statement.with_for_update(key_share=True))).all())


async def with_reference(session: AsyncSession, *, buyer_id: UUID, reference: str) -> list[UUID]:
    """The contracts of a buyer that have a reference, in whatever case."""
    statement = select(Contract.id).where(
        col(Contract.owner_id) == buyer_id, func.lower(col(Contract.reference)) == func.lower(reference)
    )
    return list((await session.exec(statement.order_by(col(Contract.id)).limit(10))).all())


async def running_for(
    session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID, product_id: UUID | None
) -> list[Contract]:
    """The contracts of a buyer that run today: with a supplier, or under which a product was delivered."""
    delivered = exists().where(
        col(Delivery.contract_id) == col(Contract.id), col(Delivery.product_id) == product_id
    )
    statement = select(Contract).where(
        col(Contract.owner_id) == buyer_id,
        or_(col(Contract.supplier_id) == supplier_id, delivered),
        contract_runs(),
    )
    return list((await session.exec(statement.order_by(col(Contract.id)))).all())


async def delivered_products(session: AsyncSession, contract_ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """The products that were delivered under each of these contracts, by their ids, with brand and model."""
    statement = (
        select(Delivery.contract_id, Product.id, Product.brand, Product.model_name)
        .join(Product, col(Product.id) == col(Delivery.product_id))
        .where(col(Delivery.contract_id).in_(contract_ids))
        .distinct()
    )
    products: dict[UUID, dict[UUID, str]] = {contract_id: {} for contract_id in contract_ids}
    for contract_id, product_id, brand, model_name in (await session.exec(statement)).all():
        products[contract_id][product_id] = f"{brand} {model_name}"
    return products


async def readers(session: AsyncSession, row: Contract) -> list[UUID]:
    """The supplier's organisations, which see a contract and all within it from its award on."""
    is_awarded = exists().where(col(Contract.id) == row.id, col(Contract.status).not_in(BEFORE_AWARD))
    statement = select(SupplierLink.org_id).where(
        col(SupplierLink.supplier_id) == row.supplier_id, col(SupplierLink.buyer_id) == row.owner_id, is_awarded
    )
    return list((await session.exec(statement)).all())


async def vacancy(session: AsyncSession, row: Contract, day: date) -> Vacancy | None:
    """Set if the contract ran without a clause contact on a day."""
    post = await _post(session, row, day)
    return vacancy_in(row.status_on(day), post, row.contact_replacement_days) if post else None


async def _post(session: AsyncSession, row: Contract, day: date) -> Post[ContactPoint] | None:
    """The post of clause contact with the supplier of a contract; None of a draft without one."""
    if row.supplier_id is None:
        return None
    pair = {"buyer_id": row.owner_id, "supplier_id": row.supplier_id}
    return post_on(day, await post_queries.deciding_contacts(session, **pair, on=day))


async def _own_contact(session: AsyncSession, row: Contract, day: date) -> UUID | None:
    """The contact that was named for a contract, as long as it is a clause contact of its supplier."""
    if row.primary_contact_id is None:
        return None
    contact = await session.get(ContactPoint, row.primary_contact_id)
    is_in_force = contact and contact.supplier_id == row.supplier_id and is_holder(contact, today=day)
    return row.primary_contact_id if is_in_force else None


async def details(session: AsyncSession, row: Contract, day: date) -> ContractDetails:
    """What an answer shows of a contract on a day, beside its row."""
    requires_contact = exists().where(
        col(Obligation.contract_id) == row.id, col(Obligation.type) == ObligationType.CONTACT
    )
    highest = (
        select_columns(func.coalesce(func.max(col(Obligation.escalation_level)), 0))
        .where(col(Obligation.contract_id) == row.id)
        .scalar_subquery()
    )
    statement = select(Supplier.name, requires_contact, highest).where(col(Supplier.id) == row.supplier_id)
    supplier_name, is_required, escalation_level = (await session.exec(statement)).first() or (None, False, 0)
    post, own = await _post(session, row, day), await _own_contact(session, row, day)
    return ContractDetails(
        supplier_name=supplier_name,
        clauses=await clause_queries.clauses(session, row.id),
        requires_contact=is_required,
        escalation_level=escalation_level,
        vacancy=vacancy_in(row.status_on(day), post, row.contact_replacement_days) if post else None,
        primary_contact_id=own or (primary_of(post.holders) if post else None),
        has_own_contact=own is not None,
    )

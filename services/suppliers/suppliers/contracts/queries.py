"""Reading contracts."""

from datetime import date
from itertools import chain
from uuid import UUID

from sqlalchemy import exists, func, literal_column
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import join
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.listing import Listing, contains, equals, holds, since
from chassis.moves import allowed
from chassis.rows import find
from chassis.sql_time import TODAY
from chassis.vocabulary import OrgKind
from suppliers import visibility
from suppliers.clauses.schemas import ClauseOut
from suppliers.contacts.queries import Post, clause_post
from suppliers.contracts.rules import MOVES, RUNNING, ContractNotFound, ContractStatus, contract_state, flags
from suppliers.contracts.schemas import ContactVacancy, ContractOut
from suppliers.obligations.rules import CONTACT, working_days_after
from suppliers.tables import Contract, ContractClause, Obligation, Supplier

STATUS = func.contract_state(
    col(Contract.status), col(Contract.starts_on), col(Contract.ends_on), col(Contract.terminated_on), TODAY
)

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

CONTRACTS = Listing(
    name="contracts",
    columns=(
        col(Contract.id),
        col(Contract.version),
        col(Contract.created_at),
        col(Contract.updated_at),
        col(Contract.owner_id).label("buyer_id"),
        col(Contract.supplier_id),
        col(Supplier.name).label("supplier_name"),
        col(Contract.parent_contract_id),
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
    filters={
        "q": contains(col(Contract.reference), col(Contract.title), col(Supplier.name)),
        "status": equals(STATUS),
        "supplier_id": equals(col(Contract.supplier_id)),
        "category": holds(col(Contract.product_categories)),
        "updated_since": since(col(Contract.updated_at)),
    },
    source=join(Contract, Supplier, col(Contract.supplier_id) == col(Supplier.id)),
)


async def contract(session: AsyncSession, caller: Caller, contract_id: UUID, *, lock: bool = False) -> Contract:
    """Raises ContractNotFound."""
    return await find(
        session, Contract, contract_id, caller, visibility.CONTRACTS, lock=lock, missing=ContractNotFound
    )


async def clauses(session: AsyncSession, contract_id: UUID) -> list[ContractClause]:
    """A contract's clauses, in the order they came in."""
    statement = select(ContractClause).where(col(ContractClause.contract_id) == contract_id)
    return list((await session.exec(statement.order_by(col(ContractClause.id)))).all())


async def between(session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID) -> list[Contract]:
    """Every contract of a buyer with a supplier."""
    statement = select(Contract).where(col(Contract.owner_id) == buyer_id, col(Contract.supplier_id) == supplier_id)
    return list((await session.exec(statement.order_by(col(Contract.id)))).all())


def status_of(row: Contract) -> ContractStatus:
    """The state today."""
    return contract_state(row.status, row.starts_on, row.ends_on, terminated_on=row.terminated_on, today=today())


async def post_of(session: AsyncSession, row: Contract) -> Post:
    """Whether somebody answers for the supplier under this contract."""
    return await clause_post(session, buyer_id=row.owner_id, supplier_id=row.supplier_id)


def replace_by(row: Contract, post: Post) -> date | None:
    """The day by which a vacated post must be filled again; None where it never was filled, or is."""
    if post.vacated_on is None:
        return None
    return working_days_after(post.vacated_on, row.contact_replacement_days)


async def vacancy(session: AsyncSession, row: Contract) -> ContactVacancy | None:
    """Whether a running contract that asks for a contact person has lost its last one."""
    asked = exists().where(col(Obligation.contract_id) == row.id, col(Obligation.type) == CONTACT)
    if status_of(row) not in RUNNING or not (await session.exec(select(asked))).one():
        return None
    post = await post_of(session, row)
    last_day = replace_by(row, post)
    if post.vacated_on is None or last_day is None:
        return None
    return ContactVacancy(vacated_on=post.vacated_on, replace_by=last_day)


async def shown(session: AsyncSession, caller: Caller, row: Contract) -> ContractOut:
    """A contract as this caller sees it today."""
    status = status_of(row)
    clauses_ = await clauses(session, row.id)
    is_buyer = caller.org_kind is OrgKind.BUYER
    marks = flags(
        status,
        categories=row.product_categories,
        clause_kinds=[clause.kind for clause in clauses_],
        ends_on=row.ends_on,
        next_tender_date=row.next_tender_date,
        today=today(),
    )
    name = select(Supplier.name).where(col(Supplier.id) == row.supplier_id)
    return ContractOut.model_validate(
        row.model_dump()
        | {
            "buyer_id": row.owner_id,
            "supplier_name": (await session.exec(name)).one(),
            "start": row.starts_on,
            "end": row.ends_on,
            "status": status,
            "clauses": [ClauseOut.model_validate(clause) for clause in clauses_],
            "next_tender_date": row.next_tender_date if is_buyer else None,
            "contact_vacancy": await vacancy(session, row),
            "flags": marks if is_buyer else [],
            "allowed_transitions": allowed(MOVES, status, caller.roles),
        }
    )

"""Counting contracts on a day."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Text, and_, cast, exists, func, literal, not_, or_, true
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Clause, binds
from suppliers import visibility
from suppliers.clauses.rules import ObligationType
from suppliers.contacts.rules import ContactStatus, Purpose, Rejection
from suppliers.contracts.rules import HUMAN_RIGHTS, NOT_HARDWARE
from suppliers.obligations.rules import ObligationStatus
from suppliers.tables import ContactPoint, Contract, ContractClause, Obligation
from suppliers.tables.states import contract_runs

_categories = cast(literal(sorted(NOT_HARDWARE), ARRAY(Text)), ARRAY(Text))


class ContractCounts(NamedTuple):
    """How many contracts ran on a day; a clause contract is one with the human-rights clause."""

    running: int
    hardware: int
    hardware_with_clause: int
    with_clause: int
    with_clause_and_contact: int


class HardwareContract(NamedTuple):
    """A running contract for hardware, with its obligations to hold an annual review."""

    supplier_id: UUID
    contract_id: UUID
    has_clause: bool
    annual_reviews: list[Obligation]


HARDWARE: Clause = not_(col(Contract.product_categories).op("<@", is_comparison=True)(_categories))


def with_clause(day: date) -> Clause:
    """Whether a contract had a human-rights clause on a day."""
    return exists().where(
        col(ContractClause.contract_id) == col(Contract.id),
        col(ContractClause.kind) == HUMAN_RIGHTS,
        func.coalesce(col(ContractClause.agreed_on), day) <= day,
    )


def _with_contact(day: date) -> Clause:
    """A contact that was ended does not count on that day; one whose period ran out counts on its last day."""
    ended = and_(col(ContactPoint.status) == ContactStatus.ENDED, col(ContactPoint.active_to) > day)
    accepted = and_(
        col(ContactPoint.status) == ContactStatus.ACCEPTED, func.coalesce(col(ContactPoint.active_to), day) >= day
    )
    return exists().where(
        col(ContactPoint.owner_id) == col(Contract.owner_id),
        col(ContactPoint.supplier_id) == col(Contract.supplier_id),
        col(ContactPoint.purpose) == Purpose.CLAUSE_CONTACT,
        col(ContactPoint.active_from) <= day,
        or_(accepted, ended),
    )


async def contract_counts(session: AsyncSession, caller: Caller, as_of: date) -> ContractCounts:
    """Counts of the caller's contracts that ran on a day."""
    clause, contact = with_clause(as_of), _with_contact(as_of)
    counted = [true(), HARDWARE, and_(HARDWARE, clause), clause, and_(clause, contact)]
    statement = (
        select_columns(*(func.count().filter(each) for each in counted))
        .select_from(Contract)
        .where(visibility.CONTRACTS[caller.org_kind], contract_runs(as_of))
    )
    row = (await (await session.connection()).execute(statement, binds(caller))).one()
    return ContractCounts._make(row)


async def hardware_contracts(session: AsyncSession, caller: Caller, day: date) -> list[HardwareContract]:
    """The caller's contracts for hardware that run on a day, by supplier."""
    statement = (
        select(col(Contract.supplier_id), col(Contract.id), with_clause(day))
        .where(visibility.CONTRACTS[caller.org_kind], HARDWARE, contract_runs(day))
        .order_by(col(Contract.supplier_id), col(Contract.id))
    )
    rows = (await session.exec(statement, params=binds(caller))).all()
    reviews = await _annual_reviews(session, [contract_id for _, contract_id, _ in rows])
    return [
        HardwareContract(supplier_id, contract_id, has_clause, reviews.get(contract_id, []))
        for supplier_id, contract_id, has_clause in rows
        if supplier_id is not None  # a contract that runs has one
    ]


async def _annual_reviews(session: AsyncSession, contract_ids: list[UUID]) -> dict[UUID, list[Obligation]]:
    """The tracked obligations of contracts to hold an annual review, earliest due first."""
    statement = (
        select(Obligation)
        .where(
            col(Obligation.contract_id).in_(contract_ids),
            col(Obligation.type) == ObligationType.ANNUAL_REVIEW,
            col(Obligation.status) != ObligationStatus.NOT_TRACKED,
        )
        .order_by(col(Obligation.due_at))
    )
    reviews: dict[UUID, list[Obligation]] = {}
    for row in (await session.exec(statement)).all():
        reviews.setdefault(row.contract_id, []).append(row)
    return reviews


async def rejections(session: AsyncSession, caller: Caller, first: date, last: date) -> dict[Rejection, int]:
    """How many proposed contacts the caller rejected in these days, for each reason."""
    visible = visibility.CONTACTS[caller.org_kind]
    statement = (
        select(ContactPoint.rejection, func.count())
        .where(visible, col(ContactPoint.rejected_on).between(first, last))
        .group_by(col(ContactPoint.rejection))
    )
    counted = dict((await session.exec(statement, params=binds(caller))).all())
    return {reason: counted.get(reason, 0) for reason in Rejection}
